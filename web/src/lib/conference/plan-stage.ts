/** Who stands where: what is large, what stands in the strip or the grid, what is not shown at all. Pure. */
import { arrangeTiles, type Box, bringSpeakersForward, rulesFor } from './arrange-tiles.ts'
import { pictureKey } from './picture-wishes.ts'

/** `auto`: a grid, until somebody shares a screen. */
export const layouts = ['auto', 'grid', 'speaker'] as const
export type Layout = (typeof layouts)[number]

/** Somebody in the call, as far as their place is concerned. */
export type Sitter = {
  seatId: string
  mine: boolean
  /** They send a picture of themselves. */ camera: boolean
  /** They share a screen. */ screen: boolean
}

/** A tile: a face or a shared screen. */
export type Shown = { key: string; seatId: string; source: 'camera' | 'screen' }

export type StageChoice = {
  layout: Layout
  /** Keys of tiles, the one that was pinned last at the end. */
  pins: readonly string[]
  hideMe: boolean
  /** Leave out those who send no picture. */
  hideFaceless: boolean
  /** Which of several screens: that of one seat, `all` beside each other, or null for what suits the stage. */
  screen: string | null
}

/** How many tiles may stand large beside each other. */
export type FocusRoom = {
  /** If somebody asks for it. */ most: number
  /** Screens of which each stays wide enough to read. */ screens: number
}

export type StagePlan = {
  /** Large; empty in a grid. */
  focus: Shown[]
  rest: Shown[]
  /** How many people are left out because they send no picture. */
  hidden: number
  /** Who shares a screen. */
  sharers: string[]
}

/** Narrowest picture that is still large, CSS pixels. */
const leastFocus = 400
/** Narrowest shared screen whose text can be read, CSS pixels. */
const leastScreen = 640
/** More than this beside each other are a grid. */
const mostFocus = 4

function fits(stage: Box, least: number): number {
  const rules = { ...rulesFor(stage), minWidth: least }
  for (let count = mostFocus; count > 1; count--)
    if (arrangeTiles(count, stage, rules).pages === 1) return count
  return 1
}

/** @param stage what is left for large tiles, CSS pixels */
export const focusRoom = (stage: Box): FocusRoom => ({
  most: fits(stage, leastFocus),
  screens: stage.width < leastScreen ? 1 : fits(stage, leastScreen),
})

const face = ({ seatId }: Sitter): Shown => ({ key: pictureKey(seatId, 'camera'), seatId, source: 'camera' })
const screen = ({ seatId }: Sitter): Shown => ({
  key: pictureKey(seatId, 'screen'),
  seatId,
  source: 'screen',
})

/** Whom the speaker layout shows: who spoke last, never me while others are here. */
function speakerOf(sitters: readonly Sitter[], lastSpoke: ReadonlyMap<string, number>): Sitter | undefined {
  let found: Sitter | undefined
  const spoke = ({ seatId }: Sitter) => lastSpoke.get(seatId) ?? -Infinity
  for (const sitter of sitters) if (!sitter.mine && (!found || spoke(sitter) > spoke(found))) found = sitter
  if (found && spoke(found) > -Infinity) return found
  return sitters.find(({ mine, camera }) => !mine && camera) ?? found ?? sitters[0]
}

/** Which screens stand large. My own is not for me to look at: it would show itself without end. */
function screensOf(sitters: readonly Sitter[], { screen: chosen }: StageChoice, room: FocusRoom): Shown[] {
  const shared = sitters.filter((sitter) => sitter.screen && (!sitter.mine || sitter.seatId === chosen))
  const one = shared.find(({ seatId }) => seatId === chosen)
  if (one) return [screen(one)]
  const others = shared.filter(({ mine }) => !mine)
  const beside = chosen === 'all' ? room.most : room.screens
  // Whoever began last is what the meeting talks about now.
  return others.slice(others.length <= beside ? 0 : chosen === 'all' ? -beside : -1).map(screen)
}

/**
 * Decides what each person's stage shows. What somebody pinned comes before shared screens, and those before the layout;
 * pinning and choosing never hide anybody from the rest.
 *
 * @param sitters me first, then everybody in the order in which they came
 * @param lastSpoke when a seat last spoke, any monotonic number
 */
export function planStage(
  sitters: readonly Sitter[],
  choice: StageChoice,
  lastSpoke: ReadonlyMap<string, number>,
  room: FocusRoom,
): StagePlan {
  const sharing = sitters.filter((sitter) => sitter.screen)
  const tiles = new Map([...sharing.map(screen), ...sitters.map(face)].map((tile) => [tile.key, tile]))
  const pinned = choice.pins.flatMap((key) => tiles.get(key) ?? [])
  const speaker = choice.layout === 'speaker' ? speakerOf(sitters, lastSpoke) : undefined
  const shared = choice.layout === 'grid' ? [] : screensOf(sitters, choice, room)
  const focus = pinned.length
    ? pinned.slice(-room.most)
    : shared.length
      ? shared
      : speaker
        ? [face(speaker)]
        : []

  const large = new Set(focus.map(({ key }) => key))
  const wanted = new Set(choice.pins)
  let hidden = 0
  const faces = sitters.filter((sitter) => {
    const { key } = face(sitter)
    if (large.has(key)) return false
    if (wanted.has(key)) return true
    if (sitter.mine) return !(choice.hideMe && sitters.length > 1)
    if (!choice.hideFaceless || sitter.camera) return true
    hidden++
    return false
  })
  // Beside something large I come last, since I know what I look like.
  if (focus.length && faces[0]?.mine) faces.push(...faces.splice(0, 1))
  const screens = sharing.map(screen).filter(({ key }) => !large.has(key))
  return {
    focus,
    rest: [...screens, ...faces.map(face)],
    hidden,
    sharers: sharing.map(({ seatId }) => seatId),
  }
}

/** Cuts tiles into pages: screens first, then those who spoke lately, then everybody else in their order. */
export function pageOf(
  tiles: readonly Shown[],
  page: number,
  perPage: number,
  lastSpoke: ReadonlyMap<string, number>,
): Shown[] {
  const screens = tiles.filter(({ source }) => source === 'screen')
  const faces = tiles.filter(({ source }) => source === 'camera')
  const room = perPage - screens.length
  const ordered = room > 0 ? bringSpeakersForward(faces, room, lastSpoke) : faces
  return [...screens, ...ordered].slice(page * perPage, (page + 1) * perPage)
}
