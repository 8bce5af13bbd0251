/**
 * Answers to invitations, given on the page or by the link in the mail. An answer changes one attendee and nothing of the
 * meeting: neither SEQUENCE nor version, so nobody is invited again because somebody accepted.
 */
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { AnswerInvitation, PersonalInvitation } from '../contract/minutes.ts'
import type { Meeting } from '../contract/scheduling.ts'
import type { Id, Instant } from '../contract/values.ts'
import { toInstant } from './instants.ts'
import { attendeeOf } from './invitation-link.ts'
import type { InvitationDeps, InvitationUnit } from './invitation-ports.ts'
import { meetingRights } from './meeting-rights.ts'
import { findInvitation, presentInvitation } from './show-invitation.ts'
import { findMeeting } from './show-meeting.ts'

/**
 * My own answer, from the meeting's page. Throws `meeting.missing`, `permission.missing` (not invited),
 * `meeting.cancelled`, `meeting.over`.
 */
export const answerInvitation = (
  { work, clock, guestLinks }: InvitationDeps,
  actor: Actor,
  meetingId: Id,
  answer: AnswerInvitation,
): Promise<Meeting> =>
  work.run(async (unit) => {
    const detail = await unit.meetings.find(meetingId)
    if (!detail || !meetingRights(actor, detail).see) throw new AppError('meeting.missing')
    const mine = detail.attendees.find(({ personId }) => personId === actor.personId)
    if (!mine) throw new AppError('permission.missing')
    await recordAnswer(unit, clock.now(), mine.id, answer, actor.personId)
    return findMeeting(unit, guestLinks, actor, meetingId)
  })

/** By the personal link. Throws `invitation-link.invalid`, `meeting.cancelled`, `meeting.over`. */
export const answerByLink = (
  { work, clock, guestLinks }: InvitationDeps,
  token: string,
  answer: AnswerInvitation,
): Promise<PersonalInvitation> => {
  const attendeeId = attendeeOf(guestLinks.key, token)
  return work.run(async (unit) => {
    await recordAnswer(unit, clock.now(), attendeeId, answer, null)
    return presentInvitation(unit, attendeeId, clock.now())
  })
}

/**
 * `answeredAt` is when the answer was given, where that is not now. Throws `invitation-link.invalid` (no longer invited),
 * `meeting.cancelled`, `meeting.over`.
 */
export async function recordAnswer(
  unit: InvitationUnit,
  now: Temporal.Instant,
  attendeeId: Id,
  { partStat, comment }: AnswerInvitation,
  actorId: Id | null,
  answeredAt: Instant = toInstant(now),
): Promise<void> {
  const { meetings, answers, events } = unit
  // Held: whoever moves the meeting at this moment resets all answers, and this one must not slip through.
  const meetingId = await answers.meetingOf(attendeeId)
  if (meetingId) await meetings.hold(meetingId)
  const { detail, attendee } = await findInvitation(unit, attendeeId)
  if (detail.meeting.status === 'cancelled') throw new AppError('meeting.cancelled')
  const at = toInstant(now)
  if (detail.occurrences.every(({ endsAt }) => endsAt <= at)) throw new AppError('meeting.over')
  if (attendee.partStat === partStat && attendee.comment === comment) return
  await answers.save({ attendeeId, partStat, comment, answeredAt })
  events.record('invitation.answered', { meetingId: detail.meeting.id, attendeeId }, actorId)
}
