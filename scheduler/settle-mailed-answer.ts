/** What came by mail and could not be taken for an answer: whoever may change the meeting says whose it is, or that it is none. */
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { MailedAnswer, SettleMailedAnswer } from '../contract/minutes.ts'
import type { Id } from '../contract/values.ts'
import { toInstant } from './instants.ts'
import type { InvitationUnit, InvitationViews, MailedAnswers, MailedAnswersView } from './invitation-ports.ts'
import { requireRunning } from './deliveries.ts'
import type { Clock } from './ports.ts'
import { recordAnswer } from './record-answer.ts'

type Views = InvitationViews & { mailedAnswers: MailedAnswersView }
type Unit = InvitationUnit & { mailedAnswers: MailedAnswers }
export type MailedAnswerDeps = {
  work: {
    run<T>(act: (unit: Unit) => Promise<T>): Promise<T>
    read<T>(look: (views: Views) => Promise<T>): Promise<T>
  }
  clock: Clock
}

/** Those that wait, oldest first. Throws `meeting.missing`, `permission.missing`. */
export const listMailedAnswers = (
  { work }: Pick<MailedAnswerDeps, 'work'>,
  actor: Actor,
  meetingId: Id,
): Promise<MailedAnswer[]> =>
  work.read(async (views) => {
    await requireRunning(views, actor, meetingId)
    return views.mailedAnswers.waiting(meetingId)
  })

/**
 * Takes it for the answer of an attendee, or, with `attendeeId` null, for none. Throws `meeting.missing`,
 * `permission.missing`, `mailed-answer.missing` (settled by somebody else), `attendee.missing`, `meeting.cancelled`,
 * `meeting.over`.
 */
export const settleMailedAnswer = (
  { work, clock }: MailedAnswerDeps,
  actor: Actor,
  meetingId: Id,
  answerId: Id,
  { attendeeId }: SettleMailedAnswer,
): Promise<MailedAnswer[]> =>
  work.run(async (unit) => {
    const { attendees } = await requireRunning(unit, actor, meetingId)
    const kept = await unit.mailedAnswers.settle(meetingId, answerId, toInstant(clock.now()))
    if (!kept) throw new AppError('mailed-answer.missing')
    if (attendeeId !== null) {
      if (!attendees.some(({ id }) => id === attendeeId)) throw new AppError('attendee.missing')
      // Whoever sends somebody else does not come.
      const partStat = kept.partStat === 'delegated' ? 'declined' : kept.partStat
      const answer = { partStat, comment: kept.comment }
      await recordAnswer(unit, clock.now(), attendeeId, answer, actor.personId)
    }
    unit.events.record('mailed-answer.settled', { meetingId }, actor.personId)
    return unit.mailedAnswers.waiting(meetingId)
  })
