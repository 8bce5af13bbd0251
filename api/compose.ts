/**
 * All wiring. This file holds the only `if` on `ROLES`, on `DATABASE_URL` and on `REDIS_URL`: everything else is written
 * for ports and does not know how many processes there are.
 */
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Server as SocketServer } from 'socket.io'
import { v7 as newId } from 'uuid'
import type { Actor } from '../contract/identity.ts'
import type { Topic } from '../contract/live.ts'
import { createPasswords } from '../identity/password-hash.ts'
import type { Counters } from '../identity/ports.ts'
import { purgeExpired } from '../identity/purge-expired.ts'
import { resumeSession } from '../identity/resume-session.ts'
import { addFirstAdministrator, offerSetUp } from '../identity/set-up.ts'
import { createSlowGuessing } from '../identity/slow-guessing.ts'
import type { Seat } from '../scheduler/ask-to-join.ts'
import { closeSilentConferences } from '../scheduler/close-silent-conferences.ts'
import { mayWatchMeeting } from '../scheduler/show-meeting.ts'
import { createSfuNode } from '../sfu/signal/sfu-node.ts'
import { findWorker } from '../sfu/worker/find-worker.ts'
import type { Bus } from './adapters/bus.ts'
import { createBus as createMemoryBus } from './adapters/bus-memory.ts'
import { createBus as createRedisBus } from './adapters/bus-redis.ts'
import { createCounters as createMemoryCounters } from './adapters/counters-memory.ts'
import { createCounters as createRedisCounters } from './adapters/counters-redis.ts'
import { beatEveryMs, type Directory } from './adapters/directory.ts'
import { createDirectory as createMemoryDirectory } from './adapters/directory-memory.ts'
import { createDirectory as createRedisDirectory } from './adapters/directory-redis.ts'
import { giveTicket } from './adapters/give-ticket.ts'
import { keepBeating } from './adapters/heartbeat.ts'
import { connectRedis } from './adapters/redis.ts'
import { createSockets, type SocketAdapter } from './adapters/sockets.ts'
import { shareSockets } from './adapters/sockets-redis.ts'
import { clock } from './clock.ts'
import type { Config } from './config.ts'
import { type Databases, openDatabases } from './db/data-source.ts'
import { migrate } from './db/migrate.ts'
import { migrations } from './db/migrations/index.ts'
import { createRelay } from './db/relay.ts'
import { createWork, type Work } from './db/work.ts'
import { onChangeTellLive } from './flows/on-change-tell-live.ts'
import { onConferenceFactRecordAttendance } from './flows/on-conference-fact-record-attendance.ts'
import { onSessionRevokedSignOut } from './flows/on-session-revoked-sign-out.ts'
import { startJobs } from './jobs.ts'
import { createOwner, type Owner } from './owner.ts'
import { cookieNames } from './plugins/auth.ts'
import { guestRoutes } from './routes/guest.ts'
import { type HealthCheck, healthRoutes } from './routes/health.ts'
import { createLivePages, openLive } from './routes/live.ts'
import { meRoutes } from './routes/me.ts'
import { meetingRoutes } from './routes/meetings.ts'
import { organisationRoutes } from './routes/organisations.ts'
import { peopleRoutes } from './routes/people.ts'
import { roomRoutes } from './routes/rooms.ts'
import { sessionRoutes } from './routes/session.ts'
import { setUpRoutes } from './routes/setup.ts'
import { loadSecrets, type Secrets } from './secrets.ts'
import { createServer, type Routes, type Server } from './server.ts'
import { createSite, type Site } from './site.ts'

const pages = join(import.meta.dirname, '..', 'web', 'build')
const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
  version: string
}

export type App = {
  server: Server
  site: Site
  /** Null in a process that is only an SFU node: these never open the database. */
  work: Work | null
  /** The one-time address at which the first administrator is made; null when there is one. */
  setUpLink: string | null
  /** Begins to take requests. Throws when the port is taken. */
  listen(): Promise<void>
  /** Takes no more, finishes what is under way, and closes everything. Harmless twice. */
  close(): Promise<void>
}

/** Builds the process that `config` describes. Throws a sentence, with nothing left open, when a part cannot start. */
export async function compose(config: Config, logger: Logger): Promise<App> {
  const owner = createOwner()
  try {
    return await build(config, logger, owner)
  } catch (error) {
    await owner.close().catch((err: unknown) => logger.error({ err }, 'a part could not be closed'))
    throw error
  }
}

