/**
 * What others miss of the first word of somebody who begins to speak in a large meeting, when the places of those who are
 * heard are taken by silent people: with the word of the page, and, by turns in the same run, without it, when the server has
 * to notice the voice. A real browser listens to its microphone and sends; the node, its media workers and their observers
 * are the product's; an ear on each of two workers receives plain RTP. `npm run bench voices [TURNS]`.
 */
import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { observer, type types } from 'mediasoup'
import type { ConsumerOffer } from '../../contract/conference.ts'
import { conferenceLimits } from '../../contract/limits.ts'
import type { SpeakerPort } from '../page/speaker-port.ts'
import { openCaller, servePage } from '../sfu/support/open-caller.ts'
import { startSfu } from '../sfu/support/start-sfu.ts'
import { rtpParametersOf, takeSeat } from '../sfu/support/take-seat.ts'
import { bundlePage } from '../support/bundle-page.ts'
import { openChromium } from '../support/chromium.ts'
import { percentile, reportBench } from '../support/report-bench.ts'
import { makeCertificate, RtpLine } from '../support/rtp/rtp-line.ts'
import { until } from '../support/until.ts'

const turns = Number(process.argv[2] ?? 20)
/** Two ears and the speaker are in it as well. */
const others = conferenceLimits.voicesBeyondPeople
const goalMs = 120
/** Opus sends less than this while nothing is to be heard. */
const silentBytes = 12
const ticksOfMs = 48
/** Longer than the page takes for a pause in what is said. */
const betweenMs = 1_200
/** As long as a short sentence: whoever says less is not heard by the node, which then believes them less. */
const sentenceMs = 1_000

/** Microphones by their producers' ids. */
const microphones = new Map<string, types.Producer>()
observer.on('newworker', (worker) =>
  worker.observer.on('newrouter', (router) =>
    router.observer.on('newtransport', (transport) =>
      transport.observer.on('newproducer', (producer) => {
        if (transport.type === 'webrtc') microphones.set(producer.id, producer)
      }),
    ),
  ),
)

const sfu = await startSfu(
  {
    listen: { address: '127.0.0.1', announced: null, port: 0, workers: 2 },
    // Whoever comes fills a core, so that people come to both workers in turn.
    spread: { newcomer: 1, newForMs: 600_000 },
  },
  servePage,
)
const browser = await openChromium()
const certificate = await makeCertificate()
const lines: RtpLine[] = []

/** Somebody who only listens, and notes the times in the packets of whoever is listened to. */
async function openEar() {
  const seat = await takeSeat(sfu.url, { ticket: await sfu.ticket('participant') })
  const { transports, consumers } = await seat.enterCall()
  const transportId = transports.receive.id
  const line = await RtpLine.open(transports.receive, certificate, (dtlsParameters) =>
    seat.ask('transport:connect', { transportId, dtlsParameters }),
  )
  lines.push(line)
  const producers = new Map<number, string>()
  const take = ({ consumerId, producerId, rtpParameters }: ConsumerOffer) => {
    producers.set(rtpParameters.encodings?.[0]?.ssrc ?? 0, producerId)
    void seat.ask('consumer:resume', { consumerId })
  }
  seat.socket.on('consumer:new', take)
  for (const offer of [...consumers, ...seat.all('consumer:new')]) take(offer)
  const heard: { producerId: string; timestamp: number }[] = []
  line.onPacket = (packet) => {
    const producerId = producers.get(packet.readUInt32BE(8))
    if (producerId) heard.push({ producerId, timestamp: packet.readUInt32BE(4) })
  }
  return { seat, heard }
}

/** Somebody whose microphone is open, and who says nothing. */
async function sitSilently(): Promise<void> {
  const seat = await takeSeat(sfu.url, { ticket: await sfu.ticket('participant') })
  const { transports } = await seat.enterCall()
  const rtpParameters = rtpParametersOf('microphone')
  const transportId = transports.send.id
  await seat.ask('producer:create', { transportId, source: 'microphone', rtpParameters, paused: false })
}

