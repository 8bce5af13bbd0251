import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { createRelay, handler } from '../../../api/db/relay.ts'
import type { Work } from '../../../api/db/work.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { createLog } from '../../support/log.ts'
import { someRoom } from '../../support/rooms.ts'
import { until } from '../../support/until.ts'

/**
 * Leaves the database no room to grow, and answers with how to give it room again. SQLite: it may have no more pages than
 * it has. PostgreSQL: each new room fails with the code of a full disk, raised by the server itself.
 */
async function fillDisk({ databases: { dialect, writer } }: TestDatabase): Promise<() => Promise<void>> {
  if (dialect === 'postgres') {
    await writer.query(`CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`)
    await writer.query(
      'CREATE TRIGGER disk_full BEFORE INSERT ON room FOR EACH ROW EXECUTE FUNCTION disk_full()',
    )
    return async () => void (await writer.query('DROP TRIGGER disk_full ON room'))
  }
  const limit = async (pages: number) => void (await writer.query(`PRAGMA max_page_count = ${pages}`))
  await limit(1)
  return () => limit(1_000_000)
}

/** Too much for the pages that are there. */
const addMuch = (work: Work) =>
  work.run(async ({ rooms, events }) => {
    for (let count = 0; count < 40; count++) {
      const room = someRoom({ building: 'x'.repeat(2_000) })
      await rooms.add(room)
      events.record('room.changed', { roomId: room.id })
    }
  })

const count = async (work: Work) => (await work.read(({ rooms }) => rooms.page({ limit: 200 }))).items.length

forEachDatabase((open) => {
  describe('a full disk', () => {
    it('is told as such, saves nothing by halves, and heals by itself when there is room again', async () => {
      const database = await open()
      const { work } = database
      await work.run(({ rooms }) => rooms.add(someRoom()))
      const makeRoom = await fillDisk(database)
      for (let attempt = 0; attempt < 3; attempt++)
        await expect(addMuch(work)).rejects.toMatchObject({
          code: 'server.storage-full',
          kind: 'unavailable',
        })
      expect(await count(work)).toBe(1)
      expect(await work.read(({ outbox }) => outbox.unsettled())).toEqual([])
      await makeRoom()
      await addMuch(work)
      expect(await count(work)).toBe(41)
    })

    it('delays what was to be delivered and loses none of it', async () => {
      const database = await open()
      const { work, clock } = database
      const log = createLog()
      const relay = createRelay({
        work,
        clock,
        logger: log,
        alone: database.databases.dialect === 'sqlite',
        pollMs: 20,
        parkAfter: 2,
        handlers: [
          handler({
            name: 'growing',
            on: ['room.changed'],
            save: async (_event, { rooms }) => {
              for (let count = 0; count < 40; count++)
                await rooms.add(someRoom({ building: 'x'.repeat(2_000) }))
            },
          }),
        ],
      })
      await work.run(async ({ events }) => events.record('room.changed', { roomId: newId() }))
      const makeRoom = await fillDisk(database)
      await relay.start()
      await until('the relay to meet the full disk', () => log.warnings.length + log.errors.length > 2)
      expect(await count(work)).toBe(0)
      await makeRoom()
      await until('the event to be delivered', async () => (await count(work)) === 40)
      await relay.stop()
    })
  })
})
