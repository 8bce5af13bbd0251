import { describe, expect, it } from 'vitest'
import { type Comer, mayJoin } from '../../scheduler/may-join.ts'

const occurrence = {
  status: 'scheduled',
  startsAt: '2026-11-24T08:00:00.000Z',
  endsAt: '2026-11-24T09:00:00.000Z',
  conferenceStartedAt: null,
  conferenceEndedAt: null,
  closed: false,
} as const
const meeting = { status: 'scheduled', video: true, zone: 'Europe/Bucharest' } as const

const join = (comer: Comer, at: string, given: object = {}, about: object = {}) =>
  mayJoin({
    meeting: { ...meeting, ...about },
    occurrence: { ...occurrence, ...given },
    comer,
    now: Temporal.Instant.from(`2026-11-24T${at}Z`),
  })

describe('who may join', () => {
  it('seats hosts and attendees at once, and shows everybody else to the lobby', () => {
    expect(join('host', '08:00')).toEqual({ role: 'host', lobby: false })
    expect(join('attendee', '08:00')).toEqual({ role: 'participant', lobby: false })
    expect(join('colleague', '08:00')).toEqual({ role: 'participant', lobby: true })
    expect(join('guest', '08:00')).toEqual({ role: 'guest', lobby: true })
  })

  it('opens an hour before the start, and says when', () => {
    expect(join('attendee', '07:00').role).toBe('participant')
    for (const comer of ['attendee', 'colleague', 'guest'] as const)
      expect(() => join(comer, '06:59:59.999')).toThrow(
        expect.objectContaining({
          code: 'meeting.not-open-yet',
          params: { opensAt: '2026-11-24T07:00:00.000Z', zone: 'Europe/Bucharest' },
        }),
      )
  })

  it('stays open for four hours after the end', () => {
    expect(join('guest', '12:59:59').role).toBe('guest')
    expect(() => join('guest', '13:00')).toThrow('meeting.over')
  })

  it('lets people back into a conference that runs later than that', () => {
    const running = { conferenceStartedAt: '2026-11-24T08:00:00.000Z' }
    expect(join('attendee', '15:00', running).role).toBe('participant')
    expect(() =>
      join('attendee', '15:00', { ...running, conferenceEndedAt: '2026-11-24T13:30:00.000Z' }),
    ).toThrow('meeting.over')
  })

  it('lets nobody but a host begin again what a host has ended', () => {
    const ended = { closed: true, conferenceEndedAt: '2026-11-24T08:30:00.000Z' }
    for (const comer of ['attendee', 'colleague', 'guest'] as const)
      expect(() => join(comer, '08:40', ended)).toThrow('meeting.over')
    expect(join('host', '08:40', ended).role).toBe('host')
  })

  it('lets a host in at any time', () => {
    expect(join('host', '00:00').role).toBe('host')
    expect(join('host', '23:00').role).toBe('host')
  })

  it('lets nobody into a meeting that is cancelled or has no video', () => {
    for (const comer of ['host', 'attendee', 'guest'] as const) {
      expect(() => join(comer, '08:00', {}, { status: 'cancelled' })).toThrow('meeting.cancelled')
      expect(() => join(comer, '08:00', { status: 'cancelled' })).toThrow('meeting.cancelled')
      expect(() => join(comer, '08:00', {}, { video: false })).toThrow('meeting.no-video')
    }
  })
})
