/** The database does not answer for half a minute: PostgreSQL is stopped and started; SQLite's file is held by somebody else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, it, onTestFinished } from 'vitest'
import { makeRunFolder, removeRunFolder, startPostgres } from '../../toolchain/start-test-servers.ts'
import { postgres } from '../../toolchain/test-parts.ts'
import { startMailServer } from '../support/mail-server.ts'
import { testFolder } from '../support/test-folder.ts'
import { keepProduct } from './keep-product.ts'
import { sufferOutage } from './suffer-outage.ts'

const lastsMs = 30_000

async function start(env: Record<string, string>) {
  const mail = await startMailServer()
  onTestFinished(() => mail.close())
  const product = await keepProduct({
    ...env,
    ...{ SMTP_URL: mail.url, MAIL_FROM: 'Sfat <sfat@minister.example>' },
  })
  onTestFinished(() => product.stop())
  return { mail, product }
}

/** Another process that takes the file for itself, as an operator's tool may. */
function holder(file: string) {
  let child: ChildProcess | null = null
  const script = `
    const database = new (require('better-sqlite3'))(${JSON.stringify(file)}, { timeout: 20_000 })
    database.exec('BEGIN IMMEDIATE')
    console.log('held')
    process.stdin.resume()
    process.stdin.on('end', () => { database.exec('ROLLBACK'); database.close() })`
  return {
    async take() {
      child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
      if (child.stdout) await once(child.stdout, 'data')
    },
    async leave() {
      if (!child) return
      const gone = once(child, 'close')
      child.stdin?.end()
      await gone
      child = null
    },
  }
}

describe('a database that is gone for half a minute', { timeout: 240_000 }, () => {
  describe('on SQLite', () => {
    it('is told to whoever wants to save, is no hindrance to reading, and everything goes on afterwards', async () => {
      const dataDir = join(await testFolder(), 'data')
      const { product, mail } = await start({ DATA_DIR: dataDir })
      const other = holder(join(dataDir, 'sfat.db'))
      onTestFinished(other.leave)
      await sufferOutage(product, mail, {
        ...{ fault: 'database-gone', database: 'sqlite', begin: other.take, end: other.leave },
        ...{ lastsMs, codes: ['server.busy'], part: 'writing', reads: true },
      })
    })
  })

  describe('on PostgreSQL', () => {
    it('is told to everybody, and everything goes on afterwards without a restart', async () => {
      const initdb = postgres.find()
      if (initdb === undefined) throw new Error('There is no PostgreSQL here: install postgresql.')
      const folder = makeRunFolder()
      const server = await startPostgres(initdb, folder)
      onTestFinished(async () => {
        await server.stop()
        removeRunFolder(folder)
      })
      const { product, mail } = await start({
        DATA_DIR: join(await testFolder(), 'data'),
        DATABASE_URL: server.url,
      })
      await sufferOutage(product, mail, {
        ...{ fault: 'database-gone', database: 'postgres', begin: server.stop, end: server.startAgain },
        ...{ lastsMs, codes: ['server.busy'], part: 'database', reads: false },
      })
    })
  })
})
