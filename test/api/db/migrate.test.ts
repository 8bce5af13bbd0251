import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { openDatabases } from '../../../api/db/data-source.ts'
import { migrate, type Migration } from '../../../api/db/migrate.ts'
import { migrations } from '../../../api/db/migrations/index.ts'
import { schemas } from '../../../api/db/schema/index.ts'
import { runInProcess } from '../../support/run-in-process.ts'
import { forEachDatabase } from '../../support/databases.ts'

const names = migrations.map(({ name }) => name)
const note = (name: string, ...statements: string[]): Migration => ({ name, statements: () => statements })

forEachDatabase((open, kind) => {
  describe('migrations', () => {
    it('make every table that the code knows, from an empty database, and nothing the second time', async () => {
      const { databases } = await open({ migrated: false })
      expect(await migrate(databases, migrations)).toEqual(names)
      expect(await migrate(databases, migrations)).toEqual([])
      for (const schema of schemas) {
        const found = await databases.reader.getRepository(schema).find({ take: 1 })
        expect(Array.isArray(found)).toBe(true)
      }
    })

    it('run once when several processes start at the same moment', { timeout: 90_000 }, async () => {
      const { target, databases } = await open({ migrated: false })
      const start = () => runInProcess(new URL('migrate-child.ts', import.meta.url), { target })
      const ran = (await Promise.all([start(), start(), start()])) as string[][]
      expect(ran.flat().sort()).toEqual([...names].sort())
      expect(await migrate(databases, migrations)).toEqual([])
    })

    it('run only what is new after an upgrade', async () => {
      const { databases } = await open({ migrated: false })
      const first = note('1', 'CREATE TABLE note (id integer)')
      const second = note('2', 'ALTER TABLE note ADD COLUMN text text')
      await migrate(databases, [first])
      expect(await migrate(databases, [first, second])).toEqual(['2'])
      await databases.writer.query(`INSERT INTO note (id, text) VALUES (1, 'da')`)
    })

    it('leave the database as it was when one of them fails', async () => {
      const { databases } = await open({ migrated: false })
      const good = note('1', 'CREATE TABLE note (id integer)')
      const bad = note('2', 'ALTER TABLE nothing ADD COLUMN text text')
      await expect(migrate(databases, [good, bad])).rejects.toThrow('nothing')
      expect(await migrate(databases, [good])).toEqual(['1'])
    })

    it('refuse a database that a newer version of the product has made', async () => {
      const { databases } = await open()
      await expect(migrate(databases, migrations.slice(0, -1))).rejects.toThrow(names.at(-1))
    })
  })

  describe('the tables', () => {
    it('refuse two scheduled occurrences in one room at one time, whoever writes them', async () => {
      const { databases } = await open()
      const { writer } = databases
      const [organizer, room, meeting] = [newId(), newId(), newId()]
      const no = kind === 'sqlite' ? '0' : 'false'
      await writer.query(
        `INSERT INTO person (id, name, email, locale, created_at, version, folded_name, search_text)
         VALUES ('${organizer}', 'Ana', 'ana@example.ro', 'ro', '2026-01-01T00:00:00.000Z', 1, 'ana', 'ana')`,
      )
      await writer.query(
        `INSERT INTO room (id, name, building, capacity, equipment, retired, version, folded_name, folded_building)
         VALUES ('${room}', 'A', 'B', 5, '[]', ${no}, 1, 'a', 'b')`,
      )
      await writer.query(
        `INSERT INTO meeting (id, title, description, start, zone, duration_minutes, video, visibility, status,
           organizer_id, guest_link_version, sequence, created_at, version)
         VALUES ('${meeting}', 'T', '', '2026-11-24T10:00', 'UTC', 60, ${no}, 'normal', 'scheduled',
           '${organizer}', 1, 0, '2026-01-01T00:00:00.000Z', 1)`,
      )
      const occur = (from: string, to: string, status = 'scheduled', id: string = newId()) =>
        writer.query(
          `INSERT INTO occurrence (id, meeting_id, room_id, starts_at, ends_at, status, closed)
           VALUES ('${id}', '${meeting}', '${room}', '2026-11-24T${from}:00.000Z', '2026-11-24T${to}:00.000Z',
             '${status}', ${no})`,
        )
      await occur('10:00', '11:00')
      for (const [from, to] of [
        ['10:00', '11:00'],
        ['09:30', '10:01'],
        ['10:59', '12:00'],
        ['10:15', '10:30'],
        ['09:00', '12:00'],
      ] as const)
        await expect(occur(from, to)).rejects.toThrow('occurrence_room_free')
      const next = newId()
      await occur('11:00', '12:00', 'scheduled', next)
      await occur('09:00', '10:00')
      await occur('10:00', '11:00', 'cancelled')
      await expect(
        writer.query(`UPDATE occurrence SET starts_at = '2026-11-24T10:30:00.000Z' WHERE id = '${next}'`),
      ).rejects.toThrow('occurrence_room_free')
      await expect(
        writer.query(`UPDATE occurrence SET status = 'scheduled' WHERE status = 'cancelled'`),
      ).rejects.toThrow('occurrence_room_free')
    })

    it('are opened again by another process with what was saved', async () => {
      const { target, databases } = await open()
      await databases.close()
      await databases.close()
      const again = await openDatabases(target)
      expect(await migrate(again, migrations)).toEqual([])
      await again.close()
    })
  })
})
