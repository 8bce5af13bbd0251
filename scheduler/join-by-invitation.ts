import { chooseOccurrence, type Seat } from './ask-to-join.ts'
import { attendeeOf } from './invitation-link.ts'
import type { InvitationDeps } from './invitation-ports.ts'
import { mayJoin } from './may-join.ts'
import { findInvitation } from './show-invitation.ts'
import { whatHostsDecided } from './what-hosts-decided.ts'
import type { Locale } from '../contract/values.ts'

/**
 * The seat of somebody who comes by the personal link of an invitation: they were invited, so they enter as participants,
 * under the name that they were invited by. Nobody becomes host by a link: who leads signs in.
 * Throws `invitation-link.invalid`, `meeting.cancelled`, `meeting.no-video`, `meeting.not-open-yet`, `meeting.over`.
 */
export const joinByInvitation = (
  { work, clock, guestLinks }: InvitationDeps,
  token: string,
  locale: Locale,
): Promise<Seat> => {
  const attendeeId = attendeeOf(guestLinks.key, token)
  return work.read(async (views) => {
    const { detail, attendee } = await findInvitation(views, attendeeId)
    const now = clock.now()
    const occurrence = chooseOccurrence(detail, now)
    // Whoever holds the personal link is the one who was invited, however often they come.
    const guestId = attendee.personId === null ? attendee.id : null
    return {
      meetingId: detail.meeting.id,
      occurrenceId: occurrence.id,
      title: detail.meeting.title,
      personId: attendee.personId,
      name: attendee.name,
      organisation: attendee.organisation,
      ...mayJoin({ meeting: detail.meeting, occurrence, comer: 'attendee', now }),
      locale,
      guestId,
      ...(await whatHostsDecided(views.attendance, occurrence.id, { personId: attendee.personId, guestId })),
    }
  })
}
