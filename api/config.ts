/**
 * The only reader of the environment. Every variable is read once, at start; what is wrong is refused by name, all of it
 * at once, with what is allowed. See docs/operations.md for the same list in words.
 */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { passwordMinLength, Role, roles as accountRoles } from '../contract/identity.ts'
import { EmailAddress, type Locale, locales, Zone } from '../contract/values.ts'
import { type OidcSettings, type Read, readOidc } from './oidc-settings.ts'

export const processRoles = ['web', 'worker', 'sfu'] as const
export type ProcessRole = (typeof processRoles)[number]

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export type Config = {
  /** Where the HTTP listener binds. */
  host: string
  port: number
  /** The address at which browsers open the product: an origin without a path, e.g. `https://sfat.example.ro`. */
  publicUrl: string
  /** Addresses of reverse proxies whose `X-Forwarded-For` is believed: addresses, CIDR blocks or `loopback`. */
  trustedProxies: string[]
  /** Absolute. Holds secrets.json and, without PostgreSQL, the database. */
  dataDir: string
  /** `postgres://…`, or null for SQLite in `dataDir`. */
  databaseUrl: string | null
  redisUrl: string | null
  roles: ReadonlySet<ProcessRole>
  /** The first administrator, made when no account exists; null means a set-up link. */
  admin: { email: string; password: string } | null
  mail: { url: string; from: string } | null
  /** The mailbox to which calendars answer; null: answers by mail are not read. */
  inboxUrl: string | null
  sfu: {
    /** Where media is received, and the address that browsers are told when it differs. */
    listenAddress: string
    announcedAddress: string | null
    /** First of one UDP and TCP port per media worker; 0 lets the system choose. */
    port: number
    /** The origin of this node's signalling, as browsers reach it. */
    url: string
    /** A TURN server and the secret that it shares with us; null: none. */
    turn: { urls: string[]; secret: string } | null
    /** The variables by which the media worker's binary is found. */
    workerPlaces: Environment
  }
  /** Origins of SFU nodes beside our own to which pages may connect, e.g. `https://*.media.example.ro`. */
  sfuOrigins: string[]
  /** Addresses inside the network to which webhooks may go: addresses, CIDR blocks or `loopback`. */
  webhooksTo: string[]
  /** Roles that must sign in with a second factor. */
  secondFactorFor: Role[]
  /** The OpenID Connect provider by which people may sign in beside their passwords; null: none. */
  oidc: OidcSettings | null
  zone: string
  locale: Locale
  logLevel: LogLevel
  /** With this, `/metrics` may be read from anywhere; null: only from this machine and from trusted proxies. */
  metricsToken: string | null
  /** Said once at start: the product runs, but somebody will miss something. */
  warnings: string[]
}

