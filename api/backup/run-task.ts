/** What an operator asks for on the command line instead of the server, told in a few lines. */
import { clock } from '../clock.ts'
import type { Config } from '../config.ts'
import { version } from '../version.ts'
import { makeBackup } from './make-backup.ts'
import { moveToPostgres } from './move-to-postgres.ts'
import { placeOf } from './place.ts'
import { restoreBackup } from './restore-backup.ts'

type Ask = { config: Config; words: string[]; say: (line: string) => void }
type Task = (ask: Ask) => Promise<void>

const replaceOption = '--replace'

const tasks: Record<string, Task> = {
  async backup({ config, words: [to = 'backups'], say }) {
    const folder = await makeBackup({ ...placeOf(config), to, version, clock })
    say(`The backup is in ${folder}, and has been opened to see that it is whole.`)
    say('It holds the secrets of the installation: keep it as you keep these.')
  },

  async restore({ config, words, say }) {
    const [from] = words.filter((word) => word !== replaceOption)
    if (from === undefined) throw new Error('Say which backup: npm run restore FOLDER')
    const replace = words.includes(replaceOption)
    const { manifest, replaced } = await restoreBackup({ ...placeOf(config), from, replace, clock })
    say(`The installation is what it was at ${manifest.madeAt} (version ${manifest.version}).`)
    if (replaced) say(`The files that were there before are in ${replaced}: remove them when all is well.`)
  },

  async 'move-to-postgres'({ config, say }) {
    const moved = await moveToPostgres(placeOf(config))
    const count = Object.values(moved).reduce((sum, rows) => sum + rows, 0)
    say(`${count} rows of ${Object.keys(moved).length} tables are in PostgreSQL, and have been compared.`)
    say('Start the product with the same DATABASE_URL and DATA_DIR. The SQLite file is as it was.')
  },
}

/** Does a task and answers with the exit code; what is in its way is said on the terminal in a sentence. */
export async function runTask(name: string, ask: Ask): Promise<number> {
  try {
    const task = tasks[name]
    if (!task) throw new Error(`There is no task ${name}. There are: ${Object.keys(tasks).join(', ')}.`)
    await task(ask)
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}
