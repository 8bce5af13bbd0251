import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Attendee, Meeting, Occurrence } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import { type GuestLinks, guestUrl } from './guest-link.ts'
import { meetingRights } from './meeting-rights.ts'
import type { Clock, MeetingDetail, MeetingsView, OccurrenceRow, Work } from './ports.ts'

/** What the use cases of meetings work with. */
export type MeetingDeps = { work: Work; clock: Clock; guestLinks: GuestLinks }

/** A meeting as this reader may see it. Throws `meeting.missing`. */
export const showMeeting = ({ work, guestLinks }: MeetingDeps, actor: Actor, id: Id): Promise<Meeting> =>
  work.read(({ meetings }) => findMeeting({ meetings }, guestLinks, actor, id))

/** Who is invited, as this reader may see it. Throws `meeting.missing`, also to an outsider of a private meeting. */
export const listAttendees = async (deps: MeetingDeps, actor: Actor, id: Id): Promise<Attendee[]> => {
  const { rights, attendees } = await showMeeting(deps, actor, id)
  if (!rights.see) throw new AppError('meeting.missing')
  return attendees
}

/** The same with repositories at hand, for the answer of a use case that has just written. */
export async function findMeeting(
  { meetings }: { meetings: MeetingsView },
  guestLinks: GuestLinks,
  actor: Actor,
  id: Id,
): Promise<Meeting> {
  const detail = await meetings.find(id)
  if (!detail) throw new AppError('meeting.missing')
  return presentMeeting(detail, guestLinks, actor)
}

/** To an outsider a private meeting is a time and a room, and nothing else. */
export function presentMeeting(detail: MeetingDetail, guestLinks: GuestLinks, actor: Actor): Meeting {
  const { meeting, room, organizer, attendees, occurrences } = detail
  const rights = meetingRights(actor, detail)
  const { id, start, zone, durationMinutes, visibility, status, version } = meeting
  const outside = { id, start, zone, durationMinutes, room, visibility, status, rights, version }
  if (!rights.see)
    return {
      ...outside,
      title: null,
      description: '',
      video: false,
      organizer: null,
      attendees: [],
      occurrences: occurrences.map((row) => ({
        ...presentOccurrence(row),
        conferenceStartedAt: null,
        conferenceEndedAt: null,
      })),
      guestUrl: null,
    }
  const linked = rights.change && meeting.video && status === 'scheduled'
  return {
    ...outside,
    title: meeting.title,
    description: meeting.description,
    video: meeting.video,
    organizer,
    attendees: attendees.map((attendee) =>
      rights.change || attendee.personId === actor.personId ? attendee : { ...attendee, comment: null },
    ),
    occurrences: occurrences.map(presentOccurrence),
    guestUrl: linked ? guestUrl(guestLinks, meeting) : null,
  }
}

function presentOccurrence({ roomId: _room, closed: _closed, ...shown }: OccurrenceRow): Occurrence {
  return shown
}

/** Whether the reader may be told that something about the meeting has changed. */
export const mayWatchMeeting = (
  { work }: Pick<MeetingDeps, 'work'>,
  actor: Actor,
  id: Id,
): Promise<boolean> =>
  work.read(async ({ meetings }) => {
    const detail = await meetings.find(id)
    return detail !== null && meetingRights(actor, detail).see
  })
