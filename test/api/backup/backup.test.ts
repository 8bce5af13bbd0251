/** Backups: made while people work, opened, brought back, and refused in words where that would do harm. */
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { filesOnDisk } from '../../../api/adapters/files-on-disk.ts'
import { makeBackup } from '../../../api/backup/make-backup.ts'
import { Manifest } from '../../../api/backup/manifest.ts'
import type { Place } from '../../../api/backup/place.ts'
import { readBackup } from '../../../api/backup/read-backup.ts'
import { restoreBackup } from '../../../api/backup/restore-backup.ts'
import { clock } from '../../../api/clock.ts'
import { runPostgres } from '../../../api/db/postgres-programs.ts'
import { requestLimits } from '../../../contract/limits.ts'
import type { Browser } from '../../support/browser.ts'
import { forEachDatabase, type Open } from '../../support/databases.ts'
import { emptyPlace, environmentOf } from '../../support/places.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'
import { testFolder } from '../../support/test-folder.ts'
import { until } from '../../support/until.ts'

const document = 'Proiectul ordinii de zi, cu ș și ț.'

async function start(place: Place): Promise<TestApp> {
  const app = await startApp({ roles: ['web', 'worker'], env: environmentOf(place) })
  onTestFinished(() => app.stop())
  return app
}
const room = (number: number) => ({
  ...{ name: `Sala ${number}`, building: 'Corp A', capacity: 10, equipment: [] },
})
const namesOf = async (browser: Browser) => {
  const { body } = await browser.get('/api/rooms?limit=200')
  return (body as { items: { name: string }[] }).items.map(({ name }) => name)
}
const backUp = async (place: Place) =>
  makeBackup({ ...place, to: await testFolder(), version: '0.1.0', clock })
const restore = (place: Place, from: string, replace = false) =>
  restoreBackup({ ...place, from, replace, clock })

/** A place with a room and a document, and a backup of it. */
async function filled(open: Open): Promise<{ place: Place; backup: string }> {
  const place = await emptyPlace(open)
  const app = await startApp({ roles: ['web', 'worker'], env: environmentOf(place) })
  const ana = await app.administrator()
  expect((await ana.post('/api/rooms', room(1))).status).toBe(201)
  await filesOnDisk(join(place.dataDir, 'files')).put(Readable.from([Buffer.from(document)]), 1_000)
  await app.stop()
  return { place, backup: await backUp(place) }
}

