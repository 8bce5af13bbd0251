/** A disk without room, and one that refuses to be written, under the story. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it, onTestFinished } from 'vitest'
import { withClient } from '../../api/db/postgres-dump.ts'
import { forEachDatabase } from '../support/databases.ts'
import { startMailServer } from '../support/mail-server.ts'
import { emptyPlace, environmentOf } from '../support/places.ts'
import { limitWriting, mountSmallDisk } from '../support/small-disk.ts'
import { testFolder } from '../support/test-folder.ts'
import { keepProduct } from './keep-product.ts'
import { smallDatabase } from './small-database.ts'
import { sufferOutage } from './suffer-outage.ts'

async function start(place: { dataDir: string; databaseUrl: string | null }) {
  const mail = await startMailServer()
  onTestFinished(() => mail.close())
  const product = await keepProduct({
    ...environmentOf(place),
    ...{ SMTP_URL: mail.url, MAIL_FROM: 'Sfat <sfat@minister.example>' },
  })
  onTestFinished(() => product.stop())
  return { mail, product }
}

forEachDatabase((open, database) => {
  describe('a full disk', { timeout: 180_000 }, () => {
    it('is told to whoever wants to save, costs nobody a promise, and is over when there is room', async () => {
      const place = await emptyPlace(open)
      const disk = await mountSmallDisk(database === 'sqlite' ? 48 : 96)
      const told = { fault: 'full-disk', database, lastsMs: 1_000, part: 'writing', reads: true } as const
      if (database === 'postgres') {
        const small = await smallDatabase(place.databaseUrl ?? '', disk)
        const dataDir = join(disk?.folder ?? (await testFolder()), 'data')
        const { product, mail } = await start({ dataDir, databaseUrl: small.url })
        await sufferOutage(product, mail, {
          ...{ ...told, begin: small.fill, end: small.makeRoom, codes: ['server.storage-full'] },
        })
      } else if (disk) {
        const { product, mail } = await start({ ...place, dataDir: join(disk.folder, 'data') })
        const { fill: begin, makeRoom: end } = disk
        await sufferOutage(product, mail, { ...told, begin, end, codes: ['server.storage-full'] })
      } else {
        // Where nobody may mount, files may not grow: the nearest that there is.
        const { product, mail } = await start(place)
        const { size } = await stat(join(place.dataDir, 'sfat.db-wal'))
        const codes = ['server.storage-read-only', 'server.storage-full'] as const
        const begin = async () => limitWriting(product.process().pid, size)
        const end = async () => limitWriting(product.process().pid, 'unlimited')
        await sufferOutage(product, mail, { ...told, begin, end, codes: [...codes] })
      }
    })
  })

  describe('a disk that is read only', { timeout: 180_000 }, () => {
    it('is told to whoever wants to save, is no hindrance to reading, and is over when it may be written', async () => {
      const place = await emptyPlace(open)
      const { product, mail } = await start(place)
      const { databaseUrl } = place
      // With PostgreSQL the server refuses: as a standby does, or one whose operator has stopped all writing.
      const refuse = (refused: boolean) =>
        databaseUrl === null
          ? Promise.resolve(limitWriting(product.process().pid, refused ? 0 : 'unlimited'))
          : withClient(databaseUrl, async (client) => {
              const name = new URL(databaseUrl).pathname.slice(1)
              await client.query('SET default_transaction_read_only = off')
              await client.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${refused}`)
              // It holds for those who connect from now on.
              await client.query(
                `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name LIKE 'sfat-%'`,
              )
            })
      await sufferOutage(product, mail, {
        ...{ fault: 'read-only', database, lastsMs: 1_000, part: 'writing', reads: true },
        ...{ begin: () => refuse(true), end: () => refuse(false) },
        // Whoever was at work when the connections ended is told to try again.
        codes: ['server.storage-read-only', ...(databaseUrl === null ? [] : (['server.busy'] as const))],
      })
    })
  })
})
