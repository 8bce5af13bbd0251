/** The accounts that browsers are given, at the TURN server that they are for: the real coturn, asked by its own client. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { turnAccount } from '../../../sfu/signal/turn-account.ts'
import { turn } from '../../../toolchain/test-parts.ts'
import { startTurnServer, type TurnServer } from '../../support/turn-server.ts'

const address = '127.0.0.1'
const secret = 'a secret that the product and coturn share'
const transports = { udp: [], tcp: ['-t'] } as const
const program = turn.find()

/** With CI a missing part fails the run before it begins. */
describe.skipIf(!program)('coturn', () => {
  let server: TurnServer
  beforeAll(async () => {
    // Two of its clients speak to one another, on this machine.
    const more = ['--allow-loopback-peers']
    server = await startTurnServer({ program: program ?? '', address, secret, more })
  })
  afterAll(() => server?.stop())

  /** Whether two who bring this account can send something to one another through it. */
  async function relays(
    account: { username?: string; credential?: string },
    transport: keyof typeof transports,
  ): Promise<boolean> {
    const { username = '', credential = '' } = account
    const client = spawn('turnutils_uclient', [
      ...['-u', username, '-w', credential, '-p', String(server.port), '-L', address],
      ...['-y', '-c', '-n', '1', '-m', '1', ...transports[transport], address],
    ])
    client.stdout.resume()
    client.stderr.resume()
    const [code] = (await once(client, 'close')) as [number | null]
    return code === 0
  }
  const now = () => Temporal.Now.instant()
  const accountOf = (key: string, at: Temporal.Instant) =>
    turnAccount({ urls: [`turn:${address}:${server.port}`], secret: key }, at)

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
