/**
 * What runs Sfat elsewhere: the image, the containers around it, the systemd unit, the proxy, TURN, the dashboard and the
 * alerts. No engine runs here: parsers read the files, and they are held against the code that they speak of.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Copy, DockerfileParser, type Instruction, JSONInstruction } from 'dockerfile-ast'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { createRequestTimes } from '../../api/plugins/measure-requests.ts'
import { createMetrics } from '../../api/metrics.ts'
import { clock } from '../../api/clock.ts'
import { type Environment, readConfig } from '../../api/config.ts'
import { timetable } from '../../api/jobs.ts'
import { patienceLimits } from '../../contract/limits.ts'
import { readMetrics } from '../support/read-metrics.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The variables that the product knows: whatever readConfig asks for. */
function knownVariables(): Set<string> {
  const asked = new Set<string>()
  readConfig(
    new Proxy<Environment>(
      {},
      {
        get: (_target, name) => {
          asked.add(String(name))
          return undefined
        },
      },
    ),
  )
  return asked
}
/** Set for others than the product: Node.js, the toolchain, the base image. */
const ofOthers = new Set(['NODE_ENV', 'XDG_CACHE_HOME', 'PATH'])

describe('the image', () => {
  const dockerfile = DockerfileParser.parse(read('Dockerfile'))
  const all = dockerfile.getInstructions()
  const last = all.findLastIndex((one) => one.getKeyword() === 'FROM')
  const server = all.slice(last)
  const named = (keyword: string, from: Instruction[] = server) =>
    from.filter((one) => one.getKeyword() === keyword)
  const argumentsOf = (one: Instruction | undefined) =>
    (one?.getArguments() ?? []).map((each) => each.getValue())

  it('is made in stages, on the runtime that the toolchain pins, of one Debian', () => {
    const { version } = JSON.parse(read('toolchain/runtime.json')) as { version: string }
    expect(dockerfile.getARGs().map((one) => one.getArgumentsContent())).toEqual([
      `NODE_IMAGE=node:${version}-bookworm-slim`,
    ])
    const stages = dockerfile.getFROMs()
    expect(stages.map((one) => [one.getImage(), one.getBuildStage()])).toEqual([
      ['${NODE_IMAGE}', 'build'],
      ['${NODE_IMAGE}', 'packages'],
      ['${NODE_IMAGE}', 'server'],
    ])
  })

  it('runs as somebody who owns nothing but the data, and stops as asked', () => {
    expect(argumentsOf(named('USER')[0])).toEqual(['node'])
    // Nobody becomes root again afterwards.
    expect(named('USER')).toHaveLength(1)
    expect(argumentsOf(named('VOLUME')[0])).toEqual(['/data'])
    expect(argumentsOf(named('STOPSIGNAL')[0])).toEqual(['SIGTERM'])
    const [command] = named('CMD')
    // In the form of a list: a shell in between would keep the signal for itself.
    expect(command).toBeInstanceOf(JSONInstruction)
    expect(
      (command as JSONInstruction).getJSONStrings().map((one) => JSON.parse(one.getValue()) as string),
    ).toEqual(['node', 'api/main.ts'])
  })

  it('has the media worker, ffmpeg and the programs for backups inside', () => {
    const run = named('RUN')
      .map((one) => one.getArgumentsContent())
      .join('\n')
    for (const name of ['ffmpeg', 'postgresql-client', 'ca-certificates']) expect(run).toContain(name)
    const copied = named('COPY').map((one) => argumentsOf(one))
    const { MEDIASOUP_WORKER_BIN } = environmentOf(server)
    expect(copied).toContainEqual(['/worker/mediasoup-worker', MEDIASOUP_WORKER_BIN])
  })

  it('copies what exists, from stages that exist', () => {
    const stages = dockerfile.getFROMs().map((one) => one.getBuildStage())
    const ignored = read('.dockerignore').split('\n')
    for (const one of all.filter((instruction) => instruction instanceof Copy)) {
      const from = one.getFromFlag()?.getValue()
      if (from) expect(stages).toContain(from)
      else
        for (const path of argumentsOf(one).slice(0, -1)) {
          expect(existsSync(join(root, path ?? ''))).toBe(true)
          expect(ignored).toContain(`!${(path ?? '').replace('./', '')}`)
        }
    }
  })

  it('says how it is, to whoever asks from inside', async () => {
    const [check] = named('HEALTHCHECK')
    const text = check?.getArgumentsContent() ?? ''
    expect(text).toContain('/health/live')
    const [, program] = JSON.parse(/CMD (\[.*\])$/s.exec(text)?.[1] ?? '[]').slice(1) as [string, string]
    // Nobody listens there.
    expect(spawnSync(process.execPath, ['--eval', program], { env: { PORT: '9' } }).status).toBe(1)
  })

  it('sets only variables that the product knows, and reads them as the product does', () => {
    const environment = environmentOf(server)
    const known = knownVariables()
    for (const name of Object.keys(environment)) expect(known.has(name) || ofOthers.has(name)).toBe(true)
    const config = readConfig({
      ...environment,
      PUBLIC_URL: 'https://sfat.example.ro',
      SFU_ANNOUNCED_ADDRESS: '203.0.113.10',
    })
    expect(config).toMatchObject({ host: '0.0.0.0', port: 8080, dataDir: '/data', warnings: [] })
  })

  function environmentOf(instructions: Instruction[]): Record<string, string> {
    const pairs = named('ENV', instructions).flatMap((one) =>
      argumentsOf(one).map((pair) => pair?.split('=') ?? []),
    )
    return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]))
  }
})

