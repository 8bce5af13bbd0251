/**
 * Who gets which picture: pure. It says which of the pictures that a page shows flow to it, the most that each may take,
 * and who is served first. Within that the media worker chooses layers by what it measures, packet by packet: by priority,
 * the lowest layer to everybody first, then one layer up at a time (docs/decisions/0085).
 *
 * The order is: shared screens, the stage, tiles. What the line does not carry gives way from the end of that order, so
 * that a screen is never given less than can be read. Sound is never given up and not in the sum: what the worker estimates
 * is what pictures have beside it.
 */
import type { PicturePlace } from '../../contract/conference.ts'
import { layerFor } from '../../contract/picture-layers.ts'
import type { LineNeeds } from './line-belief.ts'

export type ShownPicture = {
  producerId: string
  source: 'camera' | 'screen'
  /** In pixels of the receiver's screen. */
  width: number
  place: PicturePlace
  /** What each of its spatial layers takes at most, the smallest first, in bit/s. */
  layerBits: readonly number[]
}

export type PictureShare = {
  flows: boolean
  /** The most that it may take; the worker gives less when less is there. */
  spatialLayer: number
  temporalLayer: number
  /** 1 to 255. The worker raises a picture by so many layers in its turn: with 1 it is layer by layer in turn. */
  priority: number
}

/** A screen stays sharp with a part of its frames: its lowest temporal layer takes about so much of its bits. */
const readablePart = 0.55
/**
 * What a screen is told to take for a short line, in bit/s. Steps, since an encoder that is told something new every second
 * is never sharp; and none below, where nobody could read.
 */
const screenSteps = [300_000, 400_000, 550_000, 750_000, 1_000_000, 1_400_000, 2_000_000] as const
/** Of a short line its screens are given so much: an encoder does not keep to what it is told packet by packet. */
const screensPart = 0.8
/** A picture that was given up comes back when there is so much more than it needs. */
const margin = 1.2
/** With more tiles than this a page gets every second frame of each: nobody watches sixteen faces closely. */
const closelyWatched = 16
/** The highest temporal layer, of which everything has three. */
const allFrames = 2

const ranks = { screen: 0, stage: 1, tile: 2 } as const
const priorities = { screen: 255, stage: 100, tile: 1 } as const

/** A screen is a screen wherever it is shown, and wants to be read. */
const placeOf = ({ source, place }: ShownPicture): PicturePlace =>
  source === 'screen' ? 'screen' : place === 'screen' ? 'stage' : place

const byRank = (one: ShownPicture, other: ShownPicture): number => ranks[placeOf(one)] - ranks[placeOf(other)]

const highestOf = ({ source, width, layerBits }: ShownPicture): number =>
  source === 'screen' ? layerBits.length - 1 : Math.min(layerFor(width), layerBits.length - 1)

/** The least that a picture flows with, and what is kept free for it while there is enough, in bit/s. */
function needsOf(picture: ShownPicture): { least: number; kept: number } {
  const highest = highestOf(picture)
  const place = placeOf(picture)
  if (place === 'screen') {
    const readable = (picture.layerBits[highest] ?? 0) * readablePart
    return { least: readable, kept: readable }
  }
  const least = picture.layerBits[0] ?? 0
  // Whoever is on the stage is looked at: not in the smallest layer, while there are tiles that could give way.
  return { least, kept: place === 'stage' ? (picture.layerBits[Math.min(1, highest)] ?? least) : least }
}

/** What could flow over a line to show these: as little as is of use, and at their best. */
export function needsOfLine(pictures: readonly ShownPicture[]): LineNeeds {
  const [first] = pictures.toSorted(byRank)
  const most = pictures.reduce((sum, picture) => sum + (picture.layerBits[highestOf(picture)] ?? 0), 0)
  const smallest = first?.source === 'screen' ? screenSteps[0] * readablePart : Infinity
  return { least: first ? Math.min(needsOf(first).least, smallest) : 0, most }
}

/** What each screen may take so that its lowest frames pass through a line, in bit/s: `Infinity` when they do anyway. */
export function screenBits(pictures: readonly ShownPicture[], budget: number): number {
  const screens = pictures.filter(({ source }) => source === 'screen')
  const most = (budget * screensPart) / screens.length / readablePart
  if (screens.length === 0 || most >= screenSteps[screenSteps.length - 1]!) return Infinity
  return screenSteps.findLast((step) => step <= most) ?? screenSteps[0]
}

/** What all of these need together, in bit/s. */
export const bitsFor = (pictures: readonly ShownPicture[]): number =>
  pictures.reduce((sum, picture) => sum + needsOf(picture).kept, 0)

/**
 * @param pictures what is shown, the most important first within each place
 * @param budget what the line carries of pictures, in bit/s; `Infinity` while nothing is short
 * @param flowing what flows already: it stays with less than what is new would need
 */
export function sharePictures(
  pictures: readonly ShownPicture[],
  budget: number,
  flowing: ReadonlySet<string>,
): Map<string, PictureShare> {
  const inOrder = pictures.toSorted(byRank)
  const tiles = pictures.filter((picture) => placeOf(picture) === 'tile').length
  const shares = new Map<string, PictureShare>()
  let left = budget
  for (const picture of inOrder) {
    const place = placeOf(picture)
    const { least, kept } = needsOf(picture)
    // The first of all flows whatever is believed of the line: a belief in nothing could never be put right.
    const flows =
      shares.size === 0 ||
      place === 'screen' ||
      left >= (flowing.has(picture.producerId) ? least : least * margin)
    if (flows) left -= place === 'stage' ? Math.min(kept, Math.max(left, least)) : kept
    shares.set(picture.producerId, {
      flows,
      spatialLayer: highestOf(picture),
      temporalLayer: place === 'tile' && tiles > closelyWatched ? allFrames - 1 : allFrames,
      priority: priorities[place],
    })
  }
  return shares
}
