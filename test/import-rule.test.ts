/**
 * The map of docs/ARCHITECTURE.md, "Who may import whom", held against the import lines of every file. Read the three tables
 * below as documentation; a new folder or a new framework gets its line here, on purpose.
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const domains = ['identity', 'scheduler', 'tracker', 'sfu/room']

/**
 * Which of our own folders and files those of the left may import, besides their own. Downward only. A file belongs to the
 * longest name that fits it; a domain is absent from every domain's line, so domains know each other by id.
 */
const mayImport: Record<string, string[]> = {
  contract: [],

  identity: ['contract'],
  scheduler: ['contract'],
  tracker: ['contract'],
  'sfu/room': ['contract'],

  // The bringing half of sfu/worker is for the toolchain; the server only looks where the worker is.
  'sfu/worker': [],
  'sfu/media': ['contract', 'sfu/room', 'sfu/worker/find-worker.ts'],
  'sfu/signal': ['contract', 'sfu/room', 'sfu/media'],

  'api/db': ['contract', ...domains, 'api/request-context.ts'],
  'api/adapters': [
    'contract',
    ...domains,
    'sfu/media',
    'sfu/signal',
    'api/db',
    'api/plugins/auth.ts',
    'api/plugins/repeatable-writes.ts',
    'api/plugins/measure-requests.ts',
    'api/site.ts',
  ],
  'api/plugins': ['contract', ...domains, 'api/site.ts', 'api/request-context.ts'],
  'api/routes': ['contract', ...domains, 'api/plugins'],
  // Only flows cross the domains: the story of the product is read by listing that folder.
  'api/flows': [
    'contract',
    ...domains,
    'api/db',
    'api/adapters',
    'api/routes/live-pages.ts',
    'api/request-context.ts',
  ],
  // Ready data for a demonstration, made through the domains' own doors.
  'api/demo': ['contract', ...domains, 'api/db'],
  'api/jobs.ts': ['contract', ...domains, 'api/flows'],
  'api/request-context.ts': ['contract'],
  'api/config.ts': ['contract', 'api/oidc-settings.ts'],
  'api/oidc-settings.ts': ['contract'],
  'api/secrets.ts': ['contract'],
  'api/version.ts': [],
  'api/backup': ['contract', 'api/db', 'api/config.ts', 'api/clock.ts', 'api/version.ts'],
  'api/metrics-of-conferences.ts': ['sfu/signal', 'api/adapters'],
  'api/metrics.ts': [
    'api/metrics-of-conferences.ts',
    'contract',
    'sfu/signal',
    'api/backup/place.ts',
    'api/db',
    'api/adapters',
    'api/plugins',
  ],
  'api/log.ts': ['contract', 'api/config.ts'],
  'api/site.ts': ['contract', 'api/config.ts'],
  'api/server.ts': [
    'contract',
    ...domains,
    'api/plugins',
    'api/routes',
    'api/config.ts',
    'api/site.ts',
    'api/log.ts',
  ],
  // The only wiring, and the only entry.
  'api/compose.ts': ['contract', ...domains, 'sfu', 'api'],
  'api/compose-web.ts': ['contract', ...domains, 'api'],
  'api/compose-worker.ts': ['contract', ...domains, 'api'],
  'api/main.ts': ['contract', 'api'],

  web: ['contract'],
  toolchain: ['sfu/worker'],
  test: ['contract', ...domains, 'sfu', 'api', 'web', 'toolchain'],
  'vitest.config.ts': [],
}

/** Where each framework may be imported. A package that is not named here is free to all but the contract. */
const frameworks: Record<string, string[]> = {
  typeorm: ['api/db'],
  'better-sqlite3': ['api/db'],
  pg: ['api/db'],
  mediasoup: ['sfu/media', 'sfu/worker/prove-worker.ts'],
  'socket.io': [
    'sfu/signal',
    'api/adapters',
    'api/routes/live.ts',
    'api/compose-web.ts',
    'api/routes/live-pages.ts',
  ],
  '@socket.io/redis-streams-adapter': ['api/adapters'],
  redis: ['api/adapters'],
  nodemailer: ['api/adapters'],
  'openid-client': ['api/adapters'],
  'node-cron': ['api/jobs.ts'],
  fastify: ['api/server.ts', 'api/plugins', 'api/routes'],
  '@fastify/*': ['api/server.ts', 'api/plugins', 'api/routes'],
  'fastify-type-provider-zod': ['api/server.ts', 'api/plugins', 'api/routes'],
  pino: ['api'],
  'prom-client': ['api'],
}

/** Who may import what from npm and Node at all, where that is less than everything. */
const onlyPackages: Record<string, RegExp> = {
  contract: /^zod$/,
  // A running conference's rules are pure: no sockets, no media, no files, no clock of their own.
  'sfu/room': /^zod$/,
}

/** The server code that may read the environment: everything else is given what it needs. */
const mayReadEnvironment = ['api/config.ts', 'sfu/worker/find-worker.ts']
const serverCode = ['contract', ...domains, 'sfu', 'api']

// From here on: how the tables are held against the files.

const root = join(import.meta.dirname, '..')

const within = (path: string, area: string): boolean => path === area || path.startsWith(`${area}/`)

const longest = (areas: string[], path: string): string | undefined =>
  areas.filter((area) => within(path, area)).sort((a, b) => b.length - a.length)[0]

