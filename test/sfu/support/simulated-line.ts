/**
 * A receiver on a line that is only reckoned: a rate, a queue and losses, the media worker's estimate of it as far as it
 * matters, and before them the very rules by which a seat is served. It has no chance in it and no clock: a minute takes
 * some milliseconds, and is the same each time.
 *
 * Of the worker it knows: that it estimates by what arrives, eight percent a second upwards and at once downwards when the
 * queue grows or much is lost; that a few packets sent quickly tell it how fast the line is; that it believes in no more
 * than its bounds and never looks beyond `initialOutgoing` or a third more than what flows; and how it shares out bits.
 */
import { breathMs, LineBelief } from '../../../sfu/media/line-belief.ts'
import { LineBudget } from '../../../sfu/media/line-budget.ts'
import { bitrates } from '../../../sfu/media/media-settings.ts'
import {
  bitsFor,
  needsOfLine,
  type PictureShare,
  screenBits,
  sharePictures,
  type ShownPicture,
} from '../../../sfu/media/share-bandwidth.ts'

export type SimulatedLine = {
  /** What it carries, in bit/s. */
  rate: number
  /** The part of all packets that is lost whatever is sent, 0 to 1. */
  lost?: number
  /** It lets a few packets through as fast as they come, so that a short look sees a wide line. */
  misleads?: boolean
}

/** What was received in a tenth of a second. */
export type Moment = {
  at: number
  /** The layer in which each picture flows, of those that do. */
  pictures: ReadonlyMap<string, number>
  /** The part of the voice that did not arrive, 0 to 1. */
  voiceLost: number
  estimate: number
  budget: number
}

const tickMs = 20
const momentMs = 100
const voiceBits = 64_000
const queueMs = 300
/** What begins to flow begins with a whole picture, which takes as much as this many milliseconds of it. */
const wholePictureMs = 400
/** A screen in its lowest frames takes so much of it. */
const lowestFrames = 0.5

/** What becomes of these pictures on a line that is at each moment (milliseconds) what `line` says. */
export function simulate(
  pictures: readonly ShownPicture[],
  line: (at: number) => SimulatedLine,
  forMs: number,
): Moment[] {
  const budget = new LineBudget()
  const belief = new LineBelief()
  const worker = new SimulatedWorker()
  let shares: ReadonlyMap<string, PictureShare> = new Map()
  let screens = Infinity
  const flowing = () => new Set(shares.entries().flatMap(([id, { flows }]) => (flows ? [id] : [])))
  const settle = (at: number) => {
    shares = sharePictures(pictures, budget.bits, flowing())
    belief.need(needsOfLine(pictures), budget.bits, at)
    screens = screenBits(pictures, budget.bits)
    direct()
    if (belief.looks(at)) worker.look(at)
  }
  const direct = () => {
    worker.bound(belief.bounds())
    worker.serve(pictures, belief.isForVoiceAlone ? new Map() : shares, screens)
  }
  const estimated = (available: number, ceiling: number, at: number) => {
    const before = budget.bits
    const flows = flowing()
    const those = pictures.filter(({ producerId }) => flows.has(producerId))
    budget.estimate({ available, ceiling }, bitsFor(pictures), bitsFor(those), at)
    if (budget.bits !== before) settle(at)
    else direct()
  }
  let breath: number | null = null
  let looked = false
  settle(0)

  const moments: Moment[] = []
  let [voiceSent, voiceLost] = [0, 0]
  for (let at = tickMs; at <= forMs; at += tickMs) {
    const { lost, told } = worker.pass(line(at), at)
    voiceSent += 1
    voiceLost += lost
    if (told) {
      const { isCut } = belief
      const isAmiss = belief.estimated(worker.available, at)
      estimated(worker.available, isCut ? Infinity : worker.ceiling, at)
      if (belief.looks(at)) worker.look(at)
      const arrives = isAmiss ? belief.measured(worker.loss, at) : null
      if (arrives !== null) {
        estimated(arrives, Infinity, at)
        if (belief.holdsBreath) [breath, looked] = [at, false]
      }
    }
    // As `ReceivingLine` does it, by timers.
    if (breath !== null && !looked && at >= breath + breathMs / 2) {
      looked = true
      worker.look(at)
    }
    if (breath !== null && at > breath + breathMs) {
      breath = null
      belief.pass(at)
      direct()
    }
    if (at % momentMs !== 0) continue
    const { available: estimate } = worker
    moments.push({
      at,
      pictures: worker.flows(),
      voiceLost: voiceLost / voiceSent,
      estimate,
      budget: budget.bits,
    })
    ;[voiceSent, voiceLost] = [0, 0]
  }
  return moments
}

type Flow = { bits: number; layer: number }

class SimulatedWorker {
  /** What it estimates, and the most that it would. */
  available: number = bitrates.initialOutgoing
  #bounds = { least: 0, most: Infinity }
  #asked: { picture: ShownPicture; share: PictureShare; most: number }[] = []
  #flows = new Map<string, Flow>()
  /** What waits in the line's queue and in front of it, in bits. */
  #queue = 0
  #burst = 0
  /** Of video in bit/s, smoothed over half a second; losses over two. */
  #sent = 0
  #arrives = 0
  #lost = 0
  #look: { rate: number; due: number } | null = null
  #lookedAt = 0
  #fellAt = -Infinity
  #told = { at: 0, available: 0 }

