/** People without browsers: some send a picture's packets, the others receive all of them, over real WebRTC transports. */
import { io } from 'socket.io-client'
import { v7 as uuid } from 'uuid'
import type { SeatRole } from '../../../contract/conference.ts'
import { signTicket } from '../../../sfu/signal/ticket.ts'
import { rtpParametersOf, takeSeat, type TestSeat } from '../../sfu/support/take-seat.ts'
import { type Certificate, RtpLine } from '../../support/rtp/rtp-line.ts'
import { rtpPacket } from '../../support/rtp/rtp-packet.ts'
import { until } from '../../support/until.ts'
import { type BareRequests, nodeId, secret, withoutFeedback } from './wire.ts'

export const packetBytes = 1000

export type Crowd = { senders: Sender[]; receivers: RtpLine[]; close(): void }

/** Sends packets of a picture at an even rate. */
export class Sender {
  readonly line: RtpLine
  readonly #ssrc: number
  #sequence = 0
  readonly #payload = Buffer.alloc(packetBytes - 12, 0x5a)

  constructor(line: RtpLine, ssrc: number) {
    this.line = line
    this.#ssrc = ssrc
  }

  send(): void {
    // RFC 7741 §4.2: now and then the beginning of a key frame, or nobody would be sent anything; else somewhere in a frame.
    const key = this.#sequence % 50 === 0
    this.#payload[0] = key ? 0x10 : 0x00
    this.#payload[1] = key ? 0x00 : 0x01
    const timestamp = this.#sequence * 360
    const parts = { payloadType: 96, sequence: this.#sequence, timestamp, ssrc: this.#ssrc }
    this.line.send(rtpPacket({ ...parts, payload: this.#payload }))
    this.#sequence += 1
  }
}

/** Everybody comes to the product's meeting as a browser would. */
export async function openInProduct(
  url: string,
  certificate: Certificate,
  senders: number,
  receivers: number,
): Promise<Crowd> {
  const meeting = { meetingId: uuid(), occurrenceId: uuid() }
  const seats: TestSeat[] = []
  async function come(role: SeatRole) {
    const person = { personId: uuid(), name: role, organisation: null, role, lobby: false } as const
    const ticket = await signTicket(
      { ...meeting, ...person, nodeId, title: 'Bench', locale: 'en' },
      secret,
      Temporal.Now.instant(),
    )
    const seat = await takeSeat(url, { ticket })
    seats.push(seat)
    const rtpCapabilities = withoutFeedback(seat.welcome.routerRtpCapabilities)
    const answer = await seat.ask('enter', { rtpCapabilities })
    if (answer.state !== 'present' || !answer.call.transports) throw new Error('no media')
    return { seat, call: answer.call, transports: answer.call.transports }
  }
  async function send(): Promise<Sender> {
    const { seat, transports } = await come('host')
    const { send: offer } = transports
    const line = await RtpLine.open(offer, certificate, (dtlsParameters) =>
      seat.ask('transport:connect', { transportId: offer.id, dtlsParameters }),
    )
    const { ssrc, rtpParameters } = picture()
    const ask = { transportId: offer.id, source: 'camera', rtpParameters, paused: false } as const
    await seat.ask('producer:create', ask)
    return new Sender(line, ssrc)
  }
  async function receive(): Promise<RtpLine> {
    const { seat, call, transports } = await come('participant')
    const { receive: offer } = transports
    const line = await RtpLine.open(offer, certificate, (dtlsParameters) =>
      seat.ask('transport:connect', { transportId: offer.id, dtlsParameters }),
    )
    const offered = () => [...call.consumers, ...seat.all('consumer:new')]
    await until('everything to be offered', () => offered().length >= senders, 30_000)
    await Promise.all(offered().map(({ consumerId }) => seat.ask('consumer:resume', { consumerId })))
    return line
  }
  return await gather(send, receive, senders, receivers, () => {
    for (const seat of seats) seat.close()
  })
}

/** The same transports, producers and consumers in bare mediasoup. */
export async function openInBare(
  url: string,
  certificate: Certificate,
  senders: number,
  receivers: number,
): Promise<Crowd> {
  const socket = io(url, { transports: ['websocket'], forceNew: true })
  const ask = async <N extends keyof BareRequests>(
    name: N,
    body: BareRequests[N]['ask'],
  ): Promise<BareRequests[N]['answer']> =>
    (await socket.timeout(10_000).emitWithAck(name, body)) as BareRequests[N]['answer']
  const rtpCapabilities = withoutFeedback(await ask('capabilities', {}))
  const producerIds: string[] = []
  async function connect() {
    const offer = await ask('transport', {})
    const line = await RtpLine.open(offer, certificate, (dtlsParameters) =>
      ask('dtls', { transportId: offer.id, dtlsParameters }),
    )
    return { line, transportId: offer.id }
  }
  async function send(): Promise<Sender> {
    const { line, transportId } = await connect()
    const { ssrc, rtpParameters } = picture()
    producerIds.push((await ask('produce', { transportId, kind: 'video', rtpParameters })).producerId)
    return new Sender(line, ssrc)
  }
  async function receive(): Promise<RtpLine> {
    const { line, transportId } = await connect()
    for (const producerId of producerIds) await ask('consume', { transportId, producerId, rtpCapabilities })
    return line
  }
  return await gather(send, receive, senders, receivers, () => socket.disconnect())
}

function picture() {
  const rtpParameters = rtpParametersOf('camera')
  return { rtpParameters, ssrc: rtpParameters.encodings?.[0]?.ssrc ?? 0 }
}

async function gather(
  send: () => Promise<Sender>,
  receive: () => Promise<RtpLine>,
  senderCount: number,
  receiverCount: number,
  leave: () => void,
): Promise<Crowd> {
  const senders: Sender[] = []
  const receivers: RtpLine[] = []
  // One after the other: each shakes hands with a process of its own.
  for (let count = 0; count < senderCount; count += 1) senders.push(await send())
  for (let count = 0; count < receiverCount; count += 1) receivers.push(await receive())
  return {
    senders,
    receivers,
    close() {
      for (const { line } of senders) line.close()
      for (const line of receivers) line.close()
      leave()
    },
  }
}