// The parts of the Compose specification that the file uses; what is not named here is a mistake.
const Health = z.strictObject({
  test: z.tuple([z.enum(['CMD', 'CMD-SHELL'])], z.string()),
  interval: z.string(),
  timeout: z.string(),
  retries: z.int(),
})
const Networks = z.record(z.string(), z.strictObject({ aliases: z.array(z.string()) }))
const Service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  profiles: z.array(z.enum(['small', 'scaled', 'try'])).min(1),
  restart: z.literal('unless-stopped'),
  init: z.boolean().optional(),
  read_only: z.boolean().optional(),
  tmpfs: z.array(z.string()).optional(),
  cap_drop: z.tuple([z.literal('ALL')]).optional(),
  cap_add: z.array(z.string()).optional(),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  stop_grace_period: z.string().optional(),
  volumes: z.array(z.string()).optional(),
  logging: z.strictObject({ driver: z.literal('json-file'), options: z.record(z.string(), z.string()) }),
  environment: z.record(z.string(), z.string()).optional(),
  ports: z.array(z.string()).optional(),
  network_mode: z.literal('host').optional(),
  networks: Networks.optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  deploy: z.strictObject({ replicas: z.int().positive() }).optional(),
  command: z.array(z.string()).optional(),
  healthcheck: Health.optional(),
  shm_size: z.string().optional(),
})
const Compose = z.looseObject({
  name: z.literal('sfat'),
  services: z.record(z.string(), Service),
  volumes: z.record(z.string(), z.null()),
})

