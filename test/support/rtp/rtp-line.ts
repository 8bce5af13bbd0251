/**
 * The end of a WebRTC transport without a browser: ICE over one UDP socket, DTLS by the system's openssl, SRTP with
 * AES-GCM. For loads that a browser could not carry, and for sound of which each packet is known.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes, X509Certificate } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { DtlsParameters, TransportOffer } from '../../../contract/conference.ts'
import { until } from '../until.ts'
import { masterKeyBytes, masterSaltBytes, srtpProfile, SrtpSession } from './srtp.ts'
import { askForPath, isBindingSuccess, isStun } from './stun.ts'

/** Consent must be given again within thirty seconds (RFC 7675). */
const consentEveryMs = 5_000
const bufferBytes = 4_000_000

export type Certificate = { folder: string; fingerprint: string; remove(): Promise<void> }

/** A certificate that any number of lines may show. */
export async function makeCertificate(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'sfat-rtp-'))
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-subj', '/CN=rtp', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
  ])
  const { fingerprint256 } = new X509Certificate(await readFile(join(folder, 'cert.pem')))
  return { folder, fingerprint: fingerprint256, remove: () => rm(folder, { recursive: true }) }
}

export class RtpLine {
  /** RTP packets that came, and their bytes. */
  packets = 0
  bytes = 0
  /** Packets of each stream, by its number (SSRC). */
  readonly streams = new Map<number, number>()
  /** Told of each packet, as it comes. */
  onPacket: ((packet: Buffer) => void) | null = null
  /** The newest packet, as it came. */
  last: Buffer | null = null
  readonly #socket: Socket
  readonly #certificate: Certificate
  readonly #offer: TransportOffer
  readonly #own = randomBytes(4).toString('hex')
  #handshake: { socket: Socket; openssl: ChildProcess; port: number | null } | null = null
  #sends: SrtpSession | null = null
  #receives: SrtpSession | null = null
  #hasPath = false
  #consent: NodeJS.Timeout | null = null

  /** `connect` tells the server who will come (`transport:connect`). */
  static async open(
    offer: TransportOffer,
    certificate: Certificate,
    connect: (dtlsParameters: DtlsParameters) => Promise<unknown>,
  ): Promise<RtpLine> {
    const line = new RtpLine(offer, certificate)
    try {
      const fingerprints = [{ algorithm: 'sha-256' as const, value: certificate.fingerprint }]
      await connect({ role: 'client', fingerprints })
      await line.#findPath()
      await line.#shakeHands()
      return line
    } catch (error) {
      line.close()
      throw error
    }
  }

  private constructor(offer: TransportOffer, certificate: Certificate) {
    this.#offer = offer
    this.#certificate = certificate
    this.#socket = createSocket('udp4', (packet) => this.#take(packet))
  }

  /** Protects a packet and sends it. */
  send(packet: Buffer): void {
    if (!this.#sends) throw new Error('not connected')
    this.#socket.send(this.#sends.protect(packet))
  }

  /** The newest packet in clear. Throws when it was not protected by the other end. */
  readLast(): Buffer {
    if (!this.#receives || !this.last) throw new Error('nothing has come')
    return this.#receives.unprotect(this.last)
  }

  close(): void {
    if (this.#consent) clearInterval(this.#consent)
    this.#endHandshake()
    this.#socket.close()
  }

  #take(packet: Buffer): void {
    const first = packet[0] ?? 0
    if (first >= 128) {
      // RFC 5761 §4: RTCP has its packet type where RTP has a payload type of 64 to 95.
      const type = (packet[1] ?? 0) & 0x7f
      if (type >= 64 && type <= 95) return
      const ssrc = packet.readUInt32BE(8)
      this.packets += 1
      this.bytes += packet.length
      this.streams.set(ssrc, (this.streams.get(ssrc) ?? 0) + 1)
      this.last = packet
      this.onPacket?.(packet)
    } else if (isStun(packet)) this.#hasPath ||= isBindingSuccess(packet)
    else if (this.#handshake?.port) this.#handshake.socket.send(packet, this.#handshake.port, '127.0.0.1')
  }

  async #findPath(): Promise<void> {
    const candidate = this.#offer.iceCandidates.find(({ protocol }) => protocol === 'udp')
    if (!candidate) throw new Error('no UDP candidate')
    this.#socket.bind(0, '127.0.0.1')
    await once(this.#socket, 'listening')
    this.#socket.setRecvBufferSize(bufferBytes)
    this.#socket.connect(candidate.port, candidate.address)
    await once(this.#socket, 'connect')
    // A worker that dies closes its port; whoever tests that has other ways to notice.
    this.#socket.on('error', () => undefined)
    const ask = () => this.#socket.send(askForPath(this.#offer.iceParameters, this.#own))
    ask()
    await until('a path', () => this.#hasPath)
    this.#consent = setInterval(ask, consentEveryMs)
    this.#consent.unref()
  }

  /** openssl speaks to a socket of ours, from where its packets go the way that was found, and back. */
  async #shakeHands(): Promise<void> {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { folder } = this.#certificate
    const openssl = spawn('openssl', [
      ...['s_client', '-dtls1_2', '-connect', `127.0.0.1:${(socket.address() as AddressInfo).port}`],
      ...['-cert', join(folder, 'cert.pem'), '-key', join(folder, 'key.pem'), '-use_srtp', srtpProfile],
      ...['-keymatexport', 'EXTRACTOR-dtls_srtp', '-keymatexportlen', String(exportBytes)],
    ])
    const handshake = (this.#handshake = { socket, openssl, port: null as number | null })
    let said = ''
    openssl.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    socket.on('message', (packet, { port }) => {
      handshake.port = port
      this.#socket.send(packet)
    })
    const exported = await until('the keys', () => /Keying material: ([0-9A-F]+)/.exec(said)?.[1], 20_000)
    // Without a word of good-bye, or the server would close the transport.
    this.#endHandshake()
    if (!said.includes(`profile=${srtpProfile}`)) throw new Error(`not protected by ${srtpProfile}`)
    // RFC 5764 §4.2: the keys of client and server, then their salts. We are the client.
    const material = Buffer.from(exported, 'hex')
    const part = (from: number, bytes: number) => material.subarray(from, from + bytes)
    const salts = 2 * masterKeyBytes
    this.#sends = new SrtpSession(part(0, masterKeyBytes), part(salts, masterSaltBytes))
    this.#receives = new SrtpSession(
      part(masterKeyBytes, masterKeyBytes),
      part(salts + masterSaltBytes, masterSaltBytes),
    )
  }

  #endHandshake(): void {
    this.#handshake?.openssl.kill('SIGKILL')
    this.#handshake?.socket.close()
    this.#handshake = null
  }
}

const exportBytes = 2 * (masterKeyBytes + masterSaltBytes)
