import { expect, it } from 'vitest'
import { layerFor } from '../../../contract/picture-layers.ts'

it('asks for the small picture in a strip, the middle one in a grid, the large one on a stage', () => {
  expect(layerFor(200)).toBe(0)
  expect(layerFor(620)).toBe(1)
  expect(layerFor(1200)).toBe(2)
})

it('never asks for a layer that does not exist', () => {
  expect(layerFor(0)).toBe(0)
  expect(layerFor(8192)).toBe(2)
})
