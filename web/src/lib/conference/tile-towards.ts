/** Where an arrow key leads among tiles that lie in rows, beside each other or round a stage. Pure. */

export type Place = { left: number; top: number; width: number; height: number }
export type Direction = 'left' | 'right' | 'up' | 'down'

/** Tiles that touch or share a rounded pixel still lie beside each other, CSS pixels. */
const slack = 2

const middle = ({ left, top, width, height }: Place) => ({ x: left + width / 2, y: top + height / 2 })

/** How far `to` lies beyond `from` that way, from edge to edge; less than nothing where it does not. */
function beyond(from: Place, to: Place, way: Direction): number {
  if (way === 'right') return to.left - (from.left + from.width) + slack
  if (way === 'left') return from.left - (to.left + to.width) + slack
  if (way === 'down') return to.top - (from.top + from.height) + slack
  return from.top - (to.top + to.height) + slack
}

/** Whether two tiles have a row in common. */
const inOneRow = (a: Place, b: Place) => a.top + slack < b.top + b.height && b.top + slack < a.top + a.height

/**
 * The tile that lies next that way, or null. At the end of a row the next one begins, so that everybody is reached with
 * one key.
 *
 * @param places in the order in which they are read
 */
export function tileTowards(places: readonly Place[], from: number, way: Direction): number | null {
  const start = places[from]
  if (!start) return null
  const level = way === 'left' || way === 'right'
  const here = middle(start)
  let found: { index: number; gap: number; aside: number } | undefined
  for (const [index, place] of places.entries()) {
    const gap = beyond(start, place, way)
    if (index === from || gap < 0 || (level && !inOneRow(start, place))) continue
    const there = middle(place)
    const aside = level ? Math.abs(there.y - here.y) : Math.abs(there.x - here.x)
    const nearer = !found || gap < found.gap - slack || (gap <= found.gap + slack && aside < found.aside)
    if (nearer) found = { index, gap, aside }
  }
  if (found) return found.index
  const next = from + (way === 'right' ? 1 : way === 'left' ? -1 : 0)
  return next === from || next < 0 || next >= places.length ? null : next
}
