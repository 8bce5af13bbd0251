import { AppError } from '../contract/errors.ts'
import type { PersonalInvitation } from '../contract/minutes.ts'
import type { Attendee } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import { chooseOccurrence } from './ask-to-join.ts'
import { attendeeOf } from './invitation-link.ts'
import type { InvitationDeps, InvitationViews } from './invitation-ports.ts'
import type { MeetingDetail } from './ports.ts'

/** What somebody sees who opens the personal link of an invitation. Throws `invitation-link.invalid`. */
export const showInvitation = (
  { work, clock, guestLinks }: InvitationDeps,
  token: string,
): Promise<PersonalInvitation> =>
  work.read((views) => presentInvitation(views, attendeeOf(guestLinks.key, token), clock.now()))

/** The same with repositories at hand. */
export async function presentInvitation(
  views: Pick<InvitationViews, 'answers' | 'meetings' | 'convocations' | 'agendas'>,
  attendeeId: Id,
  now: Temporal.Instant,
): Promise<PersonalInvitation> {
  const { detail, attendee } = await findInvitation(views, attendeeId)
  const { meeting, room, organizer } = detail
  const { id: occurrenceId, startsAt, endsAt } = chooseOccurrence(detail, now)
  const convocation = await views.convocations.find(meeting.id)
  const { items } = await views.agendas.find(meeting.id)
  return {
    meetingId: meeting.id,
    occurrenceId,
    title: meeting.title,
    organizerName: organizer.name,
    groupName: convocation?.groupName ?? null,
    startsAt,
    endsAt,
    zone: meeting.zone,
    room: room && { name: room.name, building: room.building },
    video: meeting.video,
    cancelled: meeting.status === 'cancelled',
    attendee: {
      name: attendee.name,
      email: attendee.email,
      partStat: attendee.partStat,
      comment: attendee.comment,
    },
    agenda: items.map(({ id, title, durationMinutes, speaker }) => ({ id, title, durationMinutes, speaker })),
  }
}

/** The meeting and the attendee in it. Throws `invitation-link.invalid` when they are no longer invited. */
export async function findInvitation(
  { answers, meetings }: Pick<InvitationViews, 'answers' | 'meetings'>,
  attendeeId: Id,
): Promise<{ detail: MeetingDetail; attendee: Attendee }> {
  const meetingId = await answers.meetingOf(attendeeId)
  const detail = meetingId && (await meetings.find(meetingId))
  const attendee = detail && detail.attendees.find(({ id }) => id === attendeeId)
  if (!detail || !attendee) throw new AppError('invitation-link.invalid')
  return { detail, attendee }
}
