import { expect, it } from 'vitest'
import { layerFor } from '#lib/conference/layers.ts'

it('asks for the small picture in a strip, the middle one in a grid, the large one on a stage', () => {
  expect(layerFor(200)).toBe(0)
  expect(layerFor(620)).toBe(1)
  expect(layerFor(1200)).toBe(2)
})

it('asks for more on a sharp screen, up to what is seen on a face', () => {
  expect(layerFor(380, 1)).toBe(0)
  expect(layerFor(380, 2)).toBe(1)
  expect(layerFor(500, 4)).toBe(layerFor(500, 1.5))
})

it('never asks for a layer that does not exist', () => {
  expect(layerFor(0)).toBe(0)
  expect(layerFor(4000, 3)).toBe(2)
})