/** Every problem of an environment, each a sentence that begins with the variable's name. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`The environment is not right:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment. Throws `ConfigError` with every problem found; never prints a password. */
export function readConfig(env: Environment = process.env): Config {
  const problems: string[] = []
  const warnings: string[] = []

  /** One variable: absent or blank gives the default, a value that does not parse is noted and gives the default too. */
  const read: Read = (name, parse, fallback, allowed) => {
    const text = env[name]?.trim()
    if (!text) return fallback
    const value = parse(text)
    if (value === undefined) problems.push(`${name} must be ${allowed}.`)
    return value ?? fallback
  }

  const host = read('HOST', asHost, '127.0.0.1', 'an IP address or a host name')
  const port = read('PORT', asInteger(1, 65_535), 8080, 'a whole number from 1 to 65535')
  const ownUrl = `http://${inUrl(host)}:${port}`
  const publicUrl = read('PUBLIC_URL', asOrigin, null, 'http:// or https:// with a host and no path')
  const databaseUrl = read(
    'DATABASE_URL',
    asUrl('postgres:', 'postgresql:'),
    null,
    'postgres://USER:PASSWORD@HOST/DATABASE, or absent for SQLite',
  )
  const redisUrl = read('REDIS_URL', asUrl('redis:', 'rediss:'), null, 'redis://HOST:PORT or rediss://…')
  const roles = read('ROLES', asRoles, new Set(processRoles), `one or more of ${processRoles.join(',')}`)
  const adminEmail = read('ADMIN_EMAIL', asParsed(EmailAddress), null, 'a mail address')
  const adminPassword = env['ADMIN_PASSWORD'] || null
  const smtpUrl = read('SMTP_URL', asUrl('smtp:', 'smtps:'), null, 'smtp://HOST:PORT or smtps://…')
  const imapUrl = read(
    'IMAP_URL',
    asMailboxUrl,
    null,
    'imaps://USER:PASSWORD@HOST or imap://…, with /MAILBOX where it is not INBOX',
  )
  const secondFactorFor = read(
    'SECOND_FACTOR_FOR',
    (text) => z.array(Role).safeParse(asList(text)).data,
    [],
    `one or more of ${accountRoles.join(',')}`,
  )
  const oidc = readOidc(env, { read, problems, isLoopback })
  const mailFrom = read('MAIL_FROM', asMailbox, null, 'a mail address, or Name <address>')
  const listenAddress = read(
    'SFU_LISTEN_ADDRESS',
    asAddress,
    isIP(host) ? host : '127.0.0.1',
    'an IP address of this machine, 0.0.0.0 or ::',
  )
  const announcedAddress = read('SFU_ANNOUNCED_ADDRESS', asHost, null, 'an IP address or a host name')
  const mediaPort = read('SFU_PORT', asInteger(0, 65_535), 40_000, 'a whole number from 0 to 65535')
  const sfuUrl = read('SFU_URL', asOrigin, null, 'http:// or https:// with a host and no path')
  const sfuOrigins = read('SFU_ORIGINS', asOrigins, [], 'origins separated by commas')
  const turnUrls = read('TURN_URL', asTurnUrls, null, 'turn: or turns: addresses separated by commas')
  const turnSecret = env['TURN_SECRET']?.trim() || null
  const zone = read('TZ_DEFAULT', asParsed(Zone), 'Europe/Bucharest', 'an IANA time zone')
  const locale = read('LOCALE_DEFAULT', asParsed(z.enum(locales)), 'ro', locales.join(' or '))
  const logLevel = read('LOG_LEVEL', asParsed(z.enum(logLevels)), 'info', `one of ${logLevels.join(', ')}`)
  const metricsToken = read(
    'METRICS_TOKEN',
    asToken,
    null,
    'at least 16 characters of A-Z a-z 0-9 . _ ~ + / = -',
  )
  const trustedProxies = read(
    'TRUSTED_PROXIES',
    asAddresses,
    ['loopback'],
    'IP addresses or CIDR blocks separated by commas, or loopback',
  )
  const webhooksTo = read(
    'WEBHOOKS_TO_PRIVATE_ADDRESSES',
    asAddresses,
    [],
    'IP addresses or CIDR blocks separated by commas, or loopback',
  )

  if ((adminEmail === null) !== (adminPassword === null))
    problems.push('ADMIN_EMAIL and ADMIN_PASSWORD go together: set both, or neither for a set-up link.')
  if (adminPassword !== null && adminPassword.length < passwordMinLength)
    problems.push(`ADMIN_PASSWORD must have at least ${passwordMinLength} characters.`)
  if ((turnUrls === null) !== (turnSecret === null) && !problems.some((one) => one.startsWith('TURN_URL')))
    problems.push(
      'TURN_URL and TURN_SECRET go together: set both, or neither for an installation without TURN.',
    )
  if (smtpUrl !== null && mailFrom === null)
    problems.push('MAIL_FROM must be set when SMTP_URL is: mail needs a sender.')

  const alone = roles.size === processRoles.length
  const needsDatabase = roles.has('web') || roles.has('worker')
  if (!alone && (redisUrl === null || (needsDatabase && databaseUrl === null)))
    problems.push(
      `ROLES=${[...roles].join(',')} means several processes, which share state through PostgreSQL and Redis: ` +
        `set ${needsDatabase ? 'DATABASE_URL and REDIS_URL' : 'REDIS_URL'}, or leave ROLES out to run everything in one process.`,
    )
  if (alone && redisUrl !== null && databaseUrl === null)
    problems.push(
      'REDIS_URL is for several processes, and these cannot share a SQLite file: set DATABASE_URL too, or leave REDIS_URL out.',
    )

  const everywhere = isWildcard(host)
  if (everywhere && publicUrl === null && !problems.some((problem) => problem.startsWith('PUBLIC_URL')))
    problems.push(`PUBLIC_URL must be set when HOST is ${host}: browsers cannot open that address.`)
  // Whoever opens the product at an address of this machine can send media to it too.
  const publicHost = publicUrl === null ? '' : new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')
  const impliedAnnounced = isWildcard(listenAddress) && isIP(publicHost) ? publicHost : null
  if (roles.has('sfu') && isWildcard(listenAddress) && announcedAddress === null && impliedAnnounced === null)
    problems.push(
      `SFU_ANNOUNCED_ADDRESS must be set when SFU_LISTEN_ADDRESS is ${listenAddress}: browsers need an address to send media to.`,
    )
  if (roles.has('sfu') && !roles.has('web') && sfuUrl === null)
    problems.push(
      'SFU_URL must be set for a process that is only an SFU node: the origin at which browsers reach it.',
    )

  const url = publicUrl ?? ownUrl
  if (url.startsWith('http:') && !isLoopback(new URL(url).hostname))
    warnings.push(
      `PUBLIC_URL is ${url}: without https browsers give no camera or microphone, and sign-in cookies travel in the open.`,
    )

  if (problems.length > 0) throw new ConfigError(problems)
  return {
    host,
    port,
    publicUrl: url,
    trustedProxies,
    dataDir: resolve(env['DATA_DIR']?.trim() || 'data'),
    databaseUrl,
    redisUrl,
    roles,
    admin:
      adminEmail !== null && adminPassword !== null ? { email: adminEmail, password: adminPassword } : null,
    mail: smtpUrl !== null && mailFrom !== null ? { url: smtpUrl, from: mailFrom } : null,
    inboxUrl: imapUrl,
    sfu: {
      listenAddress,
      announcedAddress: announcedAddress ?? impliedAnnounced,
      port: mediaPort,
      url: sfuUrl ?? url,
      turn: turnUrls !== null && turnSecret !== null ? { urls: turnUrls, secret: turnSecret } : null,
      workerPlaces: pick(env, 'MEDIASOUP_WORKER_BIN', 'XDG_CACHE_HOME', 'HOME'),
    },
    sfuOrigins,
    webhooksTo,
    secondFactorFor,
    oidc,
    zone,
    locale,
    logLevel,
    metricsToken,
    warnings,
  }
}

