/**
 * All wiring: this file for the process, `compose-web.ts` and `compose-worker.ts` for two of its roles. It holds the only
 * `if` on `ROLES`, on `DATABASE_URL` and on `REDIS_URL`: everything else is written for ports and does not know how many
 * processes there are.
 */
import { mkdir } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { v7 as newId } from 'uuid'
import type { Counters } from '../identity/ports.ts'
import { networkOf } from '../identity/slow-guessing.ts'
import { createSfuNode, type SfuNode } from '../sfu/signal/sfu-node.ts'
import { turnAccount } from '../sfu/signal/turn-account.ts'
import { findWorker } from '../sfu/worker/find-worker.ts'
import type { Bus } from './adapters/bus.ts'
import { createBus as createMemoryBus } from './adapters/bus-memory.ts'
import { createCounters as createMemoryCounters } from './adapters/counters-memory.ts'
import type { Directory } from './adapters/directory.ts'
import { createDirectory as createMemoryDirectory } from './adapters/directory-memory.ts'
import { keepBeating } from './adapters/heartbeat.ts'
import { createKeptWrites } from './adapters/kept-writes.ts'
import { mayWatch } from './adapters/may-watch.ts'
import { createSockets, socketsOf } from './adapters/sockets.ts'
import type { SharedSockets } from './adapters/sockets-redis.ts'
import { clock } from './clock.ts'
import { openWeb } from './compose-web.ts'
import { openWorker } from './compose-worker.ts'
import type { Config } from './config.ts'
import { type Databases, openDatabases } from './db/data-source.ts'
import { createMemory, type Memory } from './db/memory.ts'
import { migrate } from './db/migrate.ts'
import { migrations } from './db/migrations/index.ts'
import { createWork, type Work } from './db/work.ts'
import { createMetrics } from './metrics.ts'
import { createOwner, type Owner } from './owner.ts'
import { countRequest } from './plugins/limits.ts'
import { createRequestTimes } from './plugins/measure-requests.ts'
import { trustProxies } from './plugins/trusted-proxies.ts'
import { askParts, type HealthCheck, healthRoutes } from './routes/health.ts'
import { createLivePages, type LivePages } from './routes/live-pages.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { loadSecrets, type Secrets } from './secrets.ts'
import { createServer, type Server } from './server.ts'
import { createSite, type Site } from './site.ts'
import { version } from './version.ts'

const pages = join(import.meta.dirname, '..', 'web', 'build')

export type App = {
  server: Server
  site: Site
  /** Null in a process that is only an SFU node: these never open the database. */
  work: Work | null
  /** The one-time address at which the first administrator is made; null when there is one. */
  setUpLink: string | null
  /** Begins to take requests. Throws when the port is taken. */
  listen(): Promise<void>
  /** Takes no new meeting, and resolves when the running ones are over; everything else goes on. Harmless twice. */
  drain(): Promise<void>
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

  const proxies = trustProxies(config.trustedProxies)
  const networkOfClient = (request: IncomingMessage) => networkOf(proxies.clientOf(request))

  const shared = await share(config, secrets, logger, owner)
  const opening = [
    roles.has('web') || roles.has('worker') ? openStore(config, owner) : null,
    roles.has('sfu')
      ? openSfu({ config, nodeId, secrets, bus: shared.bus, logger, owner, networkOf: networkOfClient })
      : null,
  ] as const
  // Both have ended before a failure of one goes on: what is closed then must not be opened afterwards.
  await Promise.allSettled(opening)
  const [store, node] = await Promise.all(opening)
  const checks: HealthCheck[] = [
    ...shared.checks,
    ...(store
      ? [
          {
            name: 'database',
            check: () => store.work.read(({ installation }) => installation.isSetUp()).then(() => true),
          },
          { name: 'writing', check: () => store.work.canSave() },
        ]
      : []),
    ...(node ? [{ name: 'media', check: async () => node.load().workersAlive > 0 }] : []),
  ]

  const web =
    store && roles.has('web')
      ? await openWeb({ config, secrets, site, ...store, version, logger, owner, ...shared })
      : null
  const times = createRequestTimes()
  const metrics = owner.own(
    createMetrics({
      version,
      roles,
      dataDir: config.dataDir,
      clock,
      requests: times,
      parts: () => askParts(checks),
      sockets: () => socketsOf(io),
      node,
      store: store && {
        pools: () => store.work.pools(),
        backlog: () => store.work.read(({ backlog }) => backlog.measure()),
        jobs: () => store.work.read(({ jobs }) => jobs.list()),
      },
    }),
    (it) => it.close(),
  )
  const server = await createServer({
    site,
    port: config.port,
    version,
    trusts: proxies.trusts,
    defaultLocale: config.locale,
    logger,
    counters: shared.counters,
    times,
    resume: web?.resume ?? (async () => null),
    resumeToken: web?.resumeToken ?? (async () => null),
    memory: store?.memory ?? null,
    isStopping,
    keptWrites: store ? createKeptWrites({ work: store.work, clock }) : null,
    pages: web ? pages : null,
    connectTo: web?.connectTo ?? (() => []),
    routes: [
      healthRoutes({ checks, isStopping, draining: () => meetingsWhileDraining(node) }),
      metricsRoutes({ print: () => metrics.print(), token: config.metricsToken, proxies }),
      ...(web?.routes ?? []),
    ],
  })
  owner.own(server, () => server.close())

  const io = createSockets({
    site,
    adapter: shared.sockets?.adapter ?? null,
    listener: server.server,
    takes: () => !stopping && (web !== null || node !== null),
    isTooMuch: async (request) =>
      (await countRequest(shared.counters, 'socket', networkOfClient(request))) !== null,
  })
  // Transports are closed rather than sockets disconnected: pages come back by themselves when the server does.
  server.addHook('preClose', async () => {
    io.engine.close()
  })
  server.addHook('onClose', () => io.close())
  web?.openLive(io, server)
  node?.attach(io)
  const beat =
    node && (await keepBeating({ directory: shared.directory, nodeId, node, url: config.sfu.url, logger }))
  if (beat) owner.own(beat, (it) => it.stop())
  const live = store && (await openLivePages(io, store.work, shared.sockets, logger))
  if (store && live && roles.has('worker'))
    await openWorker({ work: store.work, config, secrets, site, bus: shared.bus, pages: live, logger, owner })

  return {
    server,
    site,
    work: store?.work ?? null,
    setUpLink: web?.setUpLink ?? null,
    listen: () => listen(server, config),
    async drain() {
      const drained = node?.drain()
      // At once, so that the next meeting goes to another node and not to this one's refusal.
      await beat?.again()
      await drained
    },
    async close() {
      stopping = true
      // First of all: what the conferences report at their end needs the bus and the database.
      await beat?.stop()
      await node?.close()
      await owner.close()
    },
  }
}

