/** Mails about a meeting, as they go into the queue: the letter in the reader's language, and what calendars are told. */
import { createHash } from 'node:crypto'
import type { Visibility } from '../../contract/scheduling.ts'
import type { Id, Instant } from '../../contract/values.ts'
import type { Invitee } from '../../scheduler/build-invitation.ts'
import type { GuestLinks } from '../../scheduler/guest-link.ts'
import { invitationUrl } from '../../scheduler/invitation-link.ts'
import type { NewMail } from '../db/repos/mails.ts'
import type { Letter, MailCalendar } from '../db/schema/mail.ts'
import type { Reader } from './mail-templates/letter.ts'
import {
  calendarDescription,
  cancellationComment,
  cancellationLetter,
  invitationLetter,
  type MeetingFacts,
  placeOf,
  reminderLetter,
  removalLetter,
  updateLetter,
} from './mail-templates/meeting-letters.ts'

/** Everything that is told about a meeting. */
export type ToldMeeting = MeetingFacts & {
  id: Id
  sequence: number
  visibility: Visibility
  /** The address of whoever acts for the organizer. */
  sentByEmail: string | null
  invitees: (Invitee & Reader & { id: Id })[]
}
export type Recipient = Reader & { id: Id; email: string }

export type MeetingMailKind = 'invitation' | 'update' | 'cancellation' | 'removal' | 'reminder'

/**
 * Beyond this many, each calendar is told of its owner alone: five hundred names in five hundred mails help nobody, and
 * clients show them badly.
 */
const listedInvitees = 100

/**
 * What a calendar knows of a meeting, in short: when it is, and all the rest. The list of invitees and the agenda are left
 * out: who else comes, or what is talked about, is no reason for another mail.
 */
export function digestOf(meeting: ToldMeeting): string {
  const { startsAt, endsAt, zone, title, description, video, visibility, organizerName, sentByEmail } =
    meeting
  const brief = (facts: unknown[]) =>
    createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 16)
  return [
    brief([startsAt, endsAt, zone]),
    brief([title, description, placeOf(meeting), video, visibility, organizerName, sentByEmail]),
  ].join('.')
}

/** Whether the time is another one than what was told then. */
export const timeDiffers = (told: string | null, digest: string): boolean =>
  told?.split('.')[0] !== digest.split('.')[0]

type Ask = {
  kind: MeetingMailKind
  /** Says what this mail is, so that it is not sent twice. */
  key: string
  recipient: Recipient
  /** For an update: the answer was to another time. */
  timeChanged?: boolean
  /** For a reminder: whether the recipient has answered. */
  answered?: boolean
  now: Instant
}

export function writeMeetingMail(links: GuestLinks, meeting: ToldMeeting, ask: Ask): NewMail {
  const { kind, key, recipient, now } = ask
  const link = invitationUrl(links, recipient.id)
  return {
    key,
    kind,
    to: { name: recipient.name, email: recipient.email },
    letter: letterOf(meeting, ask, link),
    fromName: meeting.organizerName,
    calendar: kind === 'reminder' ? null : calendarOf(meeting, ask, link, now),
    meetingId: meeting.id,
    attendeeId: recipient.id,
    digest: kind === 'invitation' || kind === 'update' ? digestOf(meeting) : null,
    expiresAt: kind === 'reminder' ? meeting.startsAt : meeting.endsAt,
  }
}

function letterOf(
  meeting: ToldMeeting,
  { kind, recipient, timeChanged = false, answered = true }: Ask,
  link: string,
): Letter {
  switch (kind) {
    case 'invitation':
      return invitationLetter(meeting, recipient, link)
    case 'update':
      return updateLetter(meeting, recipient, link, timeChanged)
    case 'cancellation':
      return cancellationLetter(meeting, recipient)
    case 'removal':
      return removalLetter(meeting, recipient)
    case 'reminder':
      return reminderLetter(meeting, recipient, link, answered)
  }
}

const calendarKinds = {
  invitation: 'request',
  update: 'request',
  cancellation: 'cancel',
  removal: 'uninvite',
} as const

function calendarOf(
  meeting: ToldMeeting,
  { kind, recipient }: Ask,
  link: string,
  now: Instant,
): MailCalendar {
  const taken = kind === 'cancellation' || kind === 'removal'
  const { id, sequence, title, startsAt, endsAt, zone, video, visibility } = meeting
  return {
    kind: calendarKinds[kind as keyof typeof calendarKinds],
    event: {
      // RFC 7986 §5.3 advises a UUID for the UID; the meeting's own never changes.
      uid: id,
      sequence,
      title,
      description: taken ? '' : calendarDescription(meeting, recipient.locale, link),
      startsAt,
      endsAt,
      zone,
      place: placeOf(meeting),
      joinUrl: video && !taken ? link : null,
      visibility,
    },
    organizer: { name: meeting.organizerName, sentBy: meeting.sentByEmail },
    attendees: listed(meeting, recipient, kind),
    comment: taken ? cancellationComment(meeting, recipient.locale, kind === 'removal') : null,
    stampedAt: now,
  }
}

function listed({ invitees }: ToldMeeting, recipient: Recipient, kind: MeetingMailKind): Invitee[] {
  if (kind === 'removal')
    return [{ name: recipient.name, email: recipient.email, role: 'required', partStat: 'needs-action' }]
  const all = invitees.length <= listedInvitees ? invitees : invitees.filter(({ id }) => id === recipient.id)
  return all.map(({ name, email, role, partStat }) => ({ name, email, role, partStat }))
}