/** Whether a name of the URL kind (`[::1]` in brackets) means this machine itself. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname === '[::1]' ||
  hostname === '::1' ||
  /^127(\.\d{1,3}){3}$/.test(hostname)

const pick = (env: Environment, ...names: string[]): Environment =>
  Object.fromEntries(names.map((name) => [name, env[name]]))

const isWildcard = (address: string) => address === '0.0.0.0' || address === '::'
const inUrl = (host: string) => (isIP(host) === 6 ? `[${host}]` : host)

const asInteger = (min: number, max: number) => (text: string) => {
  const value = Number(text)
  return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined
}

const asParsed =
  <T>(schema: z.ZodType<T>) =>
  (text: string) =>
    schema.safeParse(text).data

const asAddress = (text: string) => (isIP(text) ? text : undefined)

/** RFC 1123 §2.1 host names. */
const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i
const asHost = (text: string) => (isIP(text) || hostName.test(text) ? text : undefined)

const asUrl =
  (...schemes: string[]) =>
  (text: string) => {
    const url = URL.parse(text)
    return url && schemes.includes(url.protocol) && url.hostname ? text : undefined
  }

/** With whom to sign in: a mailbox is nobody's without a user and a password. */
const asMailboxUrl = (text: string) => {
  const url = URL.parse(asUrl('imap:', 'imaps:')(text) ?? '')
  return url?.username && url.password ? text : undefined
}

function asOrigin(text: string): string | undefined {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  return url.pathname === '/' && !url.search && !url.hash ? url.origin : undefined
}

const asList = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function asOrigins(text: string): string[] | undefined {
  const origins = asList(text)
  // A source expression of CSP level 3 §2.3.1 with at most one leading wildcard.
  const valid = origins.every((origin) =>
    /^https?:\/\/(\*\.)?[a-z0-9.-]+(:\d{1,5})?$|^https?:\/\/\[[0-9a-f:]+\](:\d{1,5})?$/i.test(origin),
  )
  return valid ? origins : undefined
}

/** RFC 7065. */
function asTurnUrls(text: string): string[] | undefined {
  const urls = asList(text)
  const valid = urls.every((url) =>
    /^turns?:([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?(\?transport=(udp|tcp))?$/i.test(url),
  )
  return valid && urls.length > 0 ? urls : undefined
}

/** RFC 6750 §2.1, and long enough not to be guessed. */
const asToken = (text: string) => (/^[A-Za-z0-9._~+/-]{16,}=*$/.test(text) ? text : undefined)

function asAddresses(text: string): string[] | undefined {
  const proxies = asList(text)
  const valid = proxies.every((proxy) => {
    const [address = '', bits, ...rest] = proxy.split('/')
    const family = isIP(address)
    if (proxy === 'loopback') return true
    return (
      family !== 0 &&
      rest.length === 0 &&
      (bits === undefined || asInteger(0, family === 4 ? 32 : 128)(bits) !== undefined)
    )
  })
  return valid ? proxies : undefined
}

function asRoles(text: string): Set<ProcessRole> | undefined {
  const roles = z.array(z.enum(processRoles)).min(1).safeParse(asList(text)).data
  return roles && new Set(roles)
}

function asMailbox(text: string): string | undefined {
  const address = /^[^<>\r\n]*<([^<>]+)>$/.exec(text)?.[1] ?? text
  return EmailAddress.safeParse(address).success ? text : undefined
}
