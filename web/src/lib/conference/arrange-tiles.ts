/** How many columns and rows show everybody largest. Pure arithmetic: the stage measures itself and asks here. */

export type Box = { width: number; height: number }
export type Arrangement = {
  columns: number
  rows: number
  /** CSS pixels, whole, so that pictures stay sharp. */
  tileWidth: number
  tileHeight: number
  perPage: number
  pages: number
}

export type TileRules = {
  /** Space between tiles, CSS pixels. */
  gap: number
  /** Narrowest tile in which a face and a name can still be read, CSS pixels. */
  minWidth: number
  /** Width divided by height, from the narrowest to the widest that a tile may be. */
  aspect: readonly [narrow: number, wide: number]
  /** Most tiles of a page: each one is a picture that somebody sends and this machine decodes. */
  most: number
}

/** As many as a large screen shows well and an office computer decodes. */
const mostOnPage = 25

const landscape = 4 / 3
const widescreen = 16 / 9

/** The rules for a stage: on an upright phone tiles may be nearly square, so that two people fill it. */
export function rulesFor(stage: Box): TileRules {
  const upright = stage.height > stage.width
  return {
    gap: stage.width < 600 ? 6 : 10,
    minWidth: stage.width < 600 ? 140 : 190,
    aspect: [upright ? 0.9 : landscape, widescreen],
    most: mostOnPage,
  }
}

/** The largest tile of an allowed shape that fits a cell. */
function fit(cell: Box, [narrow, wide]: TileRules['aspect']): Box {
  const shape = Math.min(wide, Math.max(narrow, cell.width / cell.height))
  const width = Math.min(cell.width, cell.height * shape)
  return { width: Math.floor(width), height: Math.floor(width / shape) }
}

function cellOf(stage: Box, columns: number, rows: number, gap: number): Box {
  return {
    width: (stage.width - gap * (columns - 1)) / columns,
    height: (stage.height - gap * (rows - 1)) / rows,
  }
}

function best(count: number, stage: Box, rules: TileRules): Omit<Arrangement, 'perPage' | 'pages'> {
  let chosen = { columns: 1, rows: count, tileWidth: 0, tileHeight: 0 }
  let score = -1
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const cell = cellOf(stage, columns, rows, rules.gap)
    if (cell.width <= 0 || cell.height <= 0) continue
    const tile = fit(cell, rules.aspect)
    // Of arrangements that are nearly as large, the one with fewer holes looks calmer.
    const holes = columns * rows - count
    const value = tile.width * tile.height * (1 - 0.04 * holes)
    if (value > score) {
      score = value
      chosen = { columns, rows, tileWidth: tile.width, tileHeight: tile.height }
    }
  }
  return chosen
}

/**
 * Arranges `count` tiles on a stage. When not all of them fit at the least readable width they are cut into pages of
 * equal arrangement, so that turning a page moves nobody's place.
 */
export function arrangeTiles(count: number, stage: Box, rules: TileRules = rulesFor(stage)): Arrangement {
  if (count < 1 || stage.width < 1 || stage.height < 1)
    return { columns: 1, rows: 1, tileWidth: 0, tileHeight: 0, perPage: Math.max(1, count), pages: 1 }
  const all = best(count, stage, rules)
  const least = Math.min(rules.minWidth, stage.width)
  if (all.tileWidth >= least && count <= rules.most) return { ...all, perPage: count, pages: 1 }

  let perPage = Math.min(count - 1, rules.most)
  let page = best(Math.max(1, perPage), stage, rules)
  while (perPage > 1 && page.tileWidth < least) {
    perPage--
    page = best(perPage, stage, rules)
  }
  perPage = Math.max(1, perPage)
  return { ...page, perPage, pages: Math.ceil(count / perPage) }
}

export type Seated = { seatId: string }

/**
 * Keeps the order in which people came, and brings whoever spoke lately onto the first page by exchanging places with
 * the first-page tile that has been silent longest. Within the first page nobody moves.
 *
 * @param lastSpoke when a seat last spoke, any monotonic number; missing means never
 */
export function bringSpeakersForward<T extends Seated>(
  tiles: readonly T[],
  perPage: number,
  lastSpoke: ReadonlyMap<string, number>,
): T[] {
  const order = [...tiles]
  const spoke = (tile: T) => lastSpoke.get(tile.seatId) ?? -Infinity
  const late = order
    .slice(perPage)
    .filter((tile) => spoke(tile) > -Infinity)
    .sort((a, b) => spoke(b) - spoke(a))
  for (const speaker of late) {
    let quietest = 0
    for (let place = 1; place < Math.min(perPage, order.length); place++)
      if (spoke(order[place] as T) < spoke(order[quietest] as T)) quietest = place
    if (spoke(order[quietest] as T) >= spoke(speaker)) break
    const from = order.indexOf(speaker)
    order[from] = order[quietest] as T
    order[quietest] = speaker
  }
  return order
}