async function build(config: Config, logger: Logger, owner: Owner): Promise<App> {
  const { roles } = config
  const site = createSite(config.publicUrl)
  const secrets = await loadSecrets(config.dataDir)
  // A process that starts again is another node: the meetings of the one before are gone.
  const nodeId = newId()
  let stopping = false
  const isStopping = () => stopping

  const shared = await share(config, secrets, logger, owner)
  const [store, node] = await Promise.all([
    roles.has('web') || roles.has('worker') ? openStore(config, owner) : null,
    roles.has('sfu') ? openSfu(config, nodeId, secrets, shared.bus, logger, owner) : null,
  ])
  const checks: HealthCheck[] = [
    ...shared.checks,
    ...(store
      ? [
          {
            name: 'database',
            check: () => store.work.read(({ installation }) => installation.isSetUp()).then(() => true),
          },
        ]
      : []),
    ...(node ? [{ name: 'media', check: async () => node.load().workersAlive > 0 }] : []),
  ]

  const web =
    store && roles.has('web') ? await openWeb(config, secrets, site, store, shared, logger, owner) : null
  const server = await createServer({
    site,
    port: config.port,
    version,
    trustedProxies: config.trustedProxies,
    defaultLocale: config.locale,
    logger,
    counters: shared.counters,
    resume: web?.resume ?? (async () => null),
    isStopping,
    pages: web ? pages : null,
    connectTo: web?.connectTo ?? (() => []),
    routes: [healthRoutes({ checks, isStopping }), ...(web?.routes ?? [])],
  })
  owner.own(server, () => server.close())

  const io = createSockets({
    site,
    adapter: shared.adapter,
    listener: server.server,
    takes: () => !stopping && (web !== null || node !== null),
  })
  // Transports are closed rather than sockets disconnected: pages come back by themselves when the server does.
  server.addHook('preClose', async () => {
    io.engine.close()
  })
  server.addHook('onClose', () => io.close())
  if (web)
    openLive(io, { ...web.live(server), onError: (err) => logger.error({ err }, 'a live update failed') })

  if (node) {
    node.attach(io)
    const beat = await keepBeating({ directory: shared.directory, nodeId, node, url: config.sfu.url, logger })
    owner.own(beat, () => beat.stop())
  }
  if (store && roles.has('worker')) await openWorker(store, shared.bus, io, logger, owner)

  return {
    server,
    site,
    work: store?.work ?? null,
    setUpLink: web?.setUpLink ?? null,
    listen: async () => void (await server.listen({ host: config.host, port: config.port })),
    async close() {
      stopping = true
      await owner.close()
    },
  }
}

/** What processes share: through Redis when there are several, else through memory. */
type Shared = {
  counters: Counters
  directory: Directory
  bus: Bus
  adapter: SocketAdapter | null
  checks: HealthCheck[]
}

async function share(config: Config, secrets: Secrets, logger: Logger, owner: Owner): Promise<Shared> {
  if (config.redisUrl === null) {
    const bus = owner.own(createMemoryBus(), (it) => it.close())
    return {
      counters: createMemoryCounters(),
      directory: createMemoryDirectory(),
      bus,
      adapter: null,
      checks: [],
    }
  }
  const redis = owner.own(await connectRedis(config.redisUrl, logger), (it) => it.close())
  const sockets = config.roles.has('web') || config.roles.has('worker') ? shareSockets(redis) : null
  if (sockets) owner.own(sockets, (it) => it.close())
  return {
    counters: createRedisCounters(redis, secrets.counters),
    directory: createRedisDirectory(redis),
    bus: owner.own(createRedisBus({ redis, logger }), (it) => it.close()),
    adapter: sockets?.adapter ?? null,
    checks: [{ name: 'redis', check: async () => (await redis.ping()) === 'PONG' }],
  }
}

type Store = { databases: Databases; work: Work }

async function openStore(config: Config, owner: Owner): Promise<Store> {
  const { databaseUrl, dataDir } = config
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const databases = await openDatabases(
    databaseUrl === null
      ? { kind: 'sqlite', file: join(dataDir, 'sfat.db') }
      : { kind: 'postgres', url: databaseUrl },
  )
  owner.own(databases, (it) => it.close())
  await migrate(databases, migrations)
  const work = owner.own(createWork({ databases, clock }), (it) => it.close())
  return { databases, work }
}

