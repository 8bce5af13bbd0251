/**
 * A working day of a hundred people, ten minutes of it: `npm run bench soak [MINUTES] [PEOPLE]`. The product as a process
 * of its own, all roles, on SQLite, with a real mail server. Everybody has a page open that is told of changes and looks
 * around every twelve seconds (four requests); every second person is in one of the conferences for a minute and a half
 * and out of it for three quarters of one, raising hands and chatting every twenty seconds (media is offered and none
 * sent); beside them the story is told once in twenty seconds: a project, a meeting, a convocation, minutes, actions, a
 * report, and the mails of all that.
 *
 * What must not happen: memory that grows, handles or timers that stay when everybody has gone, an event loop that is late.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { keepProduct, type KeptProduct } from '../faults/keep-product.ts'
import { createLedger } from '../faults/ledger.ts'
import { type Colleague, type Office, openOffice } from '../faults/office.ts'
import { tellFirstHalf, tellSecondHalf, zone } from '../faults/round.ts'
import { startMailServer } from '../support/mail-server.ts'
import { readMetrics, type Sample } from '../support/read-metrics.ts'
import { percentile, reportBench } from '../support/report-bench.ts'
import { until } from '../support/until.ts'
import { attend, openPage, type Person, repeat } from './soak/person.ts'

const minutes = Number(process.argv[2] ?? 10)
const crowd = Number(process.argv[3] ?? 100)
if (!(minutes >= 3))
  throw new Error('npm run bench soak MINUTES: at least 3, for the second is compared with the last.')
const storyEveryMs = 20_000
const inConference = 10
/** Within the second and the last minute memory is looked at so often. */
const looksPerMinute = 12
/** Connections are kept for the next request for a while, on both sides. */
const restMs = 80_000

const Made = z.object({ id: z.string() })

const metricsOf = async ({ url }: KeptProduct): Promise<Sample[]> =>
  readMetrics(await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text())
const valueOf = (samples: Sample[], name: string, labels: Record<string, string> = {}): number =>
  samples.find(
    (one) =>
      one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  )?.value ?? Number.NaN

/** What the process holds open, by kind, when it has been left alone for a while: the usual of some looks. */
async function heldAtRest(product: KeptProduct): Promise<Map<string, number>> {
  const looks: Map<string, number>[] = []
  for (let look = 0; look < 21; look++) {
    const samples = (await metricsOf(product)).filter(({ name }) => name === 'sfat_process_resources')
    looks.push(new Map(samples.map(({ labels, value }) => [labels['kind'] ?? '', value])))
    await delay(250)
  }
  const kinds = new Set(looks.flatMap((look) => [...look.keys()]))
  return new Map(
    [...kinds].map((kind) => [
      kind,
      percentile(
        looks.map((look) => look.get(kind) ?? 0),
        0.5,
      ),
    ]),
  )
}

/** Ten people to a conference, which is open all the while. */
async function openConferences(office: Office, people: Colleague[]): Promise<string[]> {
  const ids: string[] = []
  const start = Temporal.Now.plainDateTimeISO(zone).add({ minutes: 1 }).toString({ smallestUnit: 'minute' })
  for (let first = 0; first < people.length; first += inConference) {
    const attendees = people.slice(first, first + inConference).map(({ id: personId }) => ({ personId }))
    const { body } = await office.people.secretary.ask('POST', '/api/meetings', {
      ...{ title: `Conferința ${first}`, description: '', start, zone, durationMinutes: 120 },
      ...{ roomId: null, video: true, attendees },
    })
    ids.push(Made.parse(body).id)
  }
  return ids
}