  get ceiling(): number {
    const flows = this.#flows.values().reduce((sum, { bits }) => sum + bits, 0)
    return Math.min(this.#bounds.most, Math.max(bitrates.initialOutgoing, flows * 1.35))
  }

  get loss() {
    return { lost: this.#lost, sent: this.#sent }
  }

  flows(): Map<string, number> {
    return new Map(this.#flows.entries().map(([id, { layer }]) => [id, layer]))
  }

  bound(bounds: { least: number; most: number }): void {
    this.#bounds = bounds
    this.available = Math.min(this.available, bounds.most)
  }

  serve(pictures: readonly ShownPicture[], shares: ReadonlyMap<string, PictureShare>, screens: number): void {
    this.#asked = pictures.flatMap((picture) => {
      const share = shares.get(picture.producerId)
      return share?.flows ? [{ picture, share, most: picture.source === 'screen' ? screens : Infinity }] : []
    })
    this.#asked.sort((one, other) => other.share.priority - one.share.priority)
    this.#share()
  }

  look(at: number): void {
    this.#look ??= { rate: this.ceiling, due: at + 100 }
    this.#lookedAt = at
  }

  /** A tick passes. Answers with the part of the voice that it lost, and whether there is a new estimate to be told. */
  pass(line: SimulatedLine, at: number): { lost: number; told: boolean } {
    const bits = this.#flows.values().reduce((sum, flow) => sum + flow.bits, 0)
    const video = (bits * tickMs) / 1_000 + this.#burst
    this.#burst = 0
    const voice = (voiceBits * tickMs) / 1_000
    const before = this.#queue
    const room = (line.rate * queueMs) / 1_000
    const waits = Math.max(0, this.#queue + video + voice - (line.rate * tickMs) / 1_000)
    const dropped = Math.max(0, waits - room)
    this.#queue = waits - dropped
    const lost = 1 - (1 - Math.min(1, dropped / (video + voice))) * (1 - (line.lost ?? 0))
    const smooth = (value: number, now: number, overMs: number) => value + (now - value) * (tickMs / overMs)
    this.#sent = smooth(this.#sent, (video * 1_000) / tickMs, 500)
    this.#arrives = smooth(this.#arrives, (video * (1 - lost) * 1_000) / tickMs, 500)
    this.#lost = smooth(this.#lost, lost, 1_000)
    const grows = this.#queue > before && this.#queue > room / 4
    this.#estimate(grows || dropped > 0, line, at)
    const { available } = this
    const jumps = available < this.#told.available * 0.75 || available > this.#told.available * 1.5
    const told = jumps || at - this.#told.at >= 1_000
    if (told) {
      this.#told = { at, available }
      this.#share()
    }
    return { lost, told }
  }

  #estimate(isFull: boolean, line: SimulatedLine, at: number): void {
    let { available } = this
    if (isFull) {
      if (at - this.#fellAt >= 300) available = Math.min(available, this.#arrives * 0.85)
      this.#fellAt = at - this.#fellAt >= 300 ? at : this.#fellAt
      this.#look = null
    } else if (at - this.#fellAt > 1_000 && this.#lost < 0.1)
      available = Math.max(
        available,
        Math.min(available * (1 + (0.08 * tickMs) / 1_000), this.#arrives * 1.5),
      )
    else if (this.#lost >= 0.1) available *= 1 - ((0.5 * tickMs) / 300) * this.#lost
    // It looks by itself, too, when little flows.
    if (at - this.#lookedAt >= 5_000 && this.#sent < available * 0.65) {
      this.#look = { rate: Math.min(available * 2, this.ceiling), due: at + 100 }
      this.#lookedAt = at
    }
    if (this.#look && at >= this.#look.due) {
      // Small packets have large heads, of which the worker knows nothing.
      const carries = line.misleads ? Infinity : (line.rate * 0.95) / 1.2
      available = Math.min(this.#look.rate, carries)
      this.#look = null
    }
    const bounded = Math.min(Math.max(available, this.#bounds.least), this.ceiling)
    // Such an estimate mediasoup keeps to itself.
    if (bounded !== bitrates.initialOutgoing) this.available = bounded
  }

  /** The lowest layer to each in their order, then what is left to the first of them. */
  #share(): void {
    let left = this.available
    const given = new Map<string, Flow>()
    const stepsOf = ({ source, layerBits }: ShownPicture, most: number) =>
      source === 'screen'
        ? [lowestFrames, 1].map((part) => Math.min(layerBits.at(-1) ?? 0, most) * part)
        : layerBits
    for (const { picture, most } of this.#asked) {
      const bits = stepsOf(picture, most)[0] ?? 0
      if (bits > left) continue
      given.set(picture.producerId, { bits, layer: 0 })
      left -= bits
    }
    for (const { picture, share, most } of this.#asked) {
      const flow = given.get(picture.producerId)
      const steps = stepsOf(picture, most)
      const highest = picture.source === 'screen' ? steps.length - 1 : share.spatialLayer
      while (flow && flow.layer < highest && (steps[flow.layer + 1] ?? Infinity) - flow.bits <= left) {
        flow.layer += 1
        left -= (steps[flow.layer] ?? 0) - flow.bits
        flow.bits = steps[flow.layer] ?? 0
      }
    }
    for (const [id, { bits, layer }] of given)
      if (this.#flows.get(id)?.layer !== layer) this.#burst += (bits * wholePictureMs) / 1_000
    this.#flows = given
  }
}
