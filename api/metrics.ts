/**
 * Everything that is measured, on one page (conferences on the next): for Prometheus, at `/metrics`, each process its own. Labels are names of our own
 * code (routes, jobs, states) and never somebody's. What the database knows is the same from every process: take the
 * largest, not the sum.
 */
import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Instant } from '../contract/values.ts'
import {
  counter,
  gauge,
  type Metric,
  type MetricValue,
  one,
  type PrintedMetrics,
  printMetrics,
} from './adapters/print-metrics.ts'
import { lastBackupFile } from './backup/place.ts'
import type { Pool } from './db/data-source.ts'
import type { Backlog } from './db/repos/backlog.ts'
import { conferenceMetrics, type MeasuredNode } from './metrics-of-conferences.ts'
import type { RequestTimes } from './plugins/measure-requests.ts'

type JobState = {
  name: string
  startedAt: Instant | null
  endedAt: Instant | null
  error: string | null
  succeededAt: Instant | null
}

export type MetricSources = {
  version: string
  roles: Iterable<string>
  dataDir: string
  clock: { now(): Temporal.Instant }
  requests: RequestTimes
  /** Parts that the process needs, and whether each works. */
  parts: () => Promise<Record<string, boolean>>
  /** Open sockets by what they are for. */
  sockets: () => Record<string, number>
  node: MeasuredNode | null
  /** Null in a process without a database. */
  store: {
    pools: () => Pool[]
    backlog: () => Promise<Backlog>
    jobs: () => Promise<JobState[]>
  } | null
}

export type Metrics = {
  /** The text of now, and its media type. What cannot be found out (the database is gone) is left out. */
  print(): Promise<PrintedMetrics>
  close(): void
}

/** What a look at everything has found. */
type Now = {
  parts: Record<string, boolean>
  backlog: Backlog | null
  jobs: JobState[]
  diskFree: number | null
  /** In seconds since 1970; null when none was made yet. */
  backupAt: number | null
}
type Told = Metric<Now>
type Loop = ReturnType<typeof monitorEventLoopDelay>

export function createMetrics(sources: MetricSources): Metrics {
  const loop = monitorEventLoopDelay({ resolution: loopLookMs })
  loop.enable()
  const print = printMetrics(
    [
      ...processMetrics(sources, loop),
      ...(sources.node ? conferenceMetrics(sources.node) : []),
      ...storeMetrics(sources),
    ],
    sources.requests,
  )

  async function look(): Promise<Now> {
    const { store, dataDir, parts } = sources
    const [found, backlog, jobs, diskFree, backupAt] = await Promise.all([
      parts(),
      store?.backlog().catch(() => null),
      store?.jobs().catch(() => []),
      statfs(dataDir).then(
        ({ bavail, bsize }) => bavail * bsize,
        () => null,
      ),
      stat(join(dataDir, lastBackupFile)).then(
        ({ mtimeMs }) => mtimeMs / 1000,
        () => null,
      ),
    ])
    return { parts: found, backlog: backlog ?? null, jobs: jobs ?? [], diskFree, backupAt }
  }

  return {
    async print() {
      const printed = await print(await look())
      loop.reset()
      return printed
    },
    close: () => void loop.disable(),
  }
}

/** How often the event loop is looked at, in milliseconds. */
const loopLookMs = 20

function processMetrics({ version, roles, requests, sockets }: MetricSources, loop: Loop): Told[] {
  const startedAt = Date.now() / 1000 - process.uptime()
  const about = { version, node: process.versions.node, roles: [...roles].join(',') }
  return [
    gauge(
      'sfat_info',
      'Always 1: which version runs here, on which Node.js, with which roles',
      () => one(1, about),
      ['version', 'node', 'roles'],
    ),
    gauge('sfat_start_time_seconds', 'When the process began, in seconds since 1970', () => one(startedAt)),
    gauge(
      'sfat_part_up',
      'Whether a part that the process needs works: 1 or 0, as /health/ready says',
      ({ parts }) => Object.entries(parts).map(([part, up]) => ({ labels: { part }, value: Number(up) })),
      ['part'],
    ),
    gauge('sfat_http_requests_under_way', 'Requests that have not been answered yet', () =>
      one(requests.underWay),
    ),
    gauge(
      'sfat_event_loop_delay_seconds',
      'How late the event loop was since the last look; quantile 1 is the worst',
      () =>
        [0.5, 0.9, 0.99, 1].map((quantile) => ({
          labels: { quantile: String(quantile) },
          // Nanoseconds, and never below the pause between two looks, which is no delay.
          value: Math.max(0, loop.percentile(quantile * 100) / 1e9 - loopLookMs / 1000),
        })),
      ['quantile'],
    ),
    counter('sfat_cpu_seconds_total', 'Processor time of this process without its media workers', () => {
      const { user, system } = process.cpuUsage()
      return one((user + system) / 1e6)
    }),
    gauge(
      'sfat_process_resources',
      'What the process holds open, by kind as Node.js names it: sockets, timers, requests to the system',
      () =>
        Object.entries(Object.groupBy(process.getActiveResourcesInfo(), (kind) => kind)).map(
          ([kind, all]) => ({ labels: { kind }, value: all?.length ?? 0 }),
        ),
      ['kind'],
    ),
    gauge('sfat_memory_resident_bytes', 'Memory that the process has of the machine', () =>
      one(process.memoryUsage.rss()),
    ),
    gauge('sfat_memory_heap_bytes', 'Memory that its JavaScript uses', () =>
      one(process.memoryUsage().heapUsed),
    ),
    gauge('sfat_data_dir_free_bytes', 'Room that is left on the disk of DATA_DIR', ({ diskFree }) =>
      diskFree === null ? [] : one(diskFree),
    ),
    gauge(
      'sfat_backup_last_success_timestamp_seconds',
      'When the last backup was made from this DATA_DIR, in seconds since 1970; absent when none was',
      ({ backupAt }) => (backupAt === null ? [] : one(backupAt)),
    ),
    gauge(
      'sfat_sockets_open',
      'Open sockets: of live updates and of conferences',
      () => Object.entries(sockets()).map(([kind, value]) => ({ labels: { kind }, value })),
      ['kind'],
    ),
  ]
}

