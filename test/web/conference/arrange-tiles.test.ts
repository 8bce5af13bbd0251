import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrangeTiles, bringSpeakersForward, rulesFor } from '#lib/conference/arrange-tiles.ts'

const desktop = { width: 1280, height: 640 }
const phone = { width: 390, height: 640 }

describe('arranging tiles', () => {
  it('sets two people side by side on a wide stage and one above the other on a phone', () => {
    expect(arrangeTiles(2, desktop)).toMatchObject({ columns: 2, rows: 1, pages: 1 })
    expect(arrangeTiles(2, phone)).toMatchObject({ columns: 1, rows: 2, pages: 1 })
  })

  it('makes a square of four and two rows of seven', () => {
    expect(arrangeTiles(4, desktop)).toMatchObject({ columns: 2, rows: 2 })
    expect(arrangeTiles(7, desktop)).toMatchObject({ columns: 4, rows: 2 })
  })

  it('gives one person the whole stage within the allowed shape', () => {
    const { tileWidth, tileHeight } = arrangeTiles(1, desktop)
    expect(tileHeight).toBe(640)
    expect(tileWidth / tileHeight).toBeCloseTo(16 / 9, 1)
  })

  it('never draws beyond the stage, keeps shapes within the rules, and gives everybody a place', () => {
    const box = fc.record({
      width: fc.integer({ min: 160, max: 3840 }),
      height: fc.integer({ min: 120, max: 2160 }),
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), box, (count, stage) => {
        const rules = rulesFor(stage)
        const { columns, rows, tileWidth, tileHeight, perPage, pages } = arrangeTiles(count, stage)
        expect(columns * tileWidth + rules.gap * (columns - 1)).toBeLessThanOrEqual(stage.width)
        expect(rows * tileHeight + rules.gap * (rows - 1)).toBeLessThanOrEqual(stage.height)
        expect(columns * rows).toBeGreaterThanOrEqual(perPage)
        expect(perPage * pages).toBeGreaterThanOrEqual(count)
        expect(perPage * (pages - 1)).toBeLessThan(count)
        if (tileHeight > 40) {
          expect(tileWidth / tileHeight).toBeGreaterThan(rules.aspect[0] - 0.05)
          expect(tileWidth / tileHeight).toBeLessThan(rules.aspect[1] + 0.05)
        }
      }),
    )
  })

  it('cuts a crowd into pages of readable tiles instead of shrinking them', () => {
    const { tileWidth, perPage, pages } = arrangeTiles(60, phone)
    expect(tileWidth).toBeGreaterThanOrEqual(rulesFor(phone).minWidth)
    expect(pages).toBe(Math.ceil(60 / perPage))
  })

  it('survives a stage that has no size yet', () => {
    expect(arrangeTiles(5, { width: 0, height: 0 })).toMatchObject({ tileWidth: 0, pages: 1 })
  })
})

describe('bringing speakers forward', () => {
  const tiles = ['a', 'b', 'c', 'd', 'e'].map((seatId) => ({ seatId }))
  const seats = (order: { seatId: string }[]) => order.map((tile) => tile.seatId).join('')

  it('moves nobody while the first page does the talking', () => {
    expect(seats(bringSpeakersForward(tiles, 3, new Map([['b', 5]])))).toBe('abcde')
  })

  it('exchanges a speaker from a later page with whoever has been silent longest', () => {
    const spoke = new Map([
      ['a', 3],
      ['c', 2],
      ['e', 9],
    ])
    expect(seats(bringSpeakersForward(tiles, 3, spoke))).toBe('aecdb')
  })

  it('does not displace somebody who spoke more recently', () => {
    const spoke = new Map([
      ['a', 7],
      ['b', 8],
      ['d', 1],
    ])
    expect(seats(bringSpeakersForward(tiles, 2, spoke))).toBe('abcde')
  })
})