describe('the containers', () => {
  const compose = Compose.parse(parse(read('docker-compose.yml'), { merge: true }))
  const services = Object.entries(compose.services)
  const ours = services.filter(([, { build }]) => build !== undefined)

  it('are every part of a small and of a scaled installation', () => {
    const of = (profile: 'small' | 'scaled' | 'try') =>
      services.filter(([, { profiles }]) => profiles.includes(profile)).map(([name]) => name)
    expect(of('small')).toEqual(['app', 'caddy', 'turn'])
    expect(of('scaled')).toEqual(['web', 'worker', 'sfu', 'postgres', 'redis', 'caddy', 'turn'])
    expect(of('try')).toEqual(['mail'])
  })

  it('run the product with nothing that it does not need', () => {
    expect(ours.map(([name]) => name)).toEqual(['app', 'web', 'worker', 'sfu'])
    for (const [, service] of ours) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        init: true,
        volumes: ['data:/data'],
      })
      expect(Number.parseInt(service.stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(
        patienceLimits.stopMs,
      )
    }
  })

  it('name volumes, files and other containers that exist', () => {
    for (const [name, { volumes = [], depends_on: needs = {}, profiles }] of services) {
      for (const volume of volumes) {
        const [source = ''] = volume.split(':')
        expect(source.startsWith('./') ? existsSync(join(root, source)) : source in compose.volumes).toBe(
          true,
        )
      }
      for (const needed of Object.keys(needs)) {
        expect(compose.services[needed]?.healthcheck, `${name} waits for ${needed}`).toBeDefined()
        expect(compose.services[needed]?.profiles).toEqual(expect.arrayContaining(profiles))
      }
    }
  })

  it('set only variables that the product knows, with values that it takes', () => {
    const known = knownVariables()
    const written: Record<string, string> = {
      ...{ PUBLIC_HOST: 'sfat.example.ro', MEDIA_ADDRESS: '203.0.113.10', MEDIA_HOST: 'media.example.ro' },
      ...{ TURN_URL: 'turn:sfat.example.ro:3478', TURN_SECRET: 'x', METRICS_TOKEN: '0123456789abcdef' },
      ...{ SMTP_URL: 'smtp://mail:1025', MAIL_FROM: 'sfat@example.ro', POSTGRES_PASSWORD: 'p' },
    }
    for (const [name, { environment = {} }] of ours) {
      for (const variable of Object.keys(environment))
        expect(known, `${name}: ${variable}`).toContain(variable)
      const filled = Object.entries(environment).map(
        ([variable, value]) => [variable, fill(value, written)] as const,
      )
      const image = { HOST: '0.0.0.0', SFU_LISTEN_ADDRESS: '0.0.0.0', DATA_DIR: '/data' }
      const config = readConfig({ ...image, ...Object.fromEntries(filled) })
      expect(config.warnings).toEqual([])
      expect([...config.roles]).toEqual(name === 'app' ? ['web', 'worker', 'sfu'] : [name])
    }
  })

  it('have every variable that they ask for in the example', () => {
    const asked = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name ?? '')
    const example = read('deploy/example.env')
    const optional = new Set(['SFAT_VERSION', 'TZ_DEFAULT', 'LOCALE_DEFAULT', 'LOG_LEVEL'])
    for (const name of asked.filter((one) => !optional.has(one)))
      expect(example).toMatch(new RegExp(`^#?${name}=`, 'm'))
    // A file with secrets must not be one of the checkout.
    expect(read('.gitignore').split('\n')).toContain('/.env')
  })

  it('keep the ports of media as many as the image says, and what is not for everybody to themselves', () => {
    const media = ['40000-40015:40000-40015/udp', '40000-40015:40000-40015/tcp']
    for (const name of ['app', 'sfu']) expect(compose.services[name]?.ports).toEqual(media)
    expect(read('Dockerfile')).toContain('EXPOSE 8080/tcp 40000-40015/tcp 40000-40015/udp')
    const open = services.filter(([, { ports = [] }]) => ports.some((port) => !port.startsWith('127.0.0.1:')))
    expect(open.map(([name]) => name)).toEqual(['app', 'sfu', 'caddy'])
  })
})

/** `${NAME}`, `${NAME:-default}` and `${NAME:?words}`, as Compose puts values in. */
const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name: string, sign?: string, rest = '') => {
    if (values[name] !== undefined) return values[name]
    if (sign === '?') throw new Error(`${name} is missing`)
    return rest as string
  })

describe('the proxy and TURN', () => {
  const caddyfile = read('deploy/Caddyfile')

  it('lead to the containers, by their names, and never to the metrics', () => {
    const compose = Compose.parse(parse(read('docker-compose.yml'), { merge: true }))
    const aliases = Object.values(compose.services).flatMap(({ networks = {} }) =>
      Object.values(networks).flatMap((network) => network.aliases),
    )
    const led = [...caddyfile.matchAll(/import sfat (\S+)/g)].map(([, name]) => name)
    expect(led).toEqual(['sfat-web', 'sfat-sfu'])
    for (const name of led) expect(aliases).toContain(name)
    expect(caddyfile).toMatch(/@inside path \/metrics/)
    expect(caddyfile).toMatch(/respond @inside 404/)
    const opened = caddyfile.match(/\{/g)?.length
    expect(caddyfile.match(/\}/g)).toHaveLength(opened ?? 0)
  })

  it('wait no longer for slow clients than the product, which must be the last to let go', () => {
    const seconds = (name: string) => Number(new RegExp(`\\b${name} (\\d+)s`).exec(caddyfile)?.[1]) * 1_000
    expect(seconds('read_header')).toBeLessThanOrEqual(patienceLimits.headMs)
    expect(seconds('read_body')).toBeLessThanOrEqual(patienceLimits.requestMs)
    expect(seconds('idle')).toBeLessThan(patienceLimits.keepAliveMs)
  })

  it('relay to nobody but the media ports of this installation', () => {
    const lines = read('deploy/turnserver.conf').split('\n')
    for (const line of [
      'use-auth-secret',
      'no-cli',
      'no-multicast-peers',
      'denied-peer-ip=0.0.0.0-255.255.255.255',
    ])
      expect(lines).toContain(line)
    expect(Number(lines.find((line) => line.startsWith('max-port='))?.slice(9))).toBeLessThan(
      readConfig({}).sfu.port,
    )
  })
})

