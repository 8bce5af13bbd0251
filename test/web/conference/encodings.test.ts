import { expect, it } from 'vitest'
import { layerWidths } from '#contract/picture-layers.ts'
import { cameraEncodings } from '#lib/conference/encodings.ts'

/** The width of each layer that a camera of this width sends. */
const widths = (longSide: number) =>
  cameraEncodings(longSide).map(({ scaleResolutionDownBy = 1 }) => longSide / scaleResolutionDownBy)

it('sends three layers of an ordinary camera', () => {
  expect(widths(1280)).toEqual([...layerWidths])
})

it('keeps the meaning of a layer for smaller cameras, which have fewer', () => {
  expect(widths(640)).toEqual([320, 640])
  expect(widths(320)).toEqual([320])
  expect(widths(176)).toEqual([176])
})

it('gives larger layers more bits', () => {
  const bitrates = cameraEncodings(1920).map(({ maxBitrate }) => maxBitrate ?? 0)
  expect(bitrates).toEqual([...bitrates].sort((a, b) => a - b))
})
