/**
 * Writes `docs/faults.md` from what the tests have counted: `FAULTS_WRITE=1 npm test -- test/faults`, then
 * `node test/faults/write-docs.ts`. A test holds the two together.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { Count, countsFolder, faults, type Fault } from './report.ts'

const docsFile = join(import.meta.dirname, '..', '..', 'docs', 'faults.md')
const databases = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const
const line = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`

export async function readCounts(): Promise<Count[]> {
  const names = (await readdir(countsFolder)).toSorted()
  const counts = await Promise.all(
    names.map(async (name) => Count.parse(JSON.parse(await readFile(join(countsFolder, name), 'utf8')))),
  )
  const order = Object.keys(faults) as Fault[]
  return counts.toSorted((one, other) => order.indexOf(one.fault) - order.indexOf(other.fault))
}

/** The page as it must stand in `docs/`. */
export async function writeFaults(): Promise<string> {
  const head = ['fault', 'database', 'times', 'promises', 'mails', 'sent twice', 'turned away', 'no answer']
  const rows = (await readCounts()).map((count) => {
    const { fault, database, struck, promises, mails, copies, refused, lost, replayed } = count
    const turned = Object.entries(refused).map(([code, times]) => `${times} \`${code}\``)
    const unanswered = `${lost}${replayed > 0 ? `, of which ${replayed} had been done` : ''}`
    const told = turned.join(', ') || '0'
    return line([faults[fault], databases[database], struck, promises, mails, copies, told, unanswered])
  })
  const markdown = [
    '# What becomes of it when something breaks',
    '',
    'Made by the tests in `test/faults`: they tell the story over HTTP to the product as a process of its own, book, convene, answer, write, approve and publish minutes, close actions, report, and break something in the middle of it. The client remembers whatever was acknowledged, and sends again what was not, under the same `Idempotency-Key`. Afterwards every promise is looked for: each was there, exactly once, in the lists, in the audit and among the mails that a real server had taken; no event and no mail was given up on.',
    '',
    'While it cannot save, the product lives, says so at `/health/ready` (`writing`, `database`, `redis`), turns writes away with 503, words and `Retry-After`, and goes on reading where there is something to read from. When the fault is over it is well by itself.',
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows,
    '',
    '- **times**: how often it struck during the story. **promises**: what was acknowledged and looked for; **mails**: those that followed from it, each of which arrived.',
    '- **sent twice**: mails whose second copy, the same to the octet, left because the process was killed between the server’s answer and the note of it ([0011](decisions/0011-a-mail-leaves-at-least-once.md)). Nothing else makes a copy.',
    '- **turned away**: answers of 503, by their code. **no answer**: attempts that were not answered, most of them forty times a second while nobody listened; those that had been done by then were answered, and not done, when they were sent again.',
    '- A full disk is a small tmpfs, with PostgreSQL a tablespace on one (where nobody may mount: files that may not grow, and the server’s own error 53100). A disk that is read only is a process that may write nothing into files, with PostgreSQL a server that refuses to be written. The clock is set in the process alone: all that it asks for the time is told another, and what counts time that passes does not notice.',
    '- The twenty points of `kill -9` are random; each run prints its `FAULTS_SEED`, which tells them again.',
    '',
  ].join('\n')
  return format(markdown, { ...(await resolveConfig(docsFile)), filepath: docsFile })
}

/** Whether the page in `docs/` is the one that the counts make. */
export const isWritten = async (): Promise<boolean> =>
  (await readFile(docsFile, 'utf8').catch(() => '')) === (await writeFaults())

if (import.meta.main) await writeFile(docsFile, await writeFaults())
