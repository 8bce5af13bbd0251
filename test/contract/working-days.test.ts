import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addWorkingDays,
  isWorkingDay,
  orthodoxEaster,
  publicHolidays,
  workingDaysBetween,
} from '../../contract/working-days.ts'

const day = fc
  .date({ min: new Date('2018-01-01T00:00:00Z'), max: new Date('2060-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('Orthodox Easter', () => {
  // The dates that the Romanian Patriarchate publishes, both ends of the range that the calendar allows among them.
  const published = [
    '2010-04-04', '2013-05-05', '2016-05-01', '2017-04-16', '2018-04-08', '2019-04-28', '2020-04-19', '2021-05-02',
    '2022-04-24', '2023-04-16', '2024-05-05', '2025-04-20', '2026-04-12', '2027-05-02', '2028-04-16', '2029-04-08',
    '2030-04-28', '2031-04-13', '2032-05-02', '2033-04-24', '2034-04-09', '2035-04-29', '1983-05-08',
  ] // prettier-ignore

  it.each(published)('falls on %s as published', (date) => {
    expect(orthodoxEaster(Number(date.slice(0, 4)))).toBe(date)
  })

  it('is always a Sunday between 4 April and 8 May in this century', () => {
    for (let year = 2001; year <= 2099; year += 1) {
      const easter = orthodoxEaster(year)
      expect(Temporal.PlainDate.from(easter).dayOfWeek).toBe(7)
      expect(easter.slice(5) >= '04-04' && easter.slice(5) <= '05-08').toBe(true)
    }
  })
})

describe('public holidays', () => {
  it('are the days of art. 139 of the Labour Code', () => {
    expect(publicHolidays(2027).map(({ on }) => on)).toEqual([
      '2027-01-01', '2027-01-02', '2027-01-06', '2027-01-07', '2027-01-24', '2027-04-30', '2027-05-01', '2027-05-02',
      '2027-05-03', '2027-06-01', '2027-06-20', '2027-06-21', '2027-08-15', '2027-11-30', '2027-12-01', '2027-12-25',
      '2027-12-26',
    ]) // prettier-ignore
  })

  it('begin in the year in which the law made them so', () => {
    expect(isWorkingDay('2023-01-06')).toBe(true)
    expect(isWorkingDay('2025-01-06')).toBe(false)
    expect(isWorkingDay('2017-04-14')).toBe(true)
    expect(isWorkingDay('2018-04-06')).toBe(false)
  })

  it('are named, so that a calendar can say why a day is free', () => {
    expect(publicHolidays(2026).find(({ on }) => on === '2026-06-01')).toEqual({
      on: '2026-06-01',
      name: 'children-day',
    })
    // Whit Monday of 2026 is also 1 June: one free day with two names.
    expect(
      publicHolidays(2026)
        .filter(({ on }) => on === '2026-06-01')
        .map(({ name }) => name),
    ).toEqual(['children-day', 'whit'])
  })
})

describe('working days', () => {
  it('leave out weekends and holidays', () => {
    expect(workingDaysBetween('2026-11-23', '2026-11-27')).toBe(4)
    // Saint Andrew and the National Day are a Monday and a Tuesday.
    expect(workingDaysBetween('2026-11-27', '2026-12-02')).toBe(1)
    // A holiday that is two holidays counts once.
    expect(workingDaysBetween('2026-05-29', '2026-06-02')).toBe(1)
  })

  it('do not count a delay over the weekend', () => {
    expect(workingDaysBetween('2026-11-20', '2026-11-22')).toBe(0)
    expect(workingDaysBetween('2026-11-20', '2026-11-23')).toBe(1)
  })

  it('count backwards for what is early', () => {
    expect(workingDaysBetween('2026-11-27', '2026-11-23')).toBe(-4)
    expect(Object.is(workingDaysBetween('2026-11-23', '2026-11-23'), 0)).toBe(true)
  })

  it('find the last day on which a convocation may leave', () => {
    expect(addWorkingDays('2026-11-23', -3)).toBe('2026-11-18')
    expect(addWorkingDays('2026-12-02', -1)).toBe('2026-11-27')
    expect(addWorkingDays('2026-11-28', 0)).toBe('2026-11-28')
  })

  it('are as many as one finds by looking at each day', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 800 }), (from, span) => {
        const first = Temporal.PlainDate.from(from)
        let counted = 0
        for (let offset = 1; offset <= span; offset += 1)
          if (isWorkingDay(first.add({ days: offset }).toString())) counted += 1
        expect(workingDaysBetween(from, first.add({ days: span }).toString())).toBe(counted)
      }),
      { numRuns: 50 },
    )
  })

  it('add up, and are the same number in both directions', () => {
    fc.assert(
      fc.property(day, day, day, (a, b, c) => {
        expect(workingDaysBetween(a, b) + workingDaysBetween(b, c)).toBe(workingDaysBetween(a, c))
        expect(workingDaysBetween(a, b) + workingDaysBetween(b, a)).toBe(0)
      }),
    )
  })

  it('that were added are found again between the dates', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 120 }), (from, days) => {
        const until = addWorkingDays(from, days)
        expect(isWorkingDay(until)).toBe(true)
        expect(workingDaysBetween(from, until)).toBe(days)
      }),
    )
  })
})
