import { describe, expect, it } from 'vitest'
import { parseTypedDate, parseTypedTime } from '../../web/src/lib/time/typed-time.ts'

const today = '2026-11-24' // A Tuesday.

describe('a typed day', () => {
  it.each([
    ['24.11.2026', '2026-11-24'],
    ['1/12/26', '2026-12-01'],
    ['3 12', '2026-12-03'],
    ['24 noiembrie 2026', '2026-11-24'],
    ['24 Nov', '2026-11-24'],
    ['marți, 1 decembrie 2026', '2026-12-01'],
    ['5 march 2027', '2027-03-05'],
    ['2026-12-31', '2026-12-31'],
    ['azi', '2026-11-24'],
    ['Mâine', '2026-11-25'],
    ['maine', '2026-11-25'],
    ['poimâine', '2026-11-26'],
    ['tomorrow', '2026-11-25'],
    ['marți', '2026-11-24'],
    ['luni', '2026-11-30'],
    ['fri', '2026-11-27'],
    ['sâmbătă', '2026-11-28'],
  ])('understands "%s"', (text, day) => {
    expect(parseTypedDate(text, today)).toBe(day)
  })

  it('means the next such day when the year is left out', () => {
    expect(parseTypedDate('15.1', today)).toBe('2027-01-15')
    expect(parseTypedDate('24.11', today)).toBe('2026-11-24')
    expect(parseTypedDate('23.11', today)).toBe('2027-11-23')
  })

  it.each(['', 'ceva', '31.2.2026', '29 februarie 2027', '13.13', '24', 'ma ne'])(
    'does not guess at "%s"',
    (text) => {
      expect(parseTypedDate(text, today)).toBeUndefined()
    },
  )
})

describe('a typed hour', () => {
  it.each([
    ['9', '09:00'],
    ['14', '14:00'],
    ['930', '09:30'],
    ['1430', '14:30'],
    ['9:05', '09:05'],
    ['9.30', '09:30'],
    ['14h', '14:00'],
    ['14h30', '14:30'],
    ['9 30', '09:30'],
    ['2:30 pm', '14:30'],
    ['12 am', '00:00'],
    ['12pm', '12:00'],
    ['0', '00:00'],
  ])('understands "%s"', (text, time) => {
    expect(parseTypedTime(text)).toBe(time)
  })

  it.each(['', '24', '9:60', '13 pm', '0 am', 'zece', '99999'])('does not guess at "%s"', (text) => {
    expect(parseTypedTime(text)).toBeUndefined()
  })
})
