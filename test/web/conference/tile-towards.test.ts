import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Direction, type Place, tileTowards } from '#lib/conference/tile-towards.ts'

const tile = (left: number, top: number, width = 100, height = 60): Place => ({ left, top, width, height })
/** Three above, two below in the middle, as the grid draws five. */
const five = [tile(0, 0), tile(110, 0), tile(220, 0), tile(55, 70), tile(165, 70)]
/** A stage with a strip of three beside it. */
const staged = [tile(0, 0, 400, 300), tile(410, 0), tile(410, 70), tile(410, 140)]
const ways: Direction[] = ['left', 'right', 'up', 'down']

describe('the arrows among tiles', () => {
  it('go to the next tile of the row, and from its end to the next row', () => {
    expect(tileTowards(five, 0, 'right')).toBe(1)
    expect(tileTowards(five, 2, 'right')).toBe(3)
    expect(tileTowards(five, 3, 'left')).toBe(2)
    expect(tileTowards(five, 4, 'left')).toBe(3)
  })

  it('go to the tile below that lies nearest, in a row that stands in the middle too', () => {
    expect(tileTowards(five, 0, 'down')).toBe(3)
    expect(tileTowards(five, 2, 'down')).toBe(4)
    expect(tileTowards(five, 4, 'up')).toBe(1)
  })

  it('go from the stage into its strip and back, and along the strip', () => {
    expect(tileTowards(staged, 0, 'right')).toBe(3)
    expect(tileTowards(staged, 1, 'left')).toBe(0)
    expect(tileTowards(staged, 1, 'down')).toBe(2)
    expect(tileTowards(staged, 3, 'up')).toBe(2)
  })

  it('stay where there is nothing that way', () => {
    expect(tileTowards(five, 0, 'left')).toBeNull()
    expect(tileTowards(five, 4, 'right')).toBeNull()
    expect(tileTowards(five, 1, 'up')).toBeNull()
    expect(tileTowards(staged, 0, 'down')).toBeNull()
    expect(tileTowards([], 0, 'right')).toBeNull()
  })

  it('reach every tile of a grid from every other, however many there are', () => {
    const grid = fc.record({
      columns: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 1, max: 25 }),
    })
    fc.assert(
      fc.property(grid, ({ columns, count }) => {
        const places = Array.from({ length: count }, (_, index) => {
          const row = Math.floor(index / columns)
          const inRow = Math.min(columns, count - row * columns)
          // The last row stands in the middle.
          return tile((index % columns) * 110 + ((columns - inRow) * 110) / 2, row * 70)
        })
        for (let start = 0; start < count; start++) {
          const seen = new Set([start])
          for (const at of seen)
            for (const way of ways) {
              const next = tileTowards(places, at, way)
              if (next !== null) seen.add(next)
            }
          expect(seen.size).toBe(count)
        }
      }),
    )
  })
})
