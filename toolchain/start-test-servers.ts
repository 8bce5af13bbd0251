import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { interruption } from './interruption.mjs'
import { Problem } from './problem.mjs'
import { runCommand } from './run-command.mjs'
import { endingWithUs, type Service, startService } from './start-service.ts'
import { ownerMark, sweepLeftovers } from './sweep-leftovers.mjs'

const PREFIX = 'sfat-test-'
const MS_TO_START = 30_000
const MS_BETWEEN_LOOKS = 20
const TRIES = 5

/** A folder for one run's servers; those of runs that were killed before they could remove theirs go now. */
export const makeRunFolder = (): string => {
  sweepLeftovers(tmpdir(), PREFIX)
  const folder = join(tmpdir(), `${PREFIX}${ownerMark()}`)
  mkdirSync(folder)
  // PostgreSQL runs as another account when we are root, and must be able to pass.
  chmodSync(folder, 0o755)
  return folder
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  return address.port
}

/** Waits until a service answers; another process may take its port before it does, so it is tried on a few. */
const startOnFreePort = async (
  name: string,
  start: (port: number) => Service,
  answers: (port: number, service: Service) => boolean,
  samePort?: number,
): Promise<{ port: number; service: Service }> => {
  let said = ''
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = samePort ?? (await freePort())
    const service = start(port)
    const deadline = performance.now() + MS_TO_START
    while (!service.ended() && performance.now() < deadline && !interruption.aborted) {
      if (answers(port, service)) return { port, service }
      await pause(MS_BETWEEN_LOOKS)
    }
    await service.stop()
    said = service.said()
    interruption.throwIfAborted()
  }
  throw new Problem(`The private ${name} for the tests did not start. It said:\n${said.trim()}`)
}

export type TestServer = { url: string; stop: () => Promise<void> }
/** A server that can be gone for a while: `startAgain`, once it has stopped, at the address that it had. */
export type LastingServer = TestServer & { startAgain: () => Promise<void> }

/** Starts a service on a free port, and again on the same one. */
const startLasting = async (
  name: string,
  start: (port: number) => Service,
  answers: (port: number, service: Service) => boolean,
): Promise<{ port: number } & Omit<LastingServer, 'url'>> => {
  let running = await startOnFreePort(name, start, answers)
  return {
    port: running.port,
    stop: () => running.service.stop(),
    startAgain: async () => {
      running = await startOnFreePort(name, start, answers, running.port)
    },
  }
}

const SUPERUSER = 'sfat'

/**
 * A private PostgreSQL in `folder`, safe to lose and therefore fast. The URL names its maintenance database, from which
 * each test file makes its own.
 */
export const startPostgres = async (initdb: string, folder: string): Promise<LastingServer> => {
  const programs = dirname(initdb)
  // PostgreSQL refuses to run as root.
  const account = process.getuid?.() === 0 ? 'postgres' : undefined
  const home = mkdtempSync(join(folder, 'postgres-'))
  const password = randomBytes(16).toString('hex')
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, password)
  if (account) spawnSync('chown', ['-R', account, home])
  const data = join(home, 'data')
  const options = ['--no-sync', '--encoding=UTF8', '--locale=C.UTF-8', '--auth=scram-sha-256']
  await runCommand(
    ...endingWithUs(
      'TERM',
      initdb,
      ['-D', data, '-U', SUPERUSER, `--pwfile=${passwordFile}`, ...options],
      account,
    ),
    { cwd: home },
  )
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: home,
    max_connections: '200',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
  }
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { port, ...server } = await startLasting(
    'PostgreSQL',
    (free) =>
      startService(
        endingWithUs('QUIT', join(programs, 'postgres'), ['-D', data, '-p', String(free), ...given], account),
        // SIGINT disconnects whoever is connected and stops (PostgreSQL, "Shutting Down the Server").
        'SIGINT',
        { cwd: home },
      ),
    (free) =>
      spawnSync(join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(free)]).status === 0,
  )
  return { url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`, ...server }
}

/** A private Redis in `folder` that keeps nothing. */
export const startRedis = async (program: string, folder: string): Promise<LastingServer> => {
  const home = mkdtempSync(join(folder, 'redis-'))
  const password = randomBytes(16).toString('hex')
  const args = [
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    home,
    '--requirepass',
    password,
  ]
  const { port, ...server } = await startLasting(
    'Redis',
    (free) =>
      startService(endingWithUs('KILL', program, ['--port', String(free), ...args]), 'SIGTERM', {
        cwd: home,
      }),
    (_port, { said }) => said().includes('Ready to accept connections'),
  )
  return { url: `redis://:${password}@127.0.0.1:${port}`, ...server }
}

/**
 * A private IMAP server in `folder` in which every name is a user with an empty mailbox: the URL holds the password that
 * fits all of them, and each test takes a name of its own.
 */
export const startImap = async (program: string, folder: string): Promise<TestServer> => {
  const home = mkdtempSync(join(folder, 'imap-'))
  const password = randomBytes(16).toString('hex')
  // Dovecot delivers to nobody's mailbox as root; its package brings an account for its own programs.
  const account = process.getuid?.() === 0 ? 'dovecot' : undefined
  const user = account ?? userInfo().username
  const configuration = (port: number) => `
base_dir = ${home}/run
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${home}/mail/%u
mail_fsync = never
default_internal_user = ${user}
default_internal_group =
default_login_user = ${user}
first_valid_uid = 1
first_valid_gid = 1
# Every story comes from this machine, and one may try a wrong password.
auth_failure_delay = 0
mail_max_userip_connections = 100
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = home=${home}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`
  mkdirSync(join(home, 'mail'))
  if (account) spawnSync('chown', ['-R', account, home])
  const { port, service } = await startOnFreePort(
    'Dovecot',
    (free) => {
      const file = join(home, `dovecot-${free}.conf`)
      writeFileSync(file, configuration(free))
      chmodSync(file, 0o644)
      return startService(endingWithUs('TERM', program, ['-F', '-c', file], account), 'SIGTERM', {
        cwd: home,
      })
    },
    (_port, { said }) => said().includes('starting up for imap'),
  )
  return { url: `imap://everybody:${password}@127.0.0.1:${port}`, stop: service.stop }
}

/** Removes a run's folder, once its servers have stopped. */
export const removeRunFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })
