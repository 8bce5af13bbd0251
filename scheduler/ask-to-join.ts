/** From a meeting's page, or from the guest link, to what the ticket will say. */
import { createHash } from 'node:crypto'
import type { AskGuestJoin, AskJoin, Ticket } from '../contract/conference.ts'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { GuestMeeting, MeetingRights } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import { claimedMeeting, isGuestToken } from './guest-link.ts'
import { toInstant } from './instants.ts'
import { type Comer, mayJoin } from './may-join.ts'
import { meetingRights } from './meeting-rights.ts'
import type { MeetingDetail, MeetingsView, OccurrenceRow } from './ports.ts'
import type { MeetingDeps } from './show-meeting.ts'
import { whatHostsDecided } from './what-hosts-decided.ts'

/** All that a ticket says, but for the node: which one has the meeting is not for us to know. */
export type Seat = Omit<Ticket, 'nodeId'>

/**
 * The seat of somebody who has signed in. Throws `meeting.missing` (also to an outsider of a private meeting),
 * `meeting.cancelled`, `meeting.no-video`, `meeting.not-open-yet`, `meeting.over`.
 */
export const askToJoin = (
  { work, clock }: MeetingDeps,
  actor: Actor,
  id: Id,
  { occurrenceId }: AskJoin,
): Promise<Seat> =>
  work.read(async ({ meetings, knownPeople, attendance }) => {
    const detail = await meetings.find(id)
    if (!detail) throw new AppError('meeting.missing')
    const rights = meetingRights(actor, detail)
    if (!rights.see) throw new AppError('meeting.missing')
    const now = clock.now()
    const { meeting } = detail
    const occurrence = chooseOccurrence(detail, now, occurrenceId)
    const admission = mayJoin({ meeting, occurrence, comer: comerOf(rights), now })
    const [person] = await knownPeople.among([actor.personId], [])
    return {
      meetingId: id,
      occurrenceId: occurrence.id,
      title: meeting.title,
      personId: actor.personId,
      name: actor.name,
      organisation: person?.organisation ?? null,
      ...admission,
      locale: actor.locale,
      ...(await whatHostsDecided(attendance, occurrence.id, actor)),
    }
  })

/**
 * The seat of somebody who has the guest link: the lobby, under the name that they give.
 * Throws `guest-link.invalid`, `meeting.cancelled`, `meeting.no-video`, `meeting.not-open-yet`, `meeting.over`.
 */
export const askToJoinAsGuest = (
  { work, clock, guestLinks }: MeetingDeps,
  token: string,
  { name, organisation, locale, returnKey }: AskGuestJoin,
): Promise<Seat> =>
  work.read(async ({ meetings, attendance }) => {
    const detail = await openGuestLink(meetings, guestLinks.key, token)
    const now = clock.now()
    const { meeting } = detail
    const occurrence = chooseOccurrence(detail, now)
    const guestId = returnKey === undefined ? null : guestIdOf(meeting.id, returnKey)
    const admission = mayJoin({ meeting, occurrence, comer: 'guest', now })
    return {
      meetingId: meeting.id,
      occurrenceId: occurrence.id,
      title: meeting.title,
      personId: null,
      name,
      organisation,
      ...admission,
      locale,
      guestId,
      ...(await whatHostsDecided(attendance, occurrence.id, { personId: null, guestId })),
    }
  })

/** Good in one meeting only: what is kept about a guest does not follow them from one to the next. */
const guestIdOf = (meetingId: Id, returnKey: string): string =>
  createHash('sha256').update(`guest ${meetingId} ${returnKey}`).digest('base64url')

/** What a guest sees before joining. Throws `guest-link.invalid`, `meeting.cancelled`, `meeting.no-video`. */
export const showGuestMeeting = (
  { work, clock, guestLinks }: MeetingDeps,
  token: string,
): Promise<GuestMeeting> =>
  work.read(async ({ meetings }) => {
    const detail = await openGuestLink(meetings, guestLinks.key, token)
    const { meeting, organizer } = detail
    if (meeting.status === 'cancelled') throw new AppError('meeting.cancelled')
    if (!meeting.video) throw new AppError('meeting.no-video')
    const { id, startsAt, endsAt } = chooseOccurrence(detail, clock.now())
    return {
      meetingId: meeting.id,
      occurrenceId: id,
      title: meeting.title,
      organizerName: organizer.name,
      startsAt,
      endsAt,
      zone: meeting.zone,
    }
  })

async function openGuestLink(meetings: MeetingsView, key: string, token: string): Promise<MeetingDetail> {
  const detail = await meetings.find(claimedMeeting(token))
  if (!detail || !isGuestToken(key, token, detail.meeting)) throw new AppError('guest-link.invalid')
  return detail
}

function comerOf({ host, attendee }: MeetingRights): Comer {
  if (host) return 'host'
  return attendee ? 'attendee' : 'colleague'
}

/** The one asked for; else the first that is not over, or the last one there was. */
export function chooseOccurrence(
  { occurrences }: MeetingDetail,
  now: Temporal.Instant,
  asked?: Id,
): OccurrenceRow {
  const at = toInstant(now)
  const chosen =
    asked === undefined
      ? (occurrences.find(({ endsAt, closed }) => endsAt > at && !closed) ?? occurrences.at(-1))
      : occurrences.find(({ id }) => id === asked)
  if (!chosen) throw new AppError('meeting.missing')
  return chosen
}