const folder = await mkdtemp(join(tmpdir(), 'sfat-bench-soak-'))
const mail = await startMailServer()
const product = await keepProduct({
  ...{ DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn' },
  ...{ SMTP_URL: mail.url, MAIL_FROM: 'Sfat <sfat@minister.example>' },
})
try {
  console.log(`  ${crowd} people choose their passwords`)
  const ledger = createLedger()
  const office = await openOffice({ url: product.url, ledger, others: crowd - 5 })
  const people = [...Object.values(office.people), ...office.others]
  const seated = office.others.slice(0, Math.floor(crowd / 2))
  const conferences = await openConferences(office, seated)
  await delay(restMs)
  const restBefore = await heldAtRest(product)

  const now = Temporal.Now.instant()
  const zoneSpan = `from=${now.subtract({ hours: 24 }).toString()}&to=${now.add({ hours: 24 * 30 }).toString()}`
  let visitsFailed = 0
  const busy: Person[] = people.map((colleague, index) =>
    openPage({
      ...{ colleague, zoneSpan, groupId: office.groupId },
      meetingId: conferences[index % conferences.length] ?? '',
      topics: ['calendar', 'needs', 'actions', `group:${office.groupId}`],
    }),
  )
  seated.forEach((colleague, index) => {
    const meetingId = conferences[Math.floor(index / inConference)] ?? ''
    busy.push(
      attend(colleague, meetingId, (error) => {
        console.log(`  a visit to a conference failed: ${String(error)}`)
        visitsFailed += 1
      }),
    )
  })
  const stopping = new AbortController()
  let rounds = 0
  const telling = repeat(stopping.signal, storyEveryMs, async (turn) => {
    await tellSecondHalf(office, await tellFirstHalf(office, `R${turn}`, turn), mail)
    rounds += 1
  })
  // Said at once, not when the ten minutes are over.
  telling.catch((error: unknown) => console.error(error))

  const memory: number[][] = []
  const late: number[] = []
  const loads: number[] = []
  for (let minute = 1; minute <= minutes; minute++) {
    const looks: number[] = []
    for (let look = 1; look <= looksPerMinute; look++) {
      await delay(60_000 / looksPerMinute)
      // The loop's delay is counted from look to look: it is asked for once a minute.
      if (look < looksPerMinute && minute !== 2 && minute !== minutes) continue
      const samples = await metricsOf(product)
      looks.push(valueOf(samples, 'sfat_memory_resident_bytes') / 1024 ** 2)
      late.push(valueOf(samples, 'sfat_event_loop_delay_seconds', { quantile: '0.99' }) * 1_000)
    }
    memory.push(looks)
    loads.push(loadavg()[0] ?? 0)
    console.log(
      `  minute ${minute}: ${Math.round(percentile(looks, 0.5))} MB, p99 ${Math.round(late.at(-1) ?? 0)} ms, ${rounds} stories, ${ledger.answered} requests, load ${loads.at(-1)?.toFixed(1)}`,
    )
  }

  const answered = ledger.answered
  stopping.abort()
  await Promise.all([telling, ...busy.map((one) => one.stop())])
  const lasts = (samples: Sample[]) =>
    valueOf(samples, 'sfat_conferences_running') +
    valueOf(samples, 'sfat_sockets_open', { kind: 'live' }) +
    valueOf(samples, 'sfat_sockets_open', { kind: 'conference' })
  // A seat is kept for a minute, and a conference for those who may come back to it.
  await until('everybody to be gone', async () => lasts(await metricsOf(product)) === 0, 300_000)
  await delay(restMs)
  const restAfter = await heldAtRest(product)
  const left = [...restAfter].map(([kind, count]) => ({ kind, more: count - (restBefore.get(kind) ?? 0) }))
  for (const { kind, more } of left) if (more > 0) console.log(`  left behind: ${more} ${kind}`)

  const second = percentile(memory[1] ?? [], 0.5)
  const end = percentile(memory.at(-1) ?? [], 0.5)
  const refused = Object.values(ledger.refused).reduce((sum, count) => sum + count, 0)
  const conditions = `SQLite, ${crowd} people, ${minutes} minutes, ${availableParallelism()} cores, load average ${percentile(loads, 0.5).toFixed(1)}, Node ${process.versions.node}`
  const good = reportBench('soak', conditions, [
    { what: 'memory in the second minute', value: second, unit: 'MB' },
    { what: 'memory in the last minute', value: end, unit: 'MB' },
    { what: 'more memory at the end', value: (end / second - 1) * 100, unit: '%', limit: 10 },
    {
      what: 'handles and timers left behind',
      value: left.reduce((sum, { more }) => sum + Math.max(0, more), 0),
      unit: 'of them',
      limit: 0,
    },
    { what: 'event-loop delay, p99, a usual minute', value: percentile(late, 0.5), unit: 'ms' },
    { what: 'event-loop delay, p99, the worst minute', value: Math.max(...late), unit: 'ms', limit: 50 },
    { what: 'requests', value: answered / (minutes * 60), unit: 'per s' },
    { what: 'turned away or unanswered', value: refused + ledger.lost, unit: 'of them', limit: 0 },
    { what: 'visits to conferences that failed', value: visitsFailed, unit: 'of them', limit: 0 },
    { what: 'stories told', value: rounds, unit: 'of them' },
    { what: 'mails sent', value: mail.accepted.length, unit: 'of them' },
  ])
  process.exitCode = good ? 0 : 1
} finally {
  await product.stop()
  await mail.close()
  await rm(folder, { recursive: true, force: true })
}