function meetingsWhileDraining(node: SfuNode | null): number | null {
  return node?.load().draining ? node.running : null
}

/** How this process speaks to open pages, and hears what others say to its own, from now on. */
async function openLivePages(
  io: ReturnType<typeof createSockets>,
  work: Work,
  sockets: SharedSockets | null,
  logger: Logger,
): Promise<LivePages> {
  const onError = (err: unknown) => logger.error({ err }, 'who may watch could not be asked anew')
  const pages = createLivePages(io, {
    ...{ mayWatch: (actor, topic) => mayWatch(work, actor, topic), onError, shared: sockets !== null },
  })
  sockets?.onReturn(() => void pages.reconsiderHere().catch(onError))
  await sockets?.hears('/live')
  return pages
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE')
      throw new Error(`PORT ${port} is taken by another program: stop it, or choose another.`, {
        cause: error,
      })
    if (code === 'EACCES')
      throw new Error(`PORT ${port} is not for this account: choose one from 1024 on.`, { cause: error })
    if (code === 'EADDRNOTAVAIL')
      throw new Error(`HOST ${host} is not an address of this machine.`, { cause: error })
    throw error
  }
}

/** What processes share: through Redis when there are several, else through memory. */
type Shared = {
  counters: Counters
  directory: Directory
  bus: Bus
  /** Null in a process that shares none with others. */
  sockets: SharedSockets | null
  checks: HealthCheck[]
}

async function share(config: Config, secrets: Secrets, logger: Logger, owner: Owner): Promise<Shared> {
  if (config.redisUrl === null) {
    const bus = owner.own(createMemoryBus(), (it) => it.close())
    return {
      counters: createMemoryCounters(),
      directory: createMemoryDirectory(),
      bus,
      sockets: null,
      checks: [],
    }
  }
  // Loaded only here: the Redis client takes a tenth of the memory of a process that has no use for it.
  const { openRedis } = await import('./adapters/open-redis.ts')
  const redis = owner.own(await openRedis(config.redisUrl, logger), (it) => it.close())
  const sockets = config.roles.has('web') || config.roles.has('worker') ? redis.shareSockets() : null
  if (sockets) owner.own(sockets, (it) => it.close())
  return {
    counters: redis.createCounters(secrets.counters),
    directory: redis.createDirectory(),
    bus: owner.own(redis.createBus(), (it) => it.close()),
    sockets,
    checks: [{ name: 'redis', check: () => redis.answers() }],
  }
}

type Store = { databases: Databases; work: Work; memory: Memory }

async function openStore(config: Config, owner: Owner): Promise<Store> {
  const { databaseUrl, dataDir } = config
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const databases = await openDatabases(
    databaseUrl === null
      ? { kind: 'sqlite', file: join(dataDir, 'sfat.db') }
      : { kind: 'postgres', url: databaseUrl },
  ).catch((error: unknown) => {
    const place = databaseUrl === null ? `in DATA_DIR (${dataDir})` : 'at DATABASE_URL'
    const said = error instanceof AggregateError ? error.errors.map(String).join('; ') : String(error)
    throw new Error(`The database ${place} cannot be opened. ${said}`, { cause: error })
  })
  owner.own(databases, (it) => it.close())
  await migrate(databases, migrations)
  const work = owner.own(createWork({ databases, clock }), (it) => it.close())
  return { databases, work, memory: await createMemory(databases) }
}

function openSfu(parts: {
  config: Config
  nodeId: string
  secrets: Secrets
  bus: Bus
  logger: Logger
  owner: Owner
  networkOf: (request: IncomingMessage) => string
}) {
  const { config, nodeId, secrets, bus, logger, owner } = parts
  const { listenAddress, announcedAddress, port, workerPlaces, turn } = config.sfu
  return createSfuNode({
    nodeId,
    secret: secrets.ticket,
    workerBin: findWorker(workerPlaces),
    listen: { address: listenAddress, announced: announcedAddress, port, workers: availableParallelism() },
    facts: bus.facts,
    clock,
    networkOf: parts.networkOf,
    iceServers: () => (turn === null ? [] : [turnAccount(turn, clock.now())]),
    logger,
  }).then((node) => owner.own(node, (it) => it.close()))
}
