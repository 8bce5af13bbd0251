/** coturn with the settings that the product is deployed with (`deploy/turnserver.conf`), on addresses of the test's own. */
import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endingWithUs, startService } from '../../toolchain/start-service.ts'
import { lastingPort } from './free-port.ts'
import { until } from './until.ts'

const settings = fileURLToPath(new URL('../../deploy/turnserver.conf', import.meta.url))

export type TurnServer = {
  port: number
  tlsPort: number
  /** The certificate's key, as Chromium's `--ignore-certificate-errors-spki-list` takes it. */
  keyHash: string
  stop(): Promise<void>
}

/** `program` is coturn's; `address` is where it listens, from where it relays, and to where alone. */
export async function startTurnServer(options: {
  program: string
  address: string
  secret: string
  more?: string[]
}): Promise<TurnServer> {
  const { program, address, secret, more = [] } = options
  const folder = await mkdtemp(join(tmpdir(), 'sfat-turn-'))
  const [port, tlsPort] = [await lastingPort(), await lastingPort()]
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...[
        '-subj',
        '/CN=turn',
        '-addext',
        `subjectAltName=IP:${address}`,
        '-keyout',
        key,
        '-out',
        certificate,
      ],
    ],
    { stdio: 'ignore' },
  )
  const spki = new X509Certificate(await readFile(certificate)).publicKey.export({
    type: 'spki',
    format: 'der',
  })
  const server = startService(
    endingWithUs('TERM', program, [
      ...['-c', settings, `--static-auth-secret=${secret}`, '--realm=sfat.example.ro'],
      ...[`--listening-ip=${address}`, `--relay-ip=${address}`, `--allowed-peer-ip=${address}`],
      ...[`--listening-port=${port}`, `--tls-listening-port=${tlsPort}`],
      ...[`--cert=${certificate}`, `--pkey=${key}`],
      ...[`--pidfile=${join(folder, 'pid')}`, `--userdb=${join(folder, 'users')}`, ...more],
    ]),
    'SIGTERM',
    { cwd: folder },
  )
  const listens = (at: number) =>
    new Promise<boolean>((resolve) => {
      const socket = connect(at, address, () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
  await until('coturn to listen', async () => (await listens(port)) && (await listens(tlsPort)), 30_000)
  return {
    port,
    tlsPort,
    keyHash: createHash('sha256').update(spki).digest('base64'),
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
