/**
 * How many meetings are booked in a second, on both databases: through the use case, and through the product's door with
 * everything that goes on behind it. Each is named beside the cheapest thing that the same database could do in the same
 * run: a transaction with one bare INSERT. `npm run bench book [COUNT]`.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { v7 as newId } from 'uuid'
import { type Databases, type DatabaseTarget, openDatabases } from '../../api/db/data-source.ts'
import { migrate } from '../../api/db/migrate.ts'
import { migrations } from '../../api/db/migrations/index.ts'
import { createWork } from '../../api/db/work.ts'
import { isError } from '../../contract/errors.ts'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import type { Browser } from '../support/browser.ts'
import { addOrganisation, addPerson } from '../support/people.ts'
import { type BenchRow, reportBench } from '../support/report-bench.ts'
import { someRoom } from '../support/rooms.ts'
import { bookingForm, guestLinks } from '../support/scheduling.ts'
import { type TestApp, startApp } from '../support/start-app.ts'

const count = Number(process.argv[2] ?? 400)
/** People who book at the same time. */
const together = 20

/** Runs `count` tasks, so many at a time, and answers with how many were done in a second. */
async function perSecond(tasks: number, task: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0
  const begin = performance.now()
  await Promise.all(
    Array.from({ length: together }, async () => {
      while (next < tasks) await task(next++)
    }),
  )
  return tasks / ((performance.now() - begin) / 1_000)
}

/** A wall-clock hour of its own for each index, so that nothing stands in the way of anything. */
const hour = (index: number): string =>
  Temporal.PlainDateTime.from('2030-01-01T00:00').add({ hours: index }).toString({ smallestUnit: 'minute' })

/** One INSERT in a transaction of its own: on SQLite one after another, on PostgreSQL on the connections of the pool. */
async function bareInserts({ dialect, writer }: Databases): Promise<number> {
  const text = dialect === 'sqlite' ? 'text' : 'uuid'
  await writer.query(`CREATE TABLE bare (id ${text} PRIMARY KEY, note text NOT NULL)`)
  const parameters = dialect === 'sqlite' ? '?, ?' : '$1, $2'
  // A statement alone is a transaction, on both.
  return perSecond(count, () =>
    writer.query(`INSERT INTO bare (id, note) VALUES (${parameters})`, [newId(), 'x'.repeat(200)]),
  )
}

async function measureUseCase(target: DatabaseTarget, rows: BenchRow[]): Promise<void> {
  const databases = await openDatabases(target)
  await migrate(databases, migrations)
  const clock = { now: () => Temporal.Now.instant() }
  const work = createWork({ databases, clock })
  const deps = { work, clock, guestLinks }
  try {
    const organisation = await addOrganisation(work, 'MAI')
    const organizer = await addPerson(work, 'Mihai Dan', organisation, 'project-manager')
    const attendees = await Promise.all(
      Array.from({ length: 10 }, (_, index) => addPerson(work, `Om ${index}`, organisation)),
    )
    const rooms = Array.from({ length: together }, () => someRoom())
    await work.run(async (unit) => {
      for (const room of rooms) await unit.rooms.add(room)
    })
    const book = (room: number, start: string) =>
      bookMeeting(
        deps,
        organizer,
        bookingForm({
          start,
          roomId: rooms[room]!.id,
          attendees: attendees.map(({ personId }) => ({ personId, role: 'required' as const })),
        }),
      )
    const refused = (error: unknown) => {
      if (!isError(error, 'room.taken')) throw error
    }

    const bare = await bareInserts(databases)
    await perSecond(together, (index) => book(index, hour(10_000)))
    const apart = await perSecond(count, (index) =>
      book(index % together, hour(Math.floor(index / together))),
    )
    const oneRoom = await perSecond(count, (index) => book(0, hour(1_000 + index)))
    const oneHour = await perSecond(count, (index) =>
      book(1, hour(5_000 + Math.floor(index / 200))).catch(refused),
    )
    const on = target.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'
    const row = (what: string, value: number): BenchRow[] => [
      { what: `${on}: ${what}`, value, unit: 'per s' },
      { what: `${on}: ${what}, of bare INSERTs`, value: (value / bare) * 100, unit: '%' },
    ]
    rows.push(
      { what: `${on}: bare INSERT transactions`, value: bare, unit: 'per s' },
      ...row('bookings, 10 attendees, rooms apart', apart),
      ...row('bookings in one room, hours apart', oneRoom),
      ...row('answers, 200 to one room and hour', oneHour),
    )
  } finally {
    await work.close()
    await databases.close()
  }
}

