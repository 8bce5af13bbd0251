/** A year and a half of everything that grows old: half of it is older than a year, half of it is not. */
import { v7 as newId } from 'uuid'
import type { NewMail } from '../../api/db/repos/mails.ts'
import type { Id } from '../../contract/values.ts'
import { conveneScene } from '../support/convene-scene.ts'
import type { TestDatabase } from '../support/databases.ts'
import { addMeeting, type Somebody } from '../support/people.ts'
import { type Scene, setScene } from '../support/scheduling.ts'

/** It is November 2026: what ended before this is older than a year. */
export const yearAgo = '2025-11-23T07:00:00.000Z'
const old = '2025-06-02T08:00:00.000Z'
const recent = '2026-06-01T08:00:00.000Z'

export type OldScene = Scene & {
  administrator: Somebody
  oldMeeting: Id
  recentMeeting: Id
  /** Convened, held and published, more than a year ago. */
  officialMeeting: Id
}

export async function setOldScene(database: TestDatabase): Promise<OldScene> {
  const { work, clock } = database
  const scene = await setScene(database)
  const { secretary, member, manager } = scene
  const administrator: Somebody = { ...secretary, roles: ['administrator'] }
  const held = { organizer: secretary, people: [member, manager] }
  const oldMeeting = await addMeeting(work, { ...held, startsAt: old })
  const recentMeeting = await addMeeting(work, { ...held, startsAt: recent })

  clock.set('2025-05-20T08:00:00Z')
  const { convene } = await conveneScene({ ...scene, others: [manager], since: '2025-01-01' })
  const officialMeeting = (await convene('2025-06-10T10:00', 'Ședință oficială')).id
  await work.run(({ minutes }) =>
    minutes.open(
      {
        ...{ meetingId: officialMeeting, status: 'published', act: { number: '7', date: '2025-06-11' } },
        ...{ approvedBy: member.personId, approvedAt: old, publishedAt: old, openedAt: old, version: 1 },
      },
      [],
    ),
  )
  for (const [meetingId, at] of [
    [oldMeeting, old],
    [officialMeeting, '2025-06-10T07:10:00.000Z'],
    [recentMeeting, recent],
  ] as const) {
    await attend(database, meetingId, at, [member, manager, member])
    await say(database, meetingId, at)
  }
  // A draft that went back once is a draft.
  await work.run(async ({ minutes }) => {
    await minutes.open(
      {
        ...{ meetingId: oldMeeting, status: 'draft', act: null, approvedBy: null, approvedAt: null },
        ...{ publishedAt: null, openedAt: old, version: 1 },
      },
      [],
    )
    await minutes.addRemark({
      ...{
        id: newId(),
        meetingId: oldMeeting,
        text: 'Lipsește cvorumul',
        byPersonId: member.personId,
        at: old,
      },
    })
  })
  clock.set(old)
  await work.run(({ mails }) => mails.enqueue([mailTo(member, 'vechi')], old))
  await work.run(async ({ mails }) => {
    const { taken } = await mails.take(old, recent, 10)
    await mails.markSent(taken, old)
  })
  clock.set(recent)
  await work.run(({ mails }) => mails.enqueue([mailTo(member, 'nou')], recent))
  await work.run(async ({ events }) => {
    events.record('person.changed', { personId: member.personId }, member.personId)
  })
  clock.set('2026-11-23T07:00:00Z')
  return { ...scene, administrator, oldMeeting, recentMeeting, officialMeeting }
}

/** People who came to the conference of a meeting; who comes twice has two seats. */
async function attend({ work }: TestDatabase, meetingId: Id, at: string, people: Somebody[]): Promise<void> {
  const conferenceId = newId()
  await work.run(async ({ meetings, attendance }) => {
    const detail = await meetings.find(meetingId)
    const occurrenceId = detail!.occurrences[0]!.id
    await attendance.saveConference({
      ...{ id: conferenceId, meetingId, occurrenceId, startedAt: at, aliveAt: at, endedAt: at },
      finished: true,
    })
    await attendance.saveConferenceTimes({
      ...{ id: occurrenceId, conferenceStartedAt: at, conferenceEndedAt: at, closed: true },
    })
    const guest = { personId: null, name: 'Vasile Oaspete' }
    for (const { personId, name } of [...people, guest]) {
      const seatId = newId()
      await attendance.addSeat({
        ...{ id: seatId, conferenceId, occurrenceId, personId, name, organisation: 'MAI' },
        ...{ guest: personId === null, guestId: personId === null ? 'browser' : null, removedAt: null },
      })
      await attendance.openSpan({ seatId, kind: 'present', fromAt: at })
    }
    await attendance.closeSpans({ conferenceId }, Temporal.Instant.from(at).add({ minutes: 30 }).toString())
  })
}

/** Guests, words beside answers, an answer that was nobody's, and a description. */
async function say({ work, databases }: TestDatabase, meetingId: Id, at: string): Promise<void> {
  const attendeeId = newId()
  await work.run(async ({ mailedAnswers, answers, meetings }) => {
    const detail = await meetings.find(meetingId)
    await mailedAnswers.keep({
      ...{ key: newId(), meetingId, fromName: 'Gheorghe', fromEmail: 'gheorghe@example.org' },
      ...{ about: 'x', partStat: 'accepted', comment: 'Vin mai târziu', reason: 'stranger', receivedAt: at },
    })
    await answers.save({
      ...{
        attendeeId: detail!.attendees[0]!.id,
        partStat: 'accepted',
        comment: 'Sunt la medic',
        answeredAt: at,
      },
    })
  })
  const marks = (statement: string) =>
    databases.dialect === 'sqlite' ? statement.replace(/\$\d/g, '?') : statement
  await databases.writer.query(
    marks(
      `INSERT INTO attendee (id, meeting_id, position, email, name, role, part_stat)
       VALUES ($1, $2, 90, 'vasile@example.org', 'Vasile Oaspete', 'optional', 'accepted')`,
    ),
    [attendeeId, meetingId],
  )
  await databases.writer.query(marks('UPDATE meeting SET description = $1 WHERE id = $2'), [
    'Despre',
    meetingId,
  ])
}

const mailTo = (person: Somebody, key: string): NewMail => ({
  ...{ key, kind: 'account', to: { name: person.name, email: person.email } },
  letter: {
    ...{ locale: 'ro', subject: `Scrisoare ${key}`, preview: '', title: '', greeting: '', reason: '' },
    blocks: [],
  },
})