describe('the systemd unit', () => {
  it('is understood by systemd, and keeps the product to itself', () => {
    const unit = read('deploy/sfat.service')
    const analyze = '/usr/bin/systemd-analyze'
    if (existsSync(analyze)) {
      const { stderr, status } = spawnSync(analyze, ['verify', join(root, 'deploy/sfat.service')], {
        encoding: 'utf8',
      })
      // What is not installed here (npm's path, other services) it may say; what it does not know it may not.
      expect(stderr).not.toMatch(/sfat\.service:\d+/)
      expect([0, 1]).toContain(status)
    }
    for (const line of [
      'User=sfat',
      'NoNewPrivileges=true',
      'ProtectSystem=strict',
      'CapabilityBoundingSet=',
    ])
      expect(unit.split('\n')).toContain(line)
    const stop = Number(/^TimeoutStopSec=(\d+)s$/m.exec(unit)?.[1]) * 1_000
    expect(stop).toBeGreaterThan(patienceLimits.stopMs)
    const known = knownVariables()
    const set =
      /^Environment=(.*)$/m
        .exec(unit)?.[1]
        ?.split(' ')
        .map((pair) => pair.split('=')[0] ?? '') ?? []
    for (const name of set) expect(known.has(name) || ofOthers.has(name)).toBe(true)
  })
})

describe('the dashboard and the alerts', () => {
  let measured: Map<string, Set<string>>
  beforeAll(async () => {
    measured = await everyMetric()
  })
  /** The metrics of an expression, each with the labels by which it is chosen. */
  const used = (expression: string) =>
    [...expression.matchAll(/\b(sfat_\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', inside = '']) => ({
      name,
      labels: [...inside.matchAll(/(\w+)\s*[=!]~?/g)].map(([, label = '']) => label),
    }))
  const check = (expression: string) => {
    const metrics = used(expression)
    for (const { name, labels } of metrics) {
      expect(measured.has(name), name).toBe(true)
      for (const label of labels.filter((one) => one !== 'job'))
        expect(measured.get(name), `${name}{${label}}`).toContain(label)
    }
    for (const [open, close] of ['()', '{}', '[]'])
      expect(expression.split(open ?? '').length).toBe(expression.split(close ?? '').length)
    return metrics
  }

  it('of Grafana show only what is measured, in panels that do not lie on one another', () => {
    const Target = z.object({ expr: z.string().min(1), refId: z.string() })
    const Place = z.strictObject({ h: z.int(), w: z.int().max(24), x: z.int().max(23), y: z.int() })
    const Panel = z.object({
      id: z.int(),
      type: z.enum(['row', 'stat', 'timeseries']),
      title: z.string().min(1),
      gridPos: Place,
      targets: z.array(Target).optional(),
    })
    const { panels, uid, schemaVersion } = z
      .object({ uid: z.literal('sfat'), schemaVersion: z.int().min(36), panels: z.array(Panel) })
      .parse(JSON.parse(read('deploy/grafana-dashboard.json')))
    expect([uid, schemaVersion]).toEqual(['sfat', 39])
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    const shown = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => check(expr)))
    expect(new Set(shown.map(({ name }) => name)).size).toBeGreaterThan(20)
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    )
    expect(new Set(cells).size).toBe(cells.length)
  })

  it('of Prometheus ask only for what is measured, and say what to do', () => {
    const Rule = z.strictObject({
      alert: z.string().regex(/^Sfat[A-Z]/),
      expr: z.string(),
      for: z
        .string()
        .regex(/^\d+[smh]$/)
        .optional(),
      labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
      annotations: z.strictObject({ summary: z.string().min(10), description: z.string().optional() }),
    })
    const { groups } = z
      .strictObject({ groups: z.array(z.strictObject({ name: z.string(), rules: z.array(Rule) })) })
      .parse(parse(read('deploy/alerts.yml')))
    const rules = groups.flatMap((group) => group.rules)
    expect(rules.length).toBeGreaterThan(12)
    for (const { expr } of rules) check(expr)
    const described = read('docs/operations.md')
    expect(rules.map(({ alert }) => alert).filter((name) => !described.includes(name))).toEqual([])
  })

  it('both know of everything that is given up on or stays behind', () => {
    const signs = ['sfat_events_parked', 'sfat_mails', 'sfat_webhooks_failing', 'sfat_job_failing']
    for (const file of ['deploy/grafana-dashboard.json', 'deploy/alerts.yml']) {
      const named = new Set(used(read(file)).map(({ name }) => name))
      expect(signs.filter((name) => !named.has(name))).toEqual([])
    }
  })

  it('have every metric in the documentation', () => {
    const described = read('docs/operations.md')
    const names = [...measured.keys()].map((name) => name.replace(/_(bucket|sum|count)$/, ''))
    expect(new Set(names).size).toBeGreaterThan(30)
    expect([...new Set(names)].filter((name) => !described.includes(name))).toEqual([])
  })
})