function openSfu(config: Config, nodeId: string, secrets: Secrets, bus: Bus, logger: Logger, owner: Owner) {
  const { listenAddress, announcedAddress, port, workerPlaces } = config.sfu
  return createSfuNode({
    nodeId,
    secret: secrets.ticket,
    workerBin: findWorker(workerPlaces),
    listen: { address: listenAddress, announced: announcedAddress, port, workers: availableParallelism() },
    facts: bus.facts,
    clock,
    logger,
  }).then((node) => owner.own(node, (it) => it.close()))
}

/** What the doors for people need; the listener is made afterwards. */
async function openWeb(
  config: Config,
  secrets: Secrets,
  site: Site,
  { work }: Store,
  { counters, directory }: Shared,
  logger: Logger,
  owner: Owner,
) {
  const passwords = createPasswords()
  const guessing = createSlowGuessing({ counters, pause: (ms) => pause(ms) })
  const deviceKey = secrets.device
  const onSeenFailed = (err: unknown) =>
    logger.warn({ err }, 'when a session was last seen could not be written')
  const resume = (token: string) => resumeSession({ work, clock, onSeenFailed }, token)
  const identity = { work, clock, passwords, guessing, deviceKey, publicUrl: site.url }
  const meetings = {
    work,
    clock,
    guestLinks: { key: secrets.guestLink, publicUrl: site.url },
    giveTicket: (seat: Seat) => giveTicket({ directory, secret: secrets.ticket, clock }, seat),
  }
  const defaults = { zone: config.zone, locale: config.locale }

  const { admin } = config
  if (
    admin &&
    (await addFirstAdministrator(
      { work, clock, passwords },
      { ...admin, name: 'Administrator', locale: config.locale },
    ))
  )
    logger.info('the first administrator was made from ADMIN_EMAIL')

  const routes: Routes[] = [
    sessionRoutes({ ...identity, version, defaults, mail: config.mail !== null }),
    setUpRoutes(identity),
    meRoutes(identity),
    peopleRoutes(identity),
    organisationRoutes(identity),
    roomRoutes(meetings),
    meetingRoutes(meetings),
    guestRoutes(meetings),
  ]

  // Nodes come and go; a page may connect to those that live when it is loaded, and to those of SFU_ORIGINS.
  let nodeOrigins: string[] = []
  const lookForNodes = async () => {
    nodeOrigins = (await directory.nodes()).map(({ url }) => url)
  }
  const looking = setInterval(
    () => void lookForNodes().catch((err: unknown) => logger.warn({ err }, 'SFU nodes could not be listed')),
    beatEveryMs,
  )
  owner.own(looking, (it) => clearInterval(it))
  await lookForNodes()

  return {
    resume,
    routes,
    connectTo: () =>
      [...new Set([...config.sfuOrigins, ...nodeOrigins])].filter((origin) => origin !== site.url),
    live: (server: Server) => ({
      identify: async (header: string): Promise<Actor | null> => {
        const token = server.parseCookie(header)[cookieNames(site, config.port).session]
        return token === undefined ? null : resume(token)
      },
      // A meeting's topic tells an outsider of a private one that something goes on in it; the others tell nothing.
      mayWatch: async (actor: Actor, topic: Topic) =>
        !topic.startsWith('meeting:') || mayWatchMeeting(meetings, actor, topic.slice('meeting:'.length)),
    }),
    setUpLink: await offerSetUp({ work, publicUrl: site.url }),
  }
}

/** What goes on without anybody asking: events, facts and the timetable. */
async function openWorker(
  { databases, work }: Store,
  bus: Bus,
  io: SocketServer,
  logger: Logger,
  owner: Owner,
) {
  const livePages = createLivePages(io)
  const relay = createRelay({
    work,
    clock,
    logger,
    alone: databases.dialect === 'sqlite',
    handlers: [
      onChangeTellLive(livePages),
      onSessionRevokedSignOut(livePages),
      onConferenceFactRecordAttendance(),
    ],
  })
  owner.own(relay, (it) => it.stop())
  await relay.start()
  await bus.deliver((fact) => work.run(async ({ events }) => events.append(fact)))
  const jobs = startJobs(
    {
      purgeExpired: () => purgeExpired({ work, clock }),
      closeSilentConferences: () => closeSilentConferences({ work, clock }),
      forgetDelivered: () =>
        work.run(({ outbox }) =>
          outbox.forgetBefore(
            clock
              .now()
              .subtract({ hours: 30 * 24 })
              .toString({ smallestUnit: 'millisecond' }),
          ),
        ),
    },
    logger,
  )
  owner.own(jobs, (it) => it.stop())
}
