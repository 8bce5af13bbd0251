import fc from 'fast-check'
import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import type { Meeting } from '../../contract/scheduling.ts'
import { askToJoin, askToJoinAsGuest } from '../../scheduler/ask-to-join.ts'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { closeSilentConferences } from '../../scheduler/close-silent-conferences.ts'
import { listAttendance } from '../../scheduler/list-attendance.ts'
import { listCalendar } from '../../scheduler/list-calendar.ts'
import { showMeeting } from '../../scheduler/show-meeting.ts'
import { bookedScene, conferenceIn, instant, joined, occurrenceOf } from '../support/attendance.ts'
import { forEachDatabase } from '../support/databases.ts'
import { bookingForm, changeForm, type Scene } from '../support/scheduling.ts'

forEachDatabase((open) => {
  describe('attendance', () => {
    it('is who came, from when until when, and how long they were away', async () => {
      const scene = await bookedScene(await open())
      const { database, deps, manager, member, meeting } = scene
      const { hear } = conferenceIn(database, meeting)
      const [ana, ion] = [newId(), newId()]
      await hear('08:00', 'conference.started', {})
      await hear('08:00', 'participant.joined', joined(ana, 'Ana Ionescu', member.personId))
      await hear('08:05', 'participant.joined', joined(ion, 'Ion Țăran'))
      await hear('08:20', 'participant.away', { seatId: ana })
      await hear('08:22', 'participant.back', { seatId: ana })
      await hear('08:40', 'participant.left', { seatId: ion, reason: 'left' })
      expect(await occurrenceOf(scene, meeting)).toMatchObject({
        conferenceStartedAt: instant('08:00'),
        conferenceEndedAt: null,
      })
      database.clock.set(instant('08:50'))
      expect(await listAttendance(deps, manager, meeting.id)).toMatchObject([
        { seatId: ana, present: [{ from: instant('08:00'), until: null }], presentSeconds: 48 * 60 },
        {
          seatId: ion,
          present: [{ from: instant('08:05'), until: instant('08:40') }],
          presentSeconds: 35 * 60,
        },
      ])
      await hear('09:00', 'conference.ended', { reason: 'host' })
      database.clock.set(instant('12:00'))
      expect(await listAttendance(deps, manager, meeting.id)).toEqual([
        {
          ...{
            seatId: ana,
            personId: member.personId,
            name: 'Ana Ionescu',
            organisation: 'MAI',
            guest: false,
          },
          present: [{ from: instant('08:00'), until: instant('09:00') }],
          away: [{ from: instant('08:20'), until: instant('08:22') }],
          presentSeconds: 58 * 60,
        },
        {
          ...{ seatId: ion, personId: null, name: 'Ion Țăran', organisation: 'MAI', guest: true },
          present: [{ from: instant('08:05'), until: instant('08:40') }],
          away: [],
          presentSeconds: 35 * 60,
        },
      ])
      expect(await occurrenceOf(scene, meeting)).toMatchObject({ conferenceEndedAt: instant('09:00') })
    })

    it('keeps a guest who comes back in one line, and nobody else in it', async () => {
      const { database, deps, manager, meeting } = await bookedScene(await open())
      const { hear } = conferenceIn(database, meeting)
      const token = new URL((await showMeeting(deps, manager, meeting.id)).guestUrl!).pathname
        .split('/')
        .at(-1)!
      const [own, other] = ['a'.repeat(43), 'b'.repeat(43)]
      /** Comes by the guest link and leaves, as their browser and the node would tell it. */
      const visit = async (from: string, until: string, name: string, returnKey?: string) => {
        const ask = { name, organisation: null, locale: 'ro', ...(returnKey && { returnKey }) } as const
        const { personId, guestId } = await askToJoinAsGuest(deps, token, ask)
        const seatId = newId()
        await hear(from, 'participant.joined', { ...joined(seatId, name, personId), guestId })
        await hear(until, 'participant.left', { seatId, reason: 'left' })
      }
      await hear('08:00', 'conference.started', {})
      await visit('08:00', '08:10', 'Ion Țăran', own)
      await visit('08:12', '08:20', 'Ion Țăran', other)
      await visit('08:30', '08:40', 'ION ȚĂRAN', own)
      await visit('08:41', '08:42', 'Maria Pop', own)
      await visit('08:43', '08:44', 'Ion Țăran')
      await visit('08:45', '08:46', 'Ion Țăran')
      database.clock.set(instant('12:00'))
      const lines = await listAttendance(deps, manager, meeting.id)
      expect(lines.map(({ name, present }) => [name, present.map(({ from }) => from.slice(11, 16))])).toEqual(
        [
          ['Ion Țăran', ['08:00', '08:30']],
          ['Ion Țăran', ['08:12']],
          ['Maria Pop', ['08:41']],
          ['Ion Țăran', ['08:43']],
          ['Ion Țăran', ['08:45']],
        ],
      )
    })

    it('does not know a guest of one meeting in another', async () => {
      const { database, deps, manager, meeting } = await bookedScene(await open())
      const later = bookingForm({ start: '2026-11-24T12:00' })
      const next = await bookMeeting(deps, manager, later)
      database.clock.set(instant('09:30'))
      const ids = []
      for (const { guestUrl } of [meeting, next]) {
        const token = new URL(guestUrl!).pathname.split('/').at(-1)!
        const ask = { name: 'Ion', organisation: null, locale: 'ro', returnKey: 'a'.repeat(43) } as const
        ids.push((await askToJoinAsGuest(deps, token, ask)).guestId)
      }
      expect(ids[0]).not.toBe(ids[1])
      expect(ids[0]).not.toContain('aaaa')
    })

    it('is shown in the calendar while it goes on, and afterwards', async () => {
      const { database, deps, manager, meeting } = await bookedScene(await open())
      const { hear } = conferenceIn(database, meeting)
      const line = async () => {
        const span = { from: instant('00:00'), to: instant('23:00'), limit: 10, mine: false }
        const [entry] = (await listCalendar(deps, manager, span)).items
        return { live: entry!.live, ended: entry!.ended }
      }
      expect(await line()).toEqual({ live: false, ended: false })
      await hear('08:00', 'conference.started', {})
      expect(await line()).toEqual({ live: true, ended: false })
      database.clock.set(instant('10:00'))
      expect(await line()).toEqual({ live: true, ended: false })
      await hear('10:00', 'conference.ended', { reason: 'host' })
      expect(await line()).toEqual({ live: false, ended: true })
    })

    it('is not changed by hearing any fact again, one by one or all of them', async () => {
      const { database, deps, manager, meeting } = await bookedScene(await open())
      const { fact, record } = conferenceIn(database, meeting)
      const [ana, ion] = [newId(), newId()]
      const story = [
        fact('08:00', 'conference.started', {}),
        fact('08:00', 'participant.joined', joined(ana)),
        fact('08:01', 'participant.joined', joined(ion)),
        fact('08:10', 'participant.away', { seatId: ana }),
        fact('08:11', 'participant.back', { seatId: ana }),
        fact('08:12', 'conference.alive', {}),
        fact('08:15', 'participant.away', { seatId: ana }),
        fact('08:16', 'participant.left', { seatId: ana, reason: 'lost' }),
        fact('08:30', 'conference.ended', { reason: 'host' }),
      ]
      for (const one of story) {
        await record(one)
        await record(one)
      }
      const once = await listAttendance(deps, manager, meeting.id)
      expect(once).toMatchObject([
        {
          present: [{ from: instant('08:00'), until: instant('08:16') }],
          away: [
            { from: instant('08:10'), until: instant('08:11') },
            { from: instant('08:15'), until: instant('08:16') },
          ],
        },
        { present: [{ from: instant('08:01'), until: instant('08:30') }], away: [] },
      ])
      for (const one of story) await record(one)
      expect(await listAttendance(deps, manager, meeting.id)).toEqual(once)
    })

    it('ends nobody after their conference and nobody before they came, whatever is reported', async () => {
      const { database, deps, manager, meeting } = await bookedScene(await open())
      const names = [
        'participant.joined',
        'participant.away',
        'participant.back',
        'participant.left',
        'conference.alive',
      ] as const
      const step = fc.record({ name: fc.constantFrom(...names), seat: fc.nat(2), minutes: fc.nat(3) })
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
          await database.databases.writer.query('DELETE FROM conference')
          const seats = [newId(), newId(), newId()]
          const { hear } = conferenceIn(database, meeting)
          let minute = 0
          const at = () => `08:${String(minute).padStart(2, '0')}`
          await hear(at(), 'conference.started', {})
          for (const { name, seat, minutes } of steps) {
            minute += minutes
            const seatId = seats[seat]!
            if (name === 'participant.joined') await hear(at(), name, joined(seatId))
            else if (name === 'conference.alive') await hear(at(), name, {})
            else if (name === 'participant.left') await hear(at(), name, { seatId, reason: 'left' })
            else await hear(at(), name, { seatId })
          }
          await hear(at(), 'conference.ended', { reason: 'host' })
          for (const line of await listAttendance(deps, manager, meeting.id)) {
            for (const { from, until } of [...line.present, ...line.away]) {
              expect(until).not.toBeNull()
              expect(from <= until! && until! <= instant(at())).toBe(true)
            }
            expect(line.presentSeconds).toBeLessThanOrEqual(minute * 60)
          }
        }),
        { numRuns: 20 },
      )
    })

    it('of a node that died without a word ends when it was last heard of', async () => {
      const scene = await bookedScene(await open())
      const { database, deps, manager, meeting } = scene
      const { hear } = conferenceIn(database, meeting)
      const ana = newId()
      await hear('08:00', 'conference.started', {})
      await hear('08:01', 'participant.joined', joined(ana))
      await hear('08:10', 'conference.alive', {})
      database.clock.set(instant('08:12'))
      expect(await closeSilentConferences(deps)).toBe(0)
      database.clock.set(instant('08:14'))
      expect(await closeSilentConferences(deps)).toBe(1)
      expect(await closeSilentConferences(deps)).toBe(0)
      expect(await listAttendance(deps, manager, meeting.id)).toMatchObject([
        { present: [{ from: instant('08:01'), until: instant('08:10') }], presentSeconds: 9 * 60 },
      ])
      expect(await occurrenceOf(scene, meeting)).toMatchObject({ conferenceEndedAt: instant('08:10') })
    })

    it('of a node that was only out of reach goes on as if nothing had been', async () => {
      const scene = await bookedScene(await open())
      const { database, deps, manager, meeting } = scene
      const { hear } = conferenceIn(database, meeting)
      const ana = newId()
      await hear('08:00', 'conference.started', {})
      await hear('08:01', 'participant.joined', joined(ana))
      database.clock.set(instant('08:20'))
      expect(await closeSilentConferences(deps)).toBe(1)
      await hear('08:01:30', 'conference.alive', {})
      expect(await occurrenceOf(scene, meeting)).toMatchObject({ conferenceEndedAt: null })
      await hear('08:30', 'participant.left', { seatId: ana, reason: 'left' })
      expect(await listAttendance(deps, manager, meeting.id)).toMatchObject([
        { present: [{ from: instant('08:01'), until: instant('08:30') }] },
      ])
    })

    it('of an older conference ends when the next one begins on another node', async () => {
      const scene = await bookedScene(await open())
      const { database, deps, manager, meeting } = scene
      const [first, second] = [conferenceIn(database, meeting), conferenceIn(database, meeting)]
      const [ana, ion] = [newId(), newId()]
      await first.hear('08:00', 'conference.started', {})
      await first.hear('08:00', 'participant.joined', joined(ana))
      await first.hear('08:10', 'conference.alive', {})
      await second.hear('08:12', 'conference.started', {})
      await second.hear('08:13', 'participant.joined', joined(ion))
      expect(await occurrenceOf(scene, meeting)).toMatchObject({
        conferenceStartedAt: instant('08:00'),
        conferenceEndedAt: null,
      })
      await second.hear('08:40', 'conference.ended', { reason: 'empty' })
      expect(await listAttendance(deps, manager, meeting.id)).toMatchObject([
        { present: [{ from: instant('08:00'), until: instant('08:10') }] },
        { present: [{ from: instant('08:13'), until: instant('08:40') }] },
      ])
    })

    it('is told to those who may see the meeting, and not to outsiders of a private one', async () => {
      const { database, deps, manager, member, outsider, meeting } = await bookedScene(await open())
      const hidden = await changeMeeting(
        deps,
        manager,
        meeting.id,
        changeForm(meeting, { visibility: 'private' }),
      )
      await conferenceIn(database, hidden).hear('08:00', 'participant.joined', joined(newId()))
      expect(await listAttendance(deps, member, meeting.id)).toHaveLength(1)
      await expect(listAttendance(deps, outsider, meeting.id)).rejects.toMatchObject({
        code: 'meeting.missing',
      })
    })

    it('passes over facts about a meeting that is not there', async () => {
      const { database, meeting } = await bookedScene(await open())
      const lost = { ...meeting, id: newId() }
      await conferenceIn(database, lost).hear('08:00', 'conference.started', {})
      const gone = { ...meeting, occurrences: [{ ...meeting.occurrences[0]!, id: newId() }] }
      await conferenceIn(database, gone).hear('08:00', 'participant.joined', joined(newId()))
      const rows: unknown = await database.databases.reader.query('SELECT id FROM conference')
      expect(rows).toEqual([])
    })
  })

  describe('joining again', () => {
    const seatOf = ({ deps }: Scene, actor: Scene['member'], { id }: Meeting) =>
      askToJoin(deps, actor, id, {})

    it('is for hosts alone once a host has ended the conference', async () => {
      const scene = await bookedScene(await open())
      const { database, manager, member, meeting } = scene
      const { hear } = conferenceIn(database, meeting)
      await hear('08:00', 'conference.started', {})
      expect(await seatOf(scene, member, meeting)).toMatchObject({
        ...{ role: 'participant', lobby: false, title: 'Interoperabilitate', organisation: 'MAI' },
        ...{ personId: member.personId, name: 'Ana Ionescu', occurrenceId: meeting.occurrences[0]!.id },
      })
      await hear('08:20', 'conference.ended', { reason: 'host' })
      await expect(seatOf(scene, member, meeting)).rejects.toMatchObject({ code: 'meeting.over' })
      expect(await seatOf(scene, manager, meeting)).toMatchObject({ role: 'host', lobby: false })
      await conferenceIn(database, meeting).hear('08:21', 'conference.started', {})
      expect(await seatOf(scene, member, meeting)).toMatchObject({ role: 'participant' })
    })

    it('is by the lobby for whoever was shown the door, until they have been let in', async () => {
      const scene = await bookedScene(await open())
      const { database, deps, manager, member, outsider, meeting } = scene
      const token = new URL((await showMeeting(deps, manager, meeting.id)).guestUrl!).pathname
        .split('/')
        .at(-1)!
      const ask = { name: 'Ion', organisation: null, locale: 'ro', returnKey: 'a'.repeat(43) } as const
      const { guestId } = await askToJoinAsGuest(deps, token, ask)
      const { hear } = conferenceIn(database, meeting)
      const shownOut = async () => [
        (await seatOf(scene, member, meeting)).shownOut,
        (await askToJoinAsGuest(deps, token, ask)).shownOut,
      ]
      const [ana, ion] = [newId(), newId()]
      await hear('08:00', 'conference.started', {})
      await hear('08:00', 'participant.joined', joined(ana, 'Ana Ionescu', member.personId))
      await hear('08:01', 'participant.joined', { ...joined(ion, 'Ion'), guestId })
      expect(await shownOut()).toEqual([false, false])
      await hear('08:02', 'participant.left', { seatId: ana, reason: 'removed' })
      expect(await shownOut()).toEqual([true, false])
      await hear('08:03', 'participant.left', { seatId: ion, reason: 'removed' })
      expect(await shownOut()).toEqual([true, true])
      expect((await seatOf(scene, outsider, meeting)).shownOut).toBe(false)
      const other = { ...ask, returnKey: 'b'.repeat(43) }
      expect((await askToJoinAsGuest(deps, token, other)).shownOut).toBe(false)
      // A crash changes nothing of it: the next conference is another one in the same meeting.
      const next = conferenceIn(database, meeting)
      await next.hear('08:04', 'conference.started', {})
      expect(await shownOut()).toEqual([true, true])
      await next.hear('08:05', 'participant.joined', joined(newId(), 'Ana Ionescu', member.personId))
      expect(await shownOut()).toEqual([false, true])
    })

    it('says when a conference last came to its end, whatever became of its node', async () => {
      const scene = await bookedScene(await open())
      const { database, deps, member, meeting } = scene
      const anewSince = async () => (await seatOf(scene, scene.manager, meeting)).anewSince
      const first = conferenceIn(database, meeting)
      await first.hear('08:00', 'conference.started', {})
      expect(await anewSince()).toBe(null)
      await first.hear('08:10', 'conference.ended', { reason: 'host' })
      expect(await anewSince()).toBe(instant('08:10'))
      // Begun again, stopped with its node, and gone with another: it goes on in the next one.
      const second = conferenceIn(database, meeting)
      await second.hear('08:11', 'conference.started', {})
      await second.hear('08:12', 'conference.ended', { reason: 'stopped' })
      await conferenceIn(database, meeting).hear('08:13', 'conference.started', {})
      database.clock.set(instant('08:30'))
      await closeSilentConferences({ work: deps.work, clock: database.clock })
      expect(await anewSince()).toBe(instant('08:10'))
      const third = conferenceIn(database, meeting)
      await third.hear('08:31', 'conference.started', {})
      await third.hear('08:32', 'conference.ended', { reason: 'empty' })
      expect(await anewSince()).toBe(instant('08:32'))
      expect((await seatOf(scene, member, meeting)).anewSince).toBe(instant('08:32'))
    })

    it('knows of an end that is heard after its conference was taken for dead', async () => {
      const scene = await bookedScene(await open())
      const { database, deps, manager, member, meeting } = scene
      const { fact, record, hear } = conferenceIn(database, meeting)
      const seatId = newId()
      await hear('08:00', 'participant.joined', joined(seatId))
      // The last that is heard in time is of the very moment of the end.
      await hear('08:05', 'participant.left', { seatId, reason: 'ended' })
      const end = fact('08:05', 'conference.ended', { reason: 'host' })
      database.clock.set(instant('08:20'))
      await closeSilentConferences({ work: deps.work, clock: database.clock })
      expect(await seatOf(scene, member, meeting)).toMatchObject({ anewSince: null })
      await record(end)
      await record(end)
      await expect(seatOf(scene, member, meeting)).rejects.toMatchObject({ code: 'meeting.over' })
      expect(await seatOf(scene, manager, meeting)).toMatchObject({ anewSince: instant('08:05') })
      // It closes nothing that was begun since.
      const late = conferenceIn(database, meeting)
      await late.hear('08:21', 'conference.started', {})
      const lateEnd = late.fact('08:22', 'conference.ended', { reason: 'host' })
      await conferenceIn(database, meeting).hear('08:23', 'conference.started', {})
      await late.record(lateEnd)
      expect(await seatOf(scene, member, meeting)).toMatchObject({ anewSince: instant('08:22') })
    })

    it('is for everybody when all had left for a while, or the node had stopped', async () => {
      const scene = await bookedScene(await open())
      const { database, member, outsider, meeting } = scene
      for (const [at, reason] of [
        ['08:10', 'empty'],
        ['08:20', 'stopped'],
      ] as const) {
        const { hear } = conferenceIn(database, meeting)
        await hear(at, 'conference.started', {})
        await hear(at, 'conference.ended', { reason })
        expect(await seatOf(scene, member, meeting)).toMatchObject({ role: 'participant', lobby: false })
        expect(await seatOf(scene, outsider, meeting)).toMatchObject({ role: 'participant', lobby: true })
      }
      const { hear } = conferenceIn(database, meeting)
      await hear('09:05', 'conference.started', {})
      await hear('09:10', 'conference.ended', { reason: 'empty' })
      await expect(seatOf(scene, member, meeting)).rejects.toMatchObject({ code: 'meeting.over' })
    })

    it('does not open a private meeting to an outsider, nor move one that was held', async () => {
      const scene = await bookedScene(await open())
      const { database, deps, manager, outsider, meeting } = scene
      const hidden = await changeMeeting(
        deps,
        manager,
        meeting.id,
        changeForm(meeting, { visibility: 'private' }),
      )
      await expect(seatOf(scene, outsider, hidden)).rejects.toMatchObject({ code: 'meeting.missing' })
      const { hear } = conferenceIn(database, meeting)
      await hear('08:10', 'conference.started', {})
      await hear('08:20', 'conference.ended', { reason: 'host' })
      const move = changeMeeting(deps, manager, meeting.id, changeForm(hidden, { start: '2026-11-26T10:00' }))
      await expect(move).rejects.toMatchObject({ code: 'meeting.over' })
    })
  })
})
