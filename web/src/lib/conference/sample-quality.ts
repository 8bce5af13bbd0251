/** Samples the transports' statistics now and then and tells whose line has become poor or good. */
import type { Client } from './client.ts'
import type { Incoming } from './received-media.ts'
import type { PictureWishes } from './picture-wishes.ts'
import { type Counters, judge, type Quality } from './quality.ts'

const everyMs = 4000

type Inbound = RTCInboundRtpStreamStats & { trackIdentifier?: string }

/** What arrived, by the id of its track. */
function inbound(report: RTCStatsReport): Map<string, Counters> {
  const found = new Map<string, Counters>()
  report.forEach((stats: Inbound) => {
    if (stats.type !== 'inbound-rtp' || !stats.trackIdentifier) return
    found.set(stats.trackIdentifier, {
      packets: stats.packetsReceived ?? 0,
      lost: stats.packetsLost ?? 0,
      frozenSeconds: (stats as { totalFreezesDuration?: number }).totalFreezesDuration ?? 0,
    })
  })
  return found
}

/** What was sent, and what the other side says is missing of it. */
function outbound(report: RTCStatsReport): Counters {
  const sum: Counters = { packets: 0, lost: 0, frozenSeconds: 0 }
  report.forEach((stats: { type: string; packetsSent?: number; packetsLost?: number }) => {
    if (stats.type === 'outbound-rtp') sum.packets += stats.packetsSent ?? 0
    if (stats.type === 'remote-inbound-rtp') sum.lost += stats.packetsLost ?? 0
  })
  // `judge` counts packets that arrived beside those that did not.
  return { ...sum, packets: sum.packets - sum.lost }
}

export class QualitySampler {
  readonly #client: Client
  readonly #incoming: () => Iterable<Incoming>
  readonly #shownSince: PictureWishes['shownSince']
  readonly #tell: (seatId: string | 'me', quality: Quality) => void
  #before = new Map<string, Counters>()
  readonly #judged = new Map<string, Quality>()
  #sampledAt = 0
  readonly #timer: ReturnType<typeof setInterval>

  constructor(
    client: Client,
    incoming: () => Iterable<Incoming>,
    shownSince: PictureWishes['shownSince'],
    tell: (seatId: string | 'me', quality: Quality) => void,
  ) {
    this.#client = client
    this.#incoming = incoming
    this.#shownSince = shownSince
    this.#tell = tell
    this.#timer = setInterval(() => void this.#sample().catch(() => undefined), everyMs)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #sample(): Promise<void> {
    const [received, sent] = await Promise.all([this.#client.stats('receive'), this.#client.stats('send')])
    const now = performance.now()
    const seconds = (now - this.#sampledAt) / 1000
    const counters = received ? inbound(received) : new Map<string, Counters>()
    if (sent) counters.set('me', outbound(sent))
    const judgeOne = (id: string, wasPaused = false): Quality => {
      const [before, after] = [this.#before.get(id), counters.get(id)]
      const last = this.#judged.get(id) ?? 'good'
      // A picture that has just been asked for stood still until then, on the best of lines.
      const frozenSeconds = (wasPaused ? after : before)?.frozenSeconds ?? 0
      const quality = before && after ? judge({ ...before, frozenSeconds }, after, seconds, last) : last
      this.#judged.set(id, quality)
      return quality
    }
    const seats = new Map<string, Quality>()
    for (const { seatId, producerId, track } of this.#incoming()) {
      const quality = judgeOne(track.id, this.#shownSince(producerId) > this.#sampledAt)
      if (quality === 'poor' || !seats.has(seatId)) seats.set(seatId, quality)
    }
    for (const [seatId, quality] of seats) this.#tell(seatId, quality)
    if (sent) this.#tell('me', judgeOne('me'))
    this.#before = counters
    this.#sampledAt = now
  }
}
