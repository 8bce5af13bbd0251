/** The accounts that browsers are given, at the TURN server that they are for: the real coturn, asked by its own client. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { turnAccount } from '../../../sfu/signal/turn-account.ts'
import { endingWithUs, type Service, startService } from '../../../toolchain/start-service.ts'
import { turn } from '../../../toolchain/test-parts.ts'
import { lastingPort } from '../../support/free-port.ts'
import { until } from '../../support/until.ts'

const address = '127.0.0.1'
const secret = 'a secret that the product and coturn share'
const transports = { udp: [], tcp: ['-t'] } as const
const program = turn.find()

/** With CI a missing part fails the run before it begins. */
describe.skipIf(!program)('coturn', () => {
  let server: Service
  let port: number
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sfat-turn-'))
    port = await lastingPort()
    const options = [
      ...['--use-auth-secret', `--static-auth-secret=${secret}`, '--realm=sfat.example.ro'],
      ...[`--listening-ip=${address}`, `--relay-ip=${address}`, `--listening-port=${port}`],
      // Two of its clients speak to one another, on this machine.
      ...['--allow-loopback-peers', '--no-cli', '--no-tls', '--no-dtls', '--log-file=stdout'],
      ...[`--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'users')}`],
    ]
    server = startService(endingWithUs('TERM', program ?? '', ['-n', ...options]), 'SIGTERM', { cwd: folder })
    await until(
      'coturn to listen',
      () =>
        new Promise<boolean>((resolve) => {
          const socket = connect(port, address, () => resolve(true)).on('error', () => resolve(false))
          socket.on('connect', () => socket.destroy())
        }),
      30_000,
    )
  })
  afterAll(async () => {
    await server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** Whether two who bring this account can send something to one another through it. */
  async function relays(
    account: { username?: string; credential?: string },
    transport: keyof typeof transports,
  ): Promise<boolean> {
    const { username = '', credential = '' } = account
    const client = spawn('turnutils_uclient', [
      ...['-u', username, '-w', credential, '-p', String(port), '-L', address],
      ...['-y', '-c', '-n', '1', '-m', '1', ...transports[transport], address],
    ])
    client.stdout.resume()
    client.stderr.resume()
    const [code] = (await once(client, 'close')) as [number | null]
    return code === 0
  }
  const now = () => Temporal.Now.instant()
  const accountOf = (key: string, at: Temporal.Instant) =>
    turnAccount({ urls: [`turn:${address}:${port}`], secret: key }, at)

  it.each(['udp', 'tcp'] as const)('takes the account of today over %s', async (transport) => {
    expect(await relays(accountOf(secret, now()), transport)).toBe(true)
  })

  it.each(['udp', 'tcp'] as const)(
    'refuses over %s one that has run out, and one that was made with another secret',
    async (transport) => {
      const old = now().subtract({ hours: 25 })
      expect(await relays(accountOf(secret, old), transport)).toBe(false)
      expect(await relays(accountOf('another secret', now()), transport)).toBe(false)
      const { username = '', ...rest } = accountOf(secret, old)
      const longer = username.replace(/^\d+/, (until) => String(Number(until) + 1_000_000))
      expect(await relays({ ...rest, username: longer }, transport)).toBe(false)
    },
  )
})