function storeMetrics({ store, clock }: MetricSources): Told[] {
  if (!store) return []
  const age = (since: Instant | null) =>
    since === null ? 0 : Math.max(0, (clock.now().epochMilliseconds - Date.parse(since)) / 1000)
  const known = (value: (backlog: Backlog) => MetricValue[]) => (now: Now) =>
    now.backlog === null ? [] : value(now.backlog)
  const ofJobs = (value: (job: JobState) => number | null) => (now: Now) =>
    now.jobs.flatMap((job) => {
      const told = value(job)
      return told === null ? [] : [{ labels: { name: job.name }, value: told }]
    })
  return [
    gauge(
      'sfat_database_connections',
      'Connections to the database by pool; waiting: units of work that wait for one',
      () =>
        store.pools().flatMap(({ name: pool, connections, idle, waiting }) => [
          { labels: { pool, state: 'used' }, value: connections - idle },
          { labels: { pool, state: 'idle' }, value: idle },
          { labels: { pool, state: 'waiting' }, value: waiting },
        ]),
      ['pool', 'state'],
    ),
    gauge(
      'sfat_events_waiting',
      'Events that somebody has still to act on, once for each of them',
      known(({ events }) => one(events.waiting)),
    ),
    gauge(
      'sfat_events_oldest_seconds',
      'Age of the oldest of these; 0 when nothing waits',
      known(({ events }) => one(age(events.oldest))),
    ),
    gauge(
      'sfat_events_parked',
      'Events that were given up on, and that an administrator must look at',
      known(({ events }) => one(events.parked)),
    ),
    gauge(
      'sfat_mails',
      'Mails by state: waiting, sending, sent, failed',
      known(({ mails }) =>
        ['waiting', 'sending', 'sent', 'failed'].map((state) => ({
          labels: { state },
          value: mails.counts[state as keyof typeof mails.counts] ?? 0,
        })),
      ),
      ['state'],
    ),
    gauge(
      'sfat_mails_oldest_seconds',
      'Age of the oldest mail that has not left; 0 when none waits',
      known(({ mails }) => one(age(mails.oldest))),
    ),
    gauge(
      'sfat_webhook_messages',
      'Messages to webhooks in the log by status: waiting, sending, delivered, failed',
      known(({ webhooks }) =>
        (['waiting', 'sending', 'delivered', 'failed'] as const).map((status) => ({
          labels: { status },
          value: webhooks.counts[status] ?? 0,
        })),
      ),
      ['status'],
    ),
    gauge(
      'sfat_webhook_oldest_seconds',
      'Age of the oldest message to a webhook that has not arrived; 0 when none waits',
      known(({ webhooks }) => one(age(webhooks.oldest))),
    ),
    gauge(
      'sfat_webhooks_failing',
      'Webhooks whose last message did not arrive (state failing), and those turned off because of it (off)',
      known(({ webhooks }) => [
        { labels: { state: 'failing' }, value: webhooks.failing },
        { labels: { state: 'off' }, value: webhooks.off },
      ]),
      ['state'],
    ),
    gauge(
      'sfat_job_last_success_timestamp_seconds',
      'When a periodic job last ended well, in seconds since 1970',
      ofJobs(({ succeededAt }) => (succeededAt === null ? null : Date.parse(succeededAt) / 1000)),
      ['name'],
    ),
    gauge(
      'sfat_job_last_duration_seconds',
      'How long its last run took, however it ended',
      ofJobs(({ startedAt, endedAt }) =>
        startedAt === null || endedAt === null ? null : (Date.parse(endedAt) - Date.parse(startedAt)) / 1000,
      ),
      ['name'],
    ),
    gauge(
      'sfat_job_failing',
      'Whether its last run failed: 1 or 0',
      ofJobs(({ endedAt, error }) => (endedAt === null ? null : Number(error !== null))),
      ['name'],
    ),
  ]
}
