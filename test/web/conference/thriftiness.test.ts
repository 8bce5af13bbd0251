import { describe, expect, it } from 'vitest'
import { thriftiness } from '#lib/conference/thriftiness.ts'

describe('whether a device had better receive little', () => {
  it('is so while its owner saves data, on whatever network', () => {
    expect(thriftiness({ type: 'wifi' }, { type: 'wifi', saveData: true })).toBe('saving')
    expect(thriftiness({}, { saveData: true })).toBe('saving')
    expect(thriftiness({ saveData: true }, { saveData: false })).toBeNull()
  })

  it('is so when it comes to mobile data, not when it was there from the start', () => {
    expect(thriftiness({ type: 'wifi' }, { type: 'cellular' })).toBe('mobile')
    expect(thriftiness({ type: 'cellular' }, { type: 'cellular' })).toBeNull()
    expect(thriftiness({ type: 'wifi' }, { type: 'ethernet' })).toBeNull()
  })

  it('is not known where the browser tells nothing', () => {
    expect(thriftiness({}, {})).toBeNull()
    expect(thriftiness({}, { type: 'cellular' })).toBeNull()
  })
})
