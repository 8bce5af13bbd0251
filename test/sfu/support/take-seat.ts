/** A browser's socket without the browser: connects, asks, and remembers everything that it was told. */
import { io, type Socket } from 'socket.io-client'
import {
  type Acknowledged,
  type Answers,
  type ConferenceClientToServer,
  type ConferenceServerToClient,
  type Handshake,
  type Notices,
  type RequestBody,
  type RequestName,
  type RtpParameters,
  type Source,
} from '../../../contract/conference.ts'
import { WireError } from '../../../contract/wire-error.ts'
import { until } from '../../support/until.ts'

type Told = { [N in keyof Notices]: Parameters<Notices[N]>[0] }
type AnyEvents = Record<string, (...args: never[]) => void>

export class TestSeat {
  readonly socket: Socket<ConferenceServerToClient, ConferenceClientToServer>
  readonly told: { name: string; body: unknown }[] = []
  /** Why the handshake was refused, or why the server said good-bye. */
  refused: WireError | null = null

  constructor(url: string, auth: Handshake | Record<string, unknown>, headers: Record<string, string> = {}) {
    this.socket = io(`${url}/conference`, {
      auth,
      forceNew: true,
      // A product's server takes sockets of its own pages only.
      extraHeaders: { origin: url, ...headers },
      reconnection: false,
      transports: ['websocket'],
    })
    this.socket.onAny((name: string, body: unknown) => {
      this.told.push({ name, body })
      if (name !== 'peers:changed') return
      // Whoever waits for somebody in particular need not care that others came at the same moment.
      const { joined, changed } = body as Told['peers:changed']
      for (const peer of joined) this.told.push({ name: 'peer:joined', body: peer })
      for (const peer of changed) this.told.push({ name: 'peer:changed', body: peer })
    })
    this.socket.on('connect_error', (error) => {
      const refusal = WireError.safeParse((error as Error & { data?: unknown }).data)
      // What is not the node's refusal is the network's failure: whoever waits for a welcome will miss it.
      if (refusal.success) this.refused = refusal.data
    })
    this.socket.on('dismissed', (reason) => (this.refused = reason))
  }

  get welcome(): Told['welcome'] {
    const welcome = this.all('welcome')[0]
    if (!welcome) throw new Error('not welcomed yet')
    return welcome
  }

  get id(): string {
    return this.welcome.seatId
  }

  all<N extends keyof Notices>(name: N): Told[N][] {
    return this.told.filter((one) => one.name === name).map((one) => one.body as Told[N])
  }

  /** Waits until it has been told this, and answers with the latest. */
  hears<N extends keyof Notices>(name: N, where: (body: Told[N]) => boolean = () => true): Promise<Told[N]> {
    return until(`${name} to be told`, () => {
      const body = this.all(name).findLast(where)
      return body !== undefined || this.told.some((one) => one.name === name && where(body as Told[N]))
        ? { body: body as Told[N] }
        : null
    }).then(({ body }) => body)
  }

  /** Asks anything at all, as a browser that was tampered with might. */
  async askAnything(name: string, ...args: unknown[]): Promise<Acknowledged<RequestName>> {
    const socket = this.socket as unknown as Socket<AnyEvents, AnyEvents>
    return (await socket.timeout(10_000).emitWithAck(name, ...(args as never[]))) as Acknowledged<RequestName>
  }

  /** Asks, and answers with the data; throws the error's code. */
  async ask<N extends RequestName>(name: N, body: RequestBody<N>): Promise<Answers[N]> {
    const answer = (await this.askAnything(name, body)) as Acknowledged<N>
    if (!answer.ok) throw new Error(answer.error.code)
    return answer.data
  }

  async enter(): Promise<Answers['enter']> {
    return await this.ask('enter', { rtpCapabilities: this.welcome.routerRtpCapabilities })
  }

  /** The call, when entering led straight into it. */
  async enterCall() {
    const answer = await this.enter()
    if (answer.state !== 'present') throw new Error('in the lobby')
    if (!answer.call.transports) throw new Error('without media')
    return { ...answer.call, transports: answer.call.transports }
  }

  gone(): Promise<true> {
    return until('the socket to be gone', () => (this.socket.disconnected ? true : null))
  }

  close(): void {
    this.socket.disconnect()
  }
}

/** Connects and waits until welcomed. */
export async function takeSeat(
  url: string,
  auth: Handshake,
  headers: Record<string, string> = {},
): Promise<TestSeat> {
  const seat = new TestSeat(url, auth, headers)
  await seat.hears('welcome')
  return seat
}

/** Connects with something that must be refused; answers with the error's code. */
export async function refusedSeat(url: string, auth: Handshake | Record<string, unknown>): Promise<string> {
  const seat = new TestSeat(url, auth)
  try {
    return await until('a refusal', () => seat.refused?.code)
  } finally {
    seat.close()
  }
}

let ssrc = 1000
/** What a browser would say of a track that it sends. */
export function rtpParametersOf(source: Source): RtpParameters {
  ssrc += 1
  const audio = source === 'microphone' || source === 'screen-audio'
  return {
    mid: String(ssrc),
    codecs: [
      audio
        ? { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }
        : { mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 },
    ],
    encodings: [{ ssrc }],
    rtcp: { cname: 'test' },
  }
}
