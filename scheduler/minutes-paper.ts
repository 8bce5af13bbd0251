/** Everything that stands in the minutes when they are printed: what was written, who was there, and how it was convened. */
import type { Quorum } from '../contract/groups.ts'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { AgendaItem, Convocation, Minutes } from '../contract/minutes.ts'
import type { Attendance, Attendee, RoomRef } from '../contract/scheduling.ts'
import type { Id, Instant } from '../contract/values.ts'
import type { GroupViews, GroupView, Present } from './group-ports.ts'
import { toInstant } from './instants.ts'
import { summariseSeats } from './list-attendance.ts'
import { meetingWithGroup } from './meeting-with-group.ts'
import { shownMinutes } from './open-minutes.ts'
import type { Clock, MeetingDetail, SchedulerView } from './ports.ts'
import { countQuorum, seatsOnDay } from './quorum.ts'

export type MinutesOnPaper = {
  minutes: Pick<Minutes, 'act' | 'entries' | 'approvedBy' | 'approvedAt' | 'addenda'>
  meeting: {
    title: string
    zone: string
    room: RoomRef | null
    video: boolean
    attendees: Attendee[]
    occurrences: { startsAt: Instant; endsAt: Instant }[]
  }
  attendance: Attendance[]
  /** How many more were there whose names have been taken out since; then nobody can be said to have been absent. */
  forgotten: number
  agenda: AgendaItem[]
  convocation: Convocation | null
  quorum: Quorum | null
  /** The full name of the institution that keeps the minutes: the secretary's, else the chair's, else the organizer's. */
  institution: string
}

export type InstitutionsView = {
  /** The full name of the institution that somebody comes from; null when they come from none. */
  nameOf(personId: Id): Promise<string | null>
}
export type PaperViews = Pick<SchedulerView, 'meetings' | 'attendance'> &
  GroupViews & { institutions: InstitutionsView }
export type PaperDeps = {
  work: { read<T>(look: (view: PaperViews) => Promise<T>): Promise<T> }
  clock: Clock
}

/** For those who may read the minutes. Throws `meeting.missing`, `minutes.missing`. */
export const showMinutesPaper = (
  { work, clock }: PaperDeps,
  actor: Actor,
  meetingId: Id,
): Promise<MinutesOnPaper> =>
  work.read(async (views) => {
    await shownMinutes(views, actor, await meetingWithGroup(views, actor, meetingId))
    return readMinutesPaper(views, meetingId, toInstant(clock.now()))
  })

/** The same for whoever has a right to it anyway. Throws `meeting.missing`, `minutes.missing`. */
export async function readMinutesPaper(
  views: PaperViews,
  meetingId: Id,
  now: Instant,
): Promise<MinutesOnPaper> {
  const detail = await views.meetings.find(meetingId)
  if (!detail) throw new AppError('meeting.missing')
  const minutes = await views.minutes.find(meetingId)
  if (!minutes) throw new AppError('minutes.missing')
  const { meeting, room, organizer, attendees, occurrences } = detail
  const convocation = await views.convocations.find(meetingId)
  const group = convocation && (await views.groups.find(convocation.groupId))
  const seated = []
  for (const { id } of occurrences) seated.push(...(await views.attendance.of(id)))
  const present = await views.meetingFacts.presentIn(meetingId)
  const kept = new Map((await views.minutes.keptNames(meetingId)).map((row) => [row.personId, row]))
  /** The paper goes on naming those who were erased after it was published. */
  const asPublished = <P extends { personId: Id | null; name: string; organisation: string | null }>(
    one: P,
  ): P => {
    const row = one.personId === null ? undefined : kept.get(one.personId)
    return row ? { ...one, name: row.name, organisation: row.organisation } : one
  }
  const keeper = group?.secretary?.personId ?? group?.chair?.personId ?? organizer.personId
  return {
    minutes,
    meeting: {
      title: meeting.title,
      zone: meeting.zone,
      room,
      video: meeting.video,
      attendees: attendees.map(asPublished),
      occurrences: occurrences.map(({ startsAt, endsAt }) => ({ startsAt, endsAt })),
    },
    attendance: summariseSeats(seated, now).map(asPublished),
    forgotten: present.forgotten,
    agenda: (await views.agendas.find(meetingId)).items,
    convocation,
    quorum: group && convocation ? await quorumOf(views, group, convocation, detail, present) : null,
    institution:
      (await views.institutions.nameOf(keeper)) ??
      (await views.institutions.nameOf(organizer.personId)) ??
      group?.name ??
      '',
  }
}

const quorumOf = async (
  { convocations }: PaperViews,
  group: GroupView,
  { repeatsMeetingId }: Convocation,
  { meeting, attendees }: MeetingDetail,
  present: Present,
): Promise<Quorum> =>
  countQuorum({
    rule: group.rules.quorum,
    seats: seatsOnDay({
      convened: await convocations.seatsOf(meeting.id),
      mandates: group.mandates,
      attendees,
      day: meeting.start.slice(0, 10),
    }),
    present,
    waived: repeatsMeetingId !== null,
  })
