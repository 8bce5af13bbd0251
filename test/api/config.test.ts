import { describe, expect, it } from 'vitest'
import { ConfigError, type Environment, readConfig } from '../../api/config.ts'

const problemsOf = (env: Environment): readonly string[] => {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

describe('the environment', () => {
  it('may be empty: everything runs in one process on SQLite, for this machine alone', () => {
    const config = readConfig({})
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://127.0.0.1:8080',
      databaseUrl: null,
      redisUrl: null,
      admin: null,
      mail: null,
      zone: 'Europe/Bucharest',
      locale: 'ro',
      logLevel: 'info',
      warnings: [],
    })
    expect([...config.roles]).toEqual(['web', 'worker', 'sfu'])
    expect(config.dataDir).toMatch(/^\/.*\/data$/)
    expect(config.sfu).toMatchObject({ listenAddress: '127.0.0.1', announcedAddress: null, port: 40_000 })
  })

  it('is taken as it is written', () => {
    const config = readConfig({
      HOST: '0.0.0.0',
      PORT: '443',
      PUBLIC_URL: 'https://sfat.example.ro/',
      DATA_DIR: '/var/lib/sfat',
      DATABASE_URL: 'postgres://sfat:x@db/sfat',
      REDIS_URL: 'redis://cache:6379/1',
      ROLES: 'web, worker',
      ADMIN_EMAIL: ' Ana@Example.ro ',
      ADMIN_PASSWORD: 'o parolă destul de lungă',
      SMTP_URL: 'smtps://mail.example.ro:465',
      MAIL_FROM: 'Sfat <sfat@example.ro>',
      SFU_ORIGINS: 'https://*.media.example.ro, https://m1.example.ro:8443',
      TRUSTED_PROXIES: '10.0.0.0/8,::1',
      TZ_DEFAULT: 'Europe/Chisinau',
      LOCALE_DEFAULT: 'en',
      LOG_LEVEL: 'warn',
      METRICS_TOKEN: 'a-token-of-prometheus',
    })
    expect(config).toMatchObject({
      publicUrl: 'https://sfat.example.ro',
      dataDir: '/var/lib/sfat',
      admin: { email: 'ana@example.ro' },
      mail: { url: 'smtps://mail.example.ro:465', from: 'Sfat <sfat@example.ro>' },
      sfuOrigins: ['https://*.media.example.ro', 'https://m1.example.ro:8443'],
      trustedProxies: ['10.0.0.0/8', '::1'],
      metricsToken: 'a-token-of-prometheus',
      zone: 'Europe/Chisinau',
      locale: 'en',
      logLevel: 'warn',
    })
    expect([...config.roles]).toEqual(['web', 'worker'])
  })

  it.each<[string, string, string]>([
    ['PORT', '0', 'a whole number from 1 to 65535'],
    ['PORT', '80a', 'a whole number from 1 to 65535'],
    ['PORT', '1e3', 'a whole number from 1 to 65535'],
    ['HOST', 'not a host', 'an IP address or a host name'],
    ['PUBLIC_URL', 'sfat.example.ro', 'http:// or https://'],
    ['PUBLIC_URL', 'https://sfat.example.ro/path', 'no path'],
    ['PUBLIC_URL', 'https://user:pass@sfat.example.ro', 'no path'],
    ['DATABASE_URL', 'mysql://db/sfat', 'postgres://'],
    ['REDIS_URL', 'http://cache', 'redis://'],
    ['ROLES', 'web,cook', 'web,worker,sfu'],
    ['ADMIN_EMAIL', 'ana', 'a mail address'],
    ['SMTP_URL', 'mail.example.ro', 'smtp://'],
    ['IMAP_URL', 'imaps://mail.example.ro', 'imaps://USER:PASSWORD@HOST'],
    ['IMAP_URL', 'pop3://sfat:parola@mail.example.ro', 'imaps://USER:PASSWORD@HOST'],
    ['SECOND_FACTOR_FOR', 'everybody', 'administrator,secretariat'],
    ['WEBHOOKS_TO_PRIVATE_ADDRESSES', 'yes', 'CIDR blocks separated by commas, or loopback'],
    ['MAIL_FROM', 'Sfat', 'a mail address'],
    ['OIDC_ISSUER', 'http://id.example.ro', 'https://'],
    ['OIDC_ISSUER', 'https://id.example.ro/?realm=a', 'without ? and #'],
    ['OIDC_ISSUER', 'id.example.ro', 'https://'],
    ['OIDC_ROLES', 'sefi=chief', 'pairs GROUP=ROLE'],
    ['OIDC_ROLES', 'sefi=member;sefi=member', 'each once'],
    ['OIDC_ROLES', '=member', 'pairs GROUP=ROLE'],
    ['OIDC_ROLES', 'sefi', 'pairs GROUP=ROLE'],
    ['OIDC_SCOPE', 'email profile', 'openid among them'],
    ['OIDC_NEW_PEOPLE', 'all', 'groups or member'],
    ['OIDC_LABEL', 'o'.repeat(41), 'at most 40'],
    ['SFU_LISTEN_ADDRESS', 'localhost', 'an IP address'],
    ['SFU_ANNOUNCED_ADDRESS', '::x::', 'an IP address or a host name'],
    ['SFU_PORT', '70000', 'a whole number from 0 to 65535'],
    ['SFU_URL', 'ftp://x', 'http:// or https://'],
    ['SFU_ORIGINS', "https://x; script-src 'unsafe-inline'", 'origins separated by commas'],
    ['TRUSTED_PROXIES', '10.0.0.0/99', 'IP addresses or CIDR blocks'],
    ['TURN_URL', 'https://turn.example.ro', 'turn: or turns: addresses'],
    ['METRICS_TOKEN', 'too short', 'at least 16 characters'],
    ['TZ_DEFAULT', 'Europe/Nowhere', 'an IANA time zone'],
    ['LOCALE_DEFAULT', 'fr', 'ro or en'],
    ['LOG_LEVEL', 'loud', 'fatal, error'],
  ])('refuses %s=%s by name and says what is allowed', (name, value, allowed) => {
    const about = problemsOf({ [name]: value }).filter((problem) => problem.startsWith(`${name} `))
    expect(about).toHaveLength(1)
    expect(about[0]).toContain(allowed)
  })

  it('lists every problem at once, so that nobody mends them one start at a time', () => {
    const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'loud', TZ_DEFAULT: 'Mars', SMTP_URL: 'smtp://mail' })
    const names = problems.map((problem) => problem.split(' ')[0]).sort()
    expect(names).toEqual(['LOG_LEVEL', 'MAIL_FROM', 'PORT', 'TZ_DEFAULT'])
  })

  it.each<[string, Environment, string]>([
    ['web without a database', { ROLES: 'web', REDIS_URL: 'redis://cache' }, 'DATABASE_URL and REDIS_URL'],
    [
      'web and worker without Redis',
      { ROLES: 'web,worker', DATABASE_URL: 'postgres://db/s' },
      'PostgreSQL and Redis',
    ],
    ['Redis beside SQLite', { REDIS_URL: 'redis://cache' }, 'SQLite'],
    ['an SFU node alone without Redis', { ROLES: 'sfu', SFU_URL: 'http://m:1' }, 'REDIS_URL'],
    ['an SFU node alone without its address', { ROLES: 'sfu', REDIS_URL: 'redis://cache' }, 'SFU_URL'],
    ['all addresses without saying which one is public', { HOST: '0.0.0.0' }, 'PUBLIC_URL'],
    [
      'media on all addresses without saying which one to send to',
      { SFU_LISTEN_ADDRESS: '0.0.0.0' },
      'SFU_ANNOUNCED_ADDRESS',
    ],
    ['half an identity provider', { OIDC_ISSUER: 'https://id.example.ro' }, 'go together'],
    ['what a provider is called, without one', { OIDC_LABEL: 'contul' }, 'go together'],
    ['half an administrator', { ADMIN_EMAIL: 'ana@example.ro' }, 'go together'],
    ['a short first password', { ADMIN_EMAIL: 'ana@example.ro', ADMIN_PASSWORD: 'scurt' }, 'at least 12'],
  ])('refuses %s with a sentence that says why', (_name, env, said) => {
    expect(problemsOf(env).join(' ')).toContain(said)
  })

  it('reads an identity provider: groups with any signs in their names, and a name by its host', () => {
    const env = {
      OIDC_ISSUER: 'https://id.example.ro/realms/gov',
      OIDC_CLIENT_ID: 'sfat',
      OIDC_CLIENT_SECRET: 'secret',
      OIDC_ROLES:
        'CN=sfat,OU=Grupuri=administrator; Secretari generali = secretariat;CN=sfat,OU=Grupuri=member;',
    }
    const { oidc } = readConfig(env)
    expect(oidc).toMatchObject({
      ...{ issuer: env.OIDC_ISSUER, label: 'id.example.ro', groupsClaim: 'groups', newPeople: 'groups' },
      scope: 'openid email profile',
    })
    expect([...(oidc?.groupRoles ?? [])]).toEqual([
      ['CN=sfat,OU=Grupuri', ['administrator', 'member']],
      ['Secretari generali', ['secretariat']],
    ])
    expect(readConfig({}).oidc).toBeNull()
    // On this machine alone, where nobody listens in; an address of numbers is no name for a button.
    expect(readConfig({ ...env, OIDC_ISSUER: 'http://127.0.0.1:9000' }).oidc?.label).toBe('OpenID Connect')
  })

  it('lets an SFU node run without knowing the database', () => {
    const { roles } = readConfig({
      ROLES: 'sfu',
      REDIS_URL: 'redis://cache',
      SFU_URL: 'https://m1.example.ro',
    })
    expect([...roles]).toEqual(['sfu'])
  })

  it('takes the public address for media too when it is an address', () => {
    const { sfu } = readConfig({ HOST: '0.0.0.0', PUBLIC_URL: 'http://192.168.4.5:8080' })
    expect(sfu).toMatchObject({ listenAddress: '0.0.0.0', announcedAddress: '192.168.4.5' })
  })

  it('warns when browsers elsewhere would get no camera', () => {
    expect(readConfig({ PUBLIC_URL: 'http://sfat.example.ro' }).warnings).toHaveLength(1)
    expect(readConfig({ PUBLIC_URL: 'http://localhost:5173' }).warnings).toEqual([])
  })

  it('never repeats a password in a message', () => {
    const secret = 'hunter2hunt'
    const said = problemsOf({
      DATABASE_URL: `mysql://sfat:${secret}@db/sfat`,
      ADMIN_EMAIL: 'ana@example.ro',
      ADMIN_PASSWORD: secret,
    }).join(' ')
    expect(said).not.toContain(secret)
  })
})