type Missed = { here: number; there: number }
const missed: Record<'told' | 'untold', Missed[]> = { told: [], untold: [] }
try {
  const ears = [await openEar(), await openEar()]
  for (let count = 0; count < conferenceLimits.voicesHeard; count++) await sitSilently()
  for (let count = conferenceLimits.voicesHeard; count < others; count++)
    await (await takeSeat(sfu.url, { ticket: await sfu.ticket('participant') })).enterCall()
  const speaker = await openCaller(browser, sfu, 'participant')
  await speaker.page.addScriptTag({ content: await bundlePage('speaker') })
  const speak = (method: keyof SpeakerPort, tells = false) =>
    speaker.page.evaluate(
      ([name, told]) => (globalThis as unknown as { speaker: SpeakerPort }).speaker[name](told),
      [method, tells] as const,
    )
  const producerId = await speaker.do('publish', 'microphone')
  const microphone = microphones.get(producerId)
  if (!microphone) throw new Error('the speaker has no microphone')
  /** The time in the first packet of the voice, as the worker got it. */
  let began: number | null = null
  microphone.on('trace', ({ info }) => {
    const { timestamp, payloadSize } = (info as { rtpPacket: { timestamp: number; payloadSize: bigint } })
      .rtpPacket
    if (payloadSize > silentBytes) began ??= timestamp
  })
  await microphone.enableTraceEvent(['rtp'])

  const missedBy = ({ heard }: (typeof ears)[number]): number | null => {
    const times = heard.flatMap((one) =>
      one.producerId === producerId && began !== null ? [(one.timestamp - began) | 0] : [],
    )
    const first = times.find((time) => time >= 0)
    return first === undefined ? null : first / ticksOfMs
  }
  async function beginToSpeak(tells: boolean): Promise<Missed> {
    // Muted and open again: somebody else has the place.
    await speaker.ask('producer:pause', { producerId })
    await speaker.ask('producer:resume', { producerId })
    await pause(betweenMs)
    for (const { heard } of ears) heard.length = 0
    began = null
    await speak('speak', tells)
    await until('everybody to hear it', () => ears.every((ear) => missedBy(ear) !== null))
    await pause(sentenceMs)
    await speak('hush')
    const [here, there] = ears
      .toSorted((one) => (sfu.pidOf(one.seat.id) === sfu.pidOf(speaker.seatId) ? -1 : 1))
      .map((ear) => missedBy(ear) ?? Infinity)
    return { here: here ?? Infinity, there: there ?? Infinity }
  }
  await beginToSpeak(true)
  for (let turn = 0; turn < turns; turn++) {
    missed.untold.push(await beginToSpeak(false))
    missed.told.push(await beginToSpeak(true))
  }
} finally {
  for (const line of lines) line.close()
  await certificate.remove()
  await browser.close()
  await sfu.close()
}

const figure = (name: keyof typeof missed, where: keyof Missed, part: number) =>
  percentile(
    missed[name].map((one) => one[where]),
    part,
  )
const rows = (name: keyof typeof missed, words: string, limit?: number) =>
  (['here', 'there'] as const).flatMap((where) => {
    const what = `${words}, ${where === 'here' ? 'on the same worker' : 'on another worker'}`
    return [
      { what: `${what}, p50`, value: figure(name, where, 0.5), unit: 'ms' },
      { what: `${what}, p95`, value: figure(name, where, 0.95), unit: 'ms', ...(limit ? { limit } : {}) },
    ]
  })
const conditions = `${others + 3} people, ${conferenceLimits.voicesHeard + 1} open microphones, ${turns} turns each, loopback, ${availableParallelism()} cores`
const within = reportBench('voices', conditions, [
  ...rows('untold', 'missed of a first word that the server notices'),
  ...rows('told', 'missed of one that the page tells of', goalMs),
])
process.exitCode = within ? 0 : 1
