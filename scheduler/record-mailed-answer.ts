/**
 * Answers to invitations that arrive by mail, as calendars send them (METHOD:REPLY, RFC 5546 §3.2.3). Whose answer it is
 * decides the mailbox that it came from: a calendar may write anybody's name into it. What cannot be believed or
 * understood is kept for the secretary, never thrown away and never taken for an answer.
 */
import type { MailedAnswerReason } from '../contract/minutes.ts'
import type { Attendee } from '../contract/scheduling.ts'
import { Id, type Instant } from '../contract/values.ts'
import { toInstant } from './instants.ts'
import type { InvitationUnit, MailedAnswers } from './invitation-ports.ts'
import type { MeetingDetail } from './ports.ts'
import { recordAnswer } from './record-answer.ts'

/** One VEVENT of a reply. */
export type CalendarAnswer = {
  uid: string
  /** Null when the calendar left it out. */
  sequence: number | null
  /** DTSTAMP: when it was given, by the clock of whoever gave it. */
  stampedAt: Instant | null
  /** The address in its ATTENDEE line. */
  about: string
  partStat: 'accepted' | 'declined' | 'tentative' | 'delegated'
  comment: string | null
}

export type AnswerMail = {
  /** The same however often the mail is read. */
  messageId: string
  from: { name: string; email: string }
  /** False when the mail server that took it says that the sender's address is not theirs (RFC 8601). */
  authentic: boolean
  receivedAt: Instant
  answers: CalendarAnswer[]
}

/** `ignored`: not about a meeting of ours, or overtaken by what is known already. */
export type Outcome = 'recorded' | 'kept' | 'ignored'

type Unit = InvitationUnit & { mailedAnswers: MailedAnswers }

/** Records each answer of a mail, or keeps it for the secretary. Reading the same mail again changes nothing. */
export async function recordMailedAnswers(
  unit: Unit,
  now: Temporal.Instant,
  mail: AnswerMail,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [index, answer] of mail.answers.entries())
    outcomes.push(await recordOne(unit, now, mail, answer, `${mail.messageId}/${index}`))
  return outcomes
}

async function recordOne(
  unit: Unit,
  now: Temporal.Instant,
  mail: AnswerMail,
  answer: CalendarAnswer,
  key: string,
): Promise<Outcome> {
  const meetingId = Id.safeParse(answer.uid).data
  // Held: whoever moves the meeting at this moment resets all answers, and this one must not slip through.
  const meeting = meetingId && (await unit.meetings.hold(meetingId))
  const detail = meeting && (await unit.meetings.find(meeting.id))
  if (!detail || isPast(detail, now)) return 'ignored'
  // They answered to a time that has changed since; their calendar has been asked again (RFC 5546 §2.1.5).
  if (answer.sequence !== null && answer.sequence < detail.meeting.sequence) return 'ignored'

  const reading = whoAnswers(detail.attendees, mail, answer)
  if ('reason' in reading) {
    const { about, partStat, comment } = answer
    const kept = await unit.mailedAnswers.keep({
      ...{ key, meetingId: detail.meeting.id, fromName: mail.from.name, fromEmail: mail.from.email },
      ...{ about, partStat, comment, reason: reading.reason, receivedAt: mail.receivedAt },
    })
    if (kept) unit.events.record('mailed-answer.kept', { meetingId: detail.meeting.id })
    return kept ? 'kept' : 'ignored'
  }

  const { attendee, partStat } = reading
  const stampedAt = answer.stampedAt ?? mail.receivedAt
  const before = await unit.answers.answeredAt(attendee.id)
  if (before !== null && attendee.partStat !== 'needs-action' && stampedAt < before) return 'ignored'
  const { comment } = answer
  // A calendar whose clock is ahead must not shut out what is answered on the page meanwhile.
  const answeredAt = [stampedAt, toInstant(now)].sort()[0]
  await recordAnswer(unit, now, attendee.id, { partStat, comment }, null, answeredAt)
  return 'recorded'
}

const isPast = ({ meeting, occurrences }: MeetingDetail, now: Temporal.Instant): boolean =>
  meeting.status === 'cancelled' || occurrences.every(({ endsAt }) => endsAt <= toInstant(now))

type Reading =
  { attendee: Attendee; partStat: 'accepted' | 'declined' | 'tentative' } | { reason: MailedAnswerReason }

function whoAnswers(attendees: readonly Attendee[], mail: AnswerMail, answer: CalendarAnswer): Reading {
  const invited = (address: string) => attendees.find(({ email }) => same(email, address))
  const sender = invited(mail.from.email)
  const named = invited(answer.about)
  if (!sender && !named) return { reason: 'stranger' }
  // Whoever answers for somebody else may well be allowed to; only people know.
  if (!sender || (named && named !== sender)) return { reason: 'other-sender' }
  if (!mail.authentic) return { reason: 'not-authentic' }
  if (answer.partStat === 'delegated') return { reason: 'delegated' }
  return { attendee: sender, partStat: answer.partStat }
}

/** RFC 5321 §2.4 lets the left part differ by case; no mail system in use does. */
const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