forEachDatabase((open, kind) => {
  describe('a backup', { timeout: 60_000 }, () => {
    it('made while people write holds all that they were promised before, and nothing by halves', async () => {
      const place = await emptyPlace(open)
      const app = await start(place)
      const ana = await app.administrator()
      let written = 0
      let writing = true
      const begin = Temporal.Now.plainDateTimeISO('Europe/Bucharest').add({ days: 3 })
      const write = async (writer: number) => {
        for (let turn = 0; writing; turn += 1) {
          const number = writer * 10_000 + turn
          expect((await ana.post('/api/rooms', room(number))).status).toBe(201)
          written += 1
          // A meeting is a row, its occurrence, its attendees and an event: one unit of work.
          const { status } = await ana.post('/api/meetings', {
            ...{ title: `Ședința ${number}`, description: '', zone: 'Europe/Bucharest', durationMinutes: 30 },
            ...{ start: begin.toString({ smallestUnit: 'minute' }), roomId: null, video: true },
            attendees: [{ email: `p${number}@example.com`, name: `P ${number}`, role: 'required' }],
          })
          expect(status).toBe(201)
          // Half of what one account may write in a minute as fast as it goes, and slowly from there: two writes a turn.
          if (written * 2 > requestLimits.write.perMinute / 2) await delay(2_000)
        }
      }
      const writers = Promise.all([1, 2, 3].map(write))
      // A failure is told when it is waited for.
      writers.catch(() => undefined)
      await until('some have written', () => written > 20)
      const promised = await namesOf(ana)
      const backup = await backUp(place)
      const during = written
      await until('they wrote on', () => written > during + 5)
      writing = false
      await writers

      const elsewhere = await emptyPlace(open)
      await restore(elsewhere, backup)
      const again = await start(elsewhere)
      const kept = await namesOf(await again.administrator())
      expect(kept).toEqual(expect.arrayContaining(promised))
      const { rows } = Manifest.parse(
        JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8')),
      ).database
      expect(rows['meeting']).toBeGreaterThan(0)
      expect([rows['occurrence'], rows['attendee']]).toEqual([rows['meeting'], rows['meeting']])
      expect(rows['room']).toBeGreaterThanOrEqual(promised.length)
    })

    it('brings back accounts, rows, documents and secrets, for the account of the server alone', async () => {
      const { place, backup } = await filled(open)
      const elsewhere = await emptyPlace(open)
      const { manifest, replaced } = await restore(elsewhere, backup)
      expect(manifest.database.kind).toBe(kind)
      // How old the last one is, the metrics tell from this.
      expect(await readFile(join(place.dataDir, 'last-backup'), 'utf8')).toBe(`${manifest.madeAt}\n`)
      expect(replaced).toBeNull()

      const files = await readdir(join(elsewhere.dataDir, 'files'), { recursive: true })
      const [path] = files.filter((name) => name.includes('/'))
      expect(await readFile(join(elsewhere.dataDir, 'files', path ?? ''), 'utf8')).toBe(document)
      expect(await readFile(join(elsewhere.dataDir, 'secrets.json'), 'utf8')).toBe(
        await readFile(join(place.dataDir, 'secrets.json'), 'utf8'),
      )
      for (const folder of [backup, elsewhere.dataDir]) {
        expect(((await stat(folder)).mode & 0o077).toString(8)).toBe('0')
        expect(((await stat(join(folder, 'secrets.json'))).mode & 0o777).toString(8)).toBe('600')
      }
      const app = await start(elsewhere)
      expect(await namesOf(await app.administrator())).toEqual(['Sala 1'])
    })

    it('replaces an installation only when told to, and keeps its files aside', async () => {
      const { place, backup } = await filled(open)
      const app = await startApp({ roles: ['web', 'worker'], env: environmentOf(place) })
      const ana = await app.administrator()
      await ana.post('/api/rooms', room(2))
      await expect(restore(place, backup, true)).rejects.toThrow('is running')
      await app.stop()

      await expect(restore(place, backup)).rejects.toThrow('add --replace')
      // When the last backup was made is true of the place, whatever is restored into it.
      const before = (await readdir(place.dataDir)).filter((name) => name !== 'last-backup')
      const { replaced } = await restore(place, backup, true)
      expect(await readdir(replaced ?? '')).toEqual(expect.arrayContaining(before))
      const again = await start(place)
      expect(await namesOf(await again.administrator())).toEqual(['Sala 1'])
    })

    it.each<[string, (backup: string) => Promise<void>, RegExp]>([
      [
        'has lost a file',
        async (backup) => truncate(join(backup, 'secrets.json'), 0),
        /is broken: secrets\.json/,
      ],
      [
        'was written over in one place',
        async (backup) => {
          const name = kind === 'sqlite' ? 'sfat.db' : 'sfat.dump'
          const bytes = await readFile(join(backup, name))
          bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff
          await writeFile(join(backup, name), bytes)
        },
        /is broken: sfat\.(db|dump)/,
      ],
      ['is none', async (backup) => writeFile(join(backup, 'manifest.json'), '[]'), /is not one of ours/],
      [
        'says other rows than it has',
        (backup) => change(backup, ({ database }) => (database.rows['room'] = 7)),
        /does not hold what its manifest says/,
      ],
      [
        'is of a newer version by its tables',
        (backup) => change(backup, ({ database }) => database.migrations.push('9999-future')),
        /newer version of the product, 0\.1\.0: install that one first/,
      ],
      [
        'is of a newer version by its form',
        (backup) => change(backup, (manifest) => Object.assign(manifest, { format: 2 })),
        /newer version/,
      ],
    ])('that %s is refused, and nothing is touched', async (_what, harm, words) => {
      const { backup } = await filled(open)
      await harm(backup)
      const elsewhere = await emptyPlace(open)
      await expect(restore(elsewhere, backup)).rejects.toThrow(words)
      expect(existsSync(elsewhere.dataDir)).toBe(false)
    })

    it('of nothing, or from nothing, is refused in words and leaves nothing', async () => {
      const place = await emptyPlace(open)
      const to = await testFolder()
      await expect(makeBackup({ ...place, to, version: '0.1.0', clock })).rejects.toThrow(
        'nothing to back up',
      )
      expect(await readdir(to)).toEqual([])
      await expect(restore(place, to)).rejects.toThrow('There is no backup in')
    })
  })
})

describe('a backup of one database', { timeout: 60_000 }, () => {
  forEachDatabase((open, kind) => {
    it('is not restored into the other', async () => {
      const { place, backup } = await filled(open)
      const other = {
        dataDir: join(await testFolder(), 'data'),
        databaseUrl: kind === 'sqlite' ? 'postgres://nobody@127.0.0.1:9/nowhere' : null,
      }
      await expect(restore(other, backup)).rejects.toThrow('DATABASE_URL')
      expect((await readBackup(backup)).database.kind).toBe(
        place.databaseUrl === null ? 'sqlite' : 'postgres',
      )
    })
  })

  it('says which program is missing', async () => {
    await expect(runPostgres('pg_nothing' as 'pg_dump', [])).rejects.toThrow(
      /^pg_nothing is missing: install PostgreSQL's client programs/,
    )
  })
})

/** A manifest that says something else, as if it had been written so. */
async function change(backup: string, edit: (manifest: Manifest) => void): Promise<void> {
  const file = join(backup, 'manifest.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest
  edit(manifest)
  await writeFile(file, JSON.stringify(manifest))
}