/** The page's short names for folders, from package.json ("imports"). */
const shortNames = Object.entries(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports: Record<string, string> })
    .imports,
).map(([from, to]) => [from.replace('*', ''), to.replace('./', '').replace('*', '')] as const)

/** What a file imports, in any way: `import`, `import type`, `export … from`, `import()`, `import('…').Type`. */
const importsOf = (path: string, text: string): string[] => {
  const code = path.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n')
    : text
  return ts.preProcessFile(code, true, true).importedFiles.map((file) => file.fileName)
}

/** The path, from the root, of an import of our own files; undefined for a package. */
const ownPath = (path: string, specifier: string): string | undefined => {
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(path), specifier))
  const short = shortNames.find(([from]) => specifier.startsWith(from))
  return short && join(specifier.replace(short[0], short[1]))
}

const packageName = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')

const isBuiltin = (specifier: string): boolean =>
  specifier.startsWith('node:') || builtinModules.includes(packageName(specifier))

const breachOfOwn = (path: string, target: string): string | undefined => {
  const area = longest(Object.keys(mayImport), path)
  if (!area) return `${path} is in no folder of the map`
  const targetArea = longest(Object.keys(mayImport), target) ?? target
  if (targetArea === area || (mayImport[area] ?? []).some((allowed) => within(target, allowed)))
    return undefined
  return `${path} imports ${target}: ${area} may import ${mayImport[area]?.join(', ') || 'nothing of ours'}`
}

const breachOfPackages = (path: string, specifier: string): string | undefined => {
  const name = packageName(specifier)
  const only = longest(Object.keys(onlyPackages), path)
  if (only && !onlyPackages[only]?.test(specifier)) return `${path} imports ${specifier}: ${only} may not`
  const places = frameworks[name] ?? frameworks[`${name.split('/')[0]}/*`]
  if (isBuiltin(specifier) || !places || within(path, 'test')) return undefined
  return places.some((place) => within(path, place))
    ? undefined
    : `${path} imports ${specifier}: only ${places.join(', ')} may`
}

const breachOfEnvironment = (path: string, text: string): string | undefined => {
  const reads = /\bprocess\s*\.\s*env\b|\benv\b[^;\n]*from 'node:process'/.test(text)
  const is = (areas: string[]) => areas.some((area) => within(path, area))
  return reads && is(serverCode) && !is(mayReadEnvironment)
    ? `${path} reads the environment: only ${mayReadEnvironment.join(', ')} may`
    : undefined
}

/** What a file does against the map, in words. */
const breaches = (path: string, text: string): string[] => {
  const all = [
    breachOfEnvironment(path, text),
    ...importsOf(path, text).map((specifier) => {
      const target = ownPath(path, specifier)
      return target === undefined ? breachOfPackages(path, specifier) : breachOfOwn(path, target)
    }),
  ]
  return [...new Set(all.filter((breach) => breach !== undefined))]
}

const files = globSync(
  '{*,{contract,identity,scheduler,tracker,sfu,api,web,toolchain,test}/**/*}.{ts,mjs,js,svelte}',
  {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|build|\.svelte-kit|paraglide)($|\/)/.test(path),
  },
)

describe('the import rule', () => {
  it('holds in every file', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(files.flatMap((path) => breaches(path, readFileSync(join(root, path), 'utf8')))).toEqual([])
  })

  it('names only folders and files that exist', () => {
    const named = [
      ...Object.keys(mayImport),
      ...Object.values(mayImport).flat(),
      ...Object.values(frameworks).flat(),
    ]
    expect([...new Set(named)].filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it.each([
    [
      'a domain that imports another domain',
      'scheduler/book.ts',
      "import { person } from '../identity/people.ts'",
    ],
    ['a domain that imports a framework', 'identity/sign-in.ts', "import fastify from 'fastify'"],
    [
      'a domain that imports the database by type only',
      'tracker/a.ts',
      "import type { Tx } from '../api/db/work.ts'",
    ],
    ['a contract that imports more than zod', 'contract/a.ts', "import { v7 } from 'uuid'"],
    [
      'a room that keeps its own time',
      'sfu/room/room.ts',
      "import { setTimeout } from 'node:timers/promises'",
    ],
    ['a route that imports the database', 'api/routes/rooms.ts', "import { work } from '../db/work.ts'"],
    ['TypeORM outside the database', 'api/compose.ts', "import { DataSource } from 'typeorm'"],
    ['mediasoup outside the media', 'sfu/signal/a.ts', "const media = await import('mediasoup')"],
    ['a subpath of a framework', 'scheduler/a.ts', "export { x } from '@fastify/cookie/types'"],
    ['a page that imports the server', 'web/src/a.svelte', "<script>import '../../api/server.ts'</script>"],
    [
      'a page that imports a domain by way of a short name',
      'web/src/a.ts',
      "import '#contract/../identity/people.ts'",
    ],
    [
      'a server that imports the building half of the worker',
      'sfu/media/a.ts',
      "import '../worker/build-worker.ts'",
    ],
    ['a use case that reads the environment', 'scheduler/a.ts', 'const port = process.env.PORT'],
    ['a file outside the map', 'elsewhere/a.ts', "import '../contract/errors.ts'"],
  ])('refuses %s', (_what, path, text) => {
    expect(breaches(path, text)).toHaveLength(1)
  })

  it('allows what the map allows', () => {
    const text =
      "import { z } from 'zod'\nimport { AppError } from '../contract/errors.ts'\nimport './ports.ts'"
    expect(breaches('scheduler/book-room.ts', text)).toEqual([])
  })
})
