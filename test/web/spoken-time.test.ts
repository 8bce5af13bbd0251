import { describe, expect, it } from 'vitest'
import {
  instantOf,
  localDate,
  localDateTime,
  sayDateRange,
  sayDistance,
  sayDuration,
  saySpan,
  sayWhen,
  sayZoneId,
} from '../../web/src/lib/time/spoken-time.ts'

const zone = 'Europe/Bucharest'

/** Which spaces and commas stand between the parts is the affair of the browser's own language data. */
const plain = (words: string) => words.replaceAll(/[\s\u2009]+/g, ' ').replace('Tuesday 24', 'Tuesday, 24')

describe('a time in words', () => {
  it('is said as people say it, in both languages', () => {
    const [start, end] = ['2026-11-24T08:00:00.000Z', '2026-11-24T09:30:00.000Z']
    expect(sayWhen(start, end, zone, 'ro')).toBe('marți, 24 noiembrie 2026, 10:00–11:30')
    expect(plain(sayWhen(start, end, zone, 'en'))).toBe('Tuesday, 24 November 2026, 10:00–11:30')
  })

  it('names the day when it ends on another', () => {
    expect(saySpan('2026-11-24T21:00:00.000Z', '2026-11-24T23:00:00.000Z', zone, 'ro')).toBe(
      '23:00 – miercuri, 25 noiembrie, 01:00',
    )
  })

  it('says a week within one month and across two', () => {
    expect(sayDateRange('2026-11-23', '2026-11-29', 'ro')).toBe('23–29 noiembrie 2026')
    expect(plain(sayDateRange('2026-11-30', '2026-12-06', 'ro'))).toBe('30 noiembrie – 6 decembrie 2026')
  })

  it('says how long and how far', () => {
    expect([5, 60, 90, 0].map(sayDuration)).toEqual(['5 min', '1 h', '1 h 30 min', '0 min'])
    const now = Date.parse('2026-11-24T08:00:00Z')
    expect(sayDistance('2026-11-24T08:12:00Z', now, 'ro')).toBe('peste 12 minute')
    expect(sayDistance('2026-11-22T08:00:00Z', now, 'en')).toBe('2 days ago')
  })

  it('places a zone by its city and its distance from UTC on that day', () => {
    expect(sayZoneId(zone, '2026-11-24T08:00:00Z', 'ro')).toBe('Europe/Bucharest (UTC+2)')
    expect(sayZoneId(zone, '2026-07-24T08:00:00Z', 'ro')).toBe('Europe/Bucharest (UTC+3)')
  })
})

describe('wall-clock time', () => {
  it('is that of the zone, also where it is another day', () => {
    expect(localDateTime('2026-11-24T22:30:00.000Z', zone)).toBe('2026-11-25T00:30')
    expect(localDate('2026-11-24T22:30:00.000Z', zone)).toBe('2026-11-25')
  })

  it('becomes an instant, moved on where the clock skips it (RFC 5545 §3.3.5)', () => {
    expect(instantOf('2026-11-24T10:00', zone)).toBe('2026-11-24T08:00:00.000Z')
    expect(instantOf('2027-03-28T03:30', zone)).toBe('2027-03-28T01:30:00.000Z')
  })
})
