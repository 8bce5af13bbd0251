import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gap, stripRoom, stripShape } from '#lib/conference/strip.ts'

describe('the strip', () => {
  it('stands beside a wide stage and below an upright one', () => {
    expect(stripShape({ width: 1280, height: 640 }, 5)).toMatchObject({
      below: false,
      stage: { height: 640 },
    })
    expect(stripShape({ width: 390, height: 640 }, 2)).toMatchObject({ below: true, stage: { width: 390 } })
  })

  it('takes no room when nobody stands in it', () => {
    expect(stripShape({ width: 1280, height: 640 }, 0).stage).toEqual({ width: 1280, height: 640 })
  })

  it('never draws more tiles than its length holds, and always at least one', () => {
    const whole = fc.record({
      width: fc.integer({ min: 240, max: 3000 }),
      height: fc.integer({ min: 160, max: 2000 }),
    })
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 120 }), (box, count) => {
        const shape = stripShape(box, count)
        const room = stripRoom(shape, count)
        const size = shape.below ? shape.tile.width : shape.tile.height
        expect(room).toBeGreaterThanOrEqual(1)
        if (room > 1) expect(room * (size + gap) - gap).toBeLessThanOrEqual(shape.length)
      }),
    )
  })
})
