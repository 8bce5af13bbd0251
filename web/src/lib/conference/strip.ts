/** The measures of the strip beside (or below) what is large. Pure. */
import type { Box } from './arrange-tiles.ts'

/** Between tiles, and between the strip and the stage, CSS pixels. */
export const gap = 8
/** What turns its pages, with its distance. */
const turnerHeight = 48

export type StripShape = {
  below: boolean
  tile: Box
  /** How long the strip is: its height beside the stage, its width below it. */ length: number
  /** What is left for what is large. */ stage: Box
}

/**
 * @param whole the room of strip and stage, CSS pixels
 * @param count how many tiles it holds; none needs no strip
 */
export function stripShape(whole: Box, count: number): StripShape {
  const below = whole.height > whole.width
  const flat = whole.height < 360
  const tile = below
    ? { width: 120, height: 90 }
    : flat
      ? { width: 128, height: 84 }
      : whole.width < 900
        ? { width: 160, height: 100 }
        : { width: 208, height: 117 }
  const length = below ? whole.width : whole.height
  if (count === 0) return { below, tile, length, stage: whole }
  const paged = below && count > roomOf(length, tile.width)
  const stage = below
    ? { width: whole.width, height: whole.height - tile.height - gap - (paged ? turnerHeight : 0) }
    : { width: whole.width - tile.width - gap, height: whole.height }
  return {
    below,
    tile,
    length,
    stage: { width: Math.max(0, stage.width), height: Math.max(0, stage.height) },
  }
}

const roomOf = (length: number, size: number) => Math.max(1, Math.floor((length + gap) / (size + gap)))

/** How many tiles a page of the strip has; beside the stage its turner takes room from them. */
export function stripRoom({ below, tile, length }: StripShape, count: number): number {
  if (below) return roomOf(length, tile.width)
  const all = roomOf(length, tile.height)
  return count <= all ? all : roomOf(length - turnerHeight, tile.height)
}