/** Every metric of a process with all roles and one of everything, with its labels. */
async function everyMetric(): Promise<Map<string, Set<string>>> {
  const now = clock.now().toString({ smallestUnit: 'millisecond' })
  const dataDir = await mkdtemp(join(tmpdir(), 'sfat-metrics-'))
  await writeFile(join(dataDir, 'last-backup'), now)
  const requests = createRequestTimes()
  requests.observe('GET', '/api/session', 200, 0.01)
  const flow = { streams: 1, packetsPerSecond: 50, bitsPerSecond: 40_000, loss: 0, roundTripMs: 20 }
  const metrics = createMetrics({
    ...{ version: '1', roles: ['web', 'worker', 'sfu'], dataDir, clock, requests },
    parts: async () => ({ database: true }),
    sockets: () => ({ live: 1 }),
    node: {
      load: () => ({
        ...{ workers: 1, workersAlive: 1, cpu: 0, rooms: 0, producers: 0, consumers: 0, copies: 0 },
        ...{ meetings: 0, people: 0, draining: false },
      }),
      counters: () => ({
        ...{ workerDeaths: 0, roomsOpened: 0, roomsLost: 0, requests: 0, refused: 0, failed: 0, cut: 0 },
        ...{ conferences: 0, seats: 0, seatKeys: 0, factsWritten: 0, factsWaiting: 0 },
      }),
      workers: () => [{ alive: true, cpu: 0 }],
      flow: () => ({ in: flow, out: flow }),
      consumersByLayer: () => ({ paused: 0, audio: 0, layers: [0, 0, 0] }),
      joins: () => ({ joins: 0, sumSeconds: 0, within: [], failures: { 'conference.full': 1 } }),
    },
    store: {
      pools: () => [{ name: 'write', connections: 1, idle: 1, waiting: 0 }],
      backlog: async () => ({
        events: { waiting: 0, oldest: null, parked: 0 },
        mails: { counts: {}, oldest: null },
        webhooks: { counts: {}, oldest: null, failing: 0, off: 0 },
      }),
      jobs: async () =>
        Object.keys(timetable).map((name) => ({
          ...{ name, startedAt: now, endedAt: now, error: null, succeededAt: now },
        })),
    },
  })
  const { text } = await metrics.print()
  metrics.close()
  await rm(dataDir, { recursive: true })
  const found = new Map<string, Set<string>>()
  for (const { name, labels } of readMetrics(text)) {
    const known = found.getOrInsertComputed(name, () => new Set<string>())
    for (const label of Object.keys(labels)) known.add(label)
  }
  return found
}
