/** A meeting that is too large for hearing everybody, with sound of which each packet is known: real RTP, no browser. */
import { afterEach, beforeAll, afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { ConsumerOffer, RtpParameters } from '../../../contract/conference.ts'
import { type Certificate, makeCertificate, RtpLine } from '../../support/rtp/rtp-line.ts'
import { audioLevelUri, rtpPacket } from '../../support/rtp/rtp-packet.ts'
import { until } from '../../support/until.ts'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { rtpParametersOf, takeSeat, type TestSeat } from '../support/take-seat.ts'

vi.setConfig({ testTimeout: 60_000 })

const levelId = 1
const packetMs = 20

let sfu: TestSfu
let certificate: Certificate
let closing: (() => void)[]
beforeAll(async () => void (certificate = await makeCertificate()))
afterAll(async () => await certificate?.remove())
beforeEach(async () => {
  closing = []
  sfu = await startSfu({
    listen: { address: '127.0.0.1', announced: null, port: 0, workers: 2 },
    // Everybody fills a core: the voices come from two workers.
    spread: { newcomer: 1, newForMs: 600_000 },
    audible: { most: 2, beyondPeople: 4, slackPeople: 1, pauseMs: 600 },
  })
})
afterEach(async () => {
  for (const close of closing) close()
  await sfu.close()
})

const connect = (seat: TestSeat, offer: Parameters<typeof RtpLine.open>[0]) =>
  RtpLine.open(offer, certificate, (dtlsParameters) =>
    seat.ask('transport:connect', { transportId: offer.id, dtlsParameters }),
  ).then((line) => {
    closing.push(() => line.close())
    return line
  })

/** Somebody whose voice is as loud as the test says: decibels below the loudest, or null for silence. */
class Voice {
  readonly seat: TestSeat
  producerId = ''
  decibels: number | null = null

  constructor(seat: TestSeat) {
    this.seat = seat
  }

  static async open(): Promise<Voice> {
    const voice = new Voice(await takeSeat(sfu.url, { ticket: await sfu.ticket('participant') }))
    const { transports } = await voice.seat.enterCall()
    const line = await connect(voice.seat, transports.send)
    const rtpParameters: RtpParameters = {
      ...rtpParametersOf('microphone'),
      headerExtensions: [{ uri: audioLevelUri, id: levelId }],
    }
    const ssrc = rtpParameters.encodings?.[0]?.ssrc ?? 0
    const ask = {
      transportId: transports.send.id,
      source: 'microphone',
      rtpParameters,
      paused: false,
    } as const
    voice.producerId = (await voice.seat.ask('producer:create', ask)).producerId
    const began = performance.now()
    let sequence = 0
    const timer = setInterval(() => {
      for (; sequence * packetMs < performance.now() - began; sequence += 1)
        line.send(
          rtpPacket({
            ...{ payloadType: 111, sequence, timestamp: sequence * 48 * packetMs, ssrc },
            payload: Buffer.alloc(60, 1),
            silence: { id: levelId, decibels: voice.decibels ?? 127 },
          }),
        )
    }, packetMs)
    closing.push(() => clearInterval(timer))
    return voice
  }
}

/** Somebody who only listens, and counts what comes. */
async function openEar() {
  const seat = await takeSeat(sfu.url, { ticket: await sfu.ticket('host') })
  const { transports, consumers } = await seat.enterCall()
  const line = await connect(seat, transports.receive)
  const offers = new Map<string, ConsumerOffer>()
  const take = (offer: ConsumerOffer) => {
    offers.set(offer.producerId, offer)
    seat.ask('consumer:resume', { consumerId: offer.consumerId }).catch(() => undefined)
  }
  seat.socket.on('consumer:new', take)
  for (const offer of [...consumers, ...seat.all('consumer:new')]) take(offer)
  const packetsOf = ({ producerId }: Voice) =>
    line.streams.get(offers.get(producerId)?.rtpParameters.encodings?.[0]?.ssrc ?? 0) ?? 0
  /** Who is heard over some tenths of a second. */
  async function hears(voices: Voice[]): Promise<Voice[]> {
    const before = voices.map(packetsOf)
    await new Promise((resolve) => setTimeout(resolve, 300))
    return voices.filter((voice, index) => packetsOf(voice) > (before[index] ?? 0) + 2)
  }
  return { seat, hears, packetsOf }
}

type Ear = Awaited<ReturnType<typeof openEar>>
/** Waits until all of these hear those who are wanted, and none of the other voices. */
const hearOnly = (what: string, wanted: Voice[], voices: Voice[], ears: Ear[]) =>
  until(
    what,
    async () => {
      const now = await Promise.all(ears.map((ear) => ear.hears(voices)))
      return now.every(
        (some) => some.length === wanted.length && wanted.every((voice) => some.includes(voice)),
      )
    },
    20_000,
  )

test('beyond so many people the loudest are heard, on whichever worker, and everybody again when some have left', async () => {
  const ear = await openEar()
  const voices = [await Voice.open(), await Voice.open(), await Voice.open()]
  const [ana, dan, eva] = voices as [Voice, Voice, Voice]
  const heard = (what: string, wanted: Voice[]) => hearOnly(what, wanted, voices, [ear])
  await heard('everybody, while they are few', [ana, dan, eva])

  const fifth = await takeSeat(sfu.url, { ticket: await sfu.ticket('participant') })
  await fifth.enterCall()
  await heard('those whose microphones were opened first', [ana, dan])

  dan.decibels = 40
  eva.decibels = 30
  await heard('the one who speaks instead of the one who is silent', [dan, eva])
  dan.decibels = null
  ana.decibels = 35
  await heard('the next one', [eva, ana])

  await ana.seat.ask('producer:pause', { producerId: ana.producerId })
  await heard('another in the place of who is muted', [eva, dan])

  await fifth.ask('leave', {})
  await heard('two, while they are only just few', [eva, dan])
  await ana.seat.ask('producer:resume', { producerId: ana.producerId })
  dan.seat.close()
  await dan.seat.gone()
  await ear.seat.ask('peer:remove', { seatId: dan.seat.id })
  await heard('everybody again', [ana, eva])
})

test('a voice whose worker dies leaves its place to another, for those who are on other workers', async () => {
  const ears = [await openEar(), await openEar()]
  // So many that the meeting is large with those who are left, too.
  for (let count = 0; count < 6; count += 1)
    await (await takeSeat(sfu.url, { ticket: await sfu.ticket('participant') })).enterCall()
  const voices = [await Voice.open(), await Voice.open(), await Voice.open(), await Voice.open()]
  const [first, second, ...others] = voices as [Voice, Voice, Voice, Voice]
  const pid = ({ seat }: { seat: TestSeat }) => sfu.pidOf(seat.id)
  expect(pid(first)).not.toBe(pid(second))
  await hearOnly('those whose microphones were opened first', [first, second], voices, ears)
  process.kill(pid(second), 'SIGKILL')
  const spared = ears.filter((ear) => pid(ear) !== pid(second))
  const next = others.filter((voice) => pid(voice) !== pid(second))
  expect([spared.length, next.length]).toEqual([1, 1])
  await hearOnly('another in the place of who is gone', [first, ...next], voices, spared)
})

test('who says that they begin to speak is heard before their voice is, on whichever worker, and only then no longer', async () => {
  const ears = [await openEar(), await openEar()]
  const voices = [await Voice.open(), await Voice.open(), await Voice.open()]
  const [ana, dan, eva] = voices as [Voice, Voice, Voice]
  await hearOnly('those whose microphones were opened first', [ana, dan], voices, ears)
  // What her packets say of themselves is silence: nothing but her word can have let them pass.
  const before = ears.map((ear) => ear.packetsOf(eva))
  await until('her voice to come', async () => {
    // The others have only just opened their microphones, and are not yet taken for silent.
    await eva.seat.ask('voice:begin', { producerId: eva.producerId })
    return ears.every((ear, index) => ear.packetsOf(eva) > (before[index] ?? 0))
  })
  await hearOnly('the two again, since nothing was heard of her', [ana, dan], voices, ears)

  eva.decibels = 30
  await eva.seat.ask('voice:begin', { producerId: eva.producerId })
  await until('her to be heard', async () => {
    const now = await Promise.all(ears.map((ear) => ear.hears(voices)))
    return now.every((some) => some.includes(eva))
  })
})