/** A project manager, signed in. */
async function colleague(app: TestApp, administrator: Browser, index: number): Promise<Browser> {
  const added = await administrator.post('/api/people', {
    ...{ name: `Om ${index}`, email: `om${index}@example.ro`, roles: ['project-manager'] },
  })
  const { link } = added.body as { link: { url: string } }
  const own = app.browser()
  const token = new URL(link.url).searchParams.get('token')
  const { status, text } = await own.post('/api/password', { token, password: `o sută de pași ${index}` })
  if (status >= 300) throw new Error(text)
  return own
}

/** The same through HTTP, with sessions, limits and the relay, in one process with those who ask. */
async function measureDoor(target: DatabaseTarget, rows: BenchRow[]): Promise<void> {
  const app = await startApp({ target, roles: ['web', 'worker'], env: { LOG_LEVEL: 'error' } })
  try {
    // An account may write so often in a minute, so several people share the work.
    const administrator = await app.administrator()
    const browsers = await Promise.all(
      Array.from({ length: 5 }, (_, index) => colleague(app, administrator, index)),
    )
    const added = await Promise.all(
      Array.from({ length: together }, (_, index) =>
        administrator.post('/api/rooms', { name: `Ușa ${index}`, building: 'Palat', capacity: 10 }),
      ),
    )
    const roomIds = added.map(({ body }) => (body as { id: string }).id)
    let turnedAway = 0
    const book = async (index: number, room: number, start: string): Promise<void> => {
      const { status, text } = await browsers[index % browsers.length]!.post('/api/meetings', {
        ...{ title: 'Interoperabilitate', start, zone: 'Europe/Bucharest', durationMinutes: 60 },
        ...{ roomId: roomIds[room], video: true },
      })
      if (status === 503) {
        turnedAway++
        return book(index, room, start)
      }
      if (status !== 201 && status !== 409) throw new Error(text)
    }
    const apart = await perSecond(count, (index) =>
      book(index, index % together, hour(Math.floor(index / together))),
    )
    const oneHour = await perSecond(200, (index) => book(index, 0, hour(5_000)))
    const on = target.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'
    rows.push(
      { what: `${on}: bookings through the door, rooms apart`, value: apart, unit: 'per s' },
      { what: `${on}: answers through the door, 200 to one room and hour`, value: oneHour, unit: 'per s' },
      {
        what: `${on}: turned away because the process was late, and asked again`,
        value: turnedAway,
        unit: 'times',
      },
    )
  } finally {
    await app.stop()
  }
}

/** A database for one measurement, thrown away afterwards. */
async function withDatabase(
  maintenanceUrl: string | null,
  measure: (target: DatabaseTarget) => Promise<void>,
): Promise<void> {
  if (maintenanceUrl === null) {
    const folder = await mkdtemp(join(tmpdir(), 'sfat-bench-'))
    return measure({ kind: 'sqlite', file: join(folder, 'sfat.db') }).finally(() =>
      rm(folder, { recursive: true, force: true }),
    )
  }
  const name = `sfat_bench_${randomBytes(6).toString('hex')}`
  const administer = async (statement: string) => {
    const client = new pg.Client({ connectionString: maintenanceUrl })
    await client.connect()
    const { rows } = await client.query(statement).finally(() => client.end())
    return rows as Record<string, string>[]
  }
  await administer(`CREATE DATABASE ${name}`)
  const url = new URL(maintenanceUrl)
  url.pathname = `/${name}`
  await measure({ kind: 'postgres', url: url.href }).finally(() =>
    administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  )
}

const url = process.env['TEST_DATABASE_URL']
if (!url) throw new Error('TEST_DATABASE_URL is not set: start this with `npm run bench book`.')
const rows: BenchRow[] = []
for (const server of [null, url]) {
  await withDatabase(server, (target) => measureUseCase(target, rows))
  await withDatabase(server, (target) => measureDoor(target, rows))
}
const kept = reportBench(
  'book',
  `${count} bookings, ${together} people at once, ${availableParallelism()} cores`,
  rows,
)
process.exitCode = kept ? 0 : 1
