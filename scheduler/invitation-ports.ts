/** What invitations and the answers to them need from the world besides `ports.ts`. `api/db/repos` implements it. */
import type { Delivery, MailedAnswer } from '../contract/minutes.ts'
import type { PartStat } from '../contract/scheduling.ts'
import type { Id, Instant } from '../contract/values.ts'
import type { GroupViews } from './group-ports.ts'
import type { GuestLinks } from './guest-link.ts'
import type { Clock, SchedulerUnit, SchedulerView } from './ports.ts'

/** `partStat` is kept with the attendee, the rest beside it. */
export type AnswerRow = { attendeeId: Id; partStat: PartStat; comment: string | null; answeredAt: Instant }

export type AnswersView = {
  /** The meeting that this attendee is invited to; null when they no longer are. */
  meetingOf(attendeeId: Id): Promise<Id | null>
  /** When they answered last, even if the answer has been reset since; null when they never did. */
  answeredAt(attendeeId: Id): Promise<Instant | null>
}
export type Answers = AnswersView & {
  /** Saves it over the one before. */
  save(row: AnswerRow): Promise<void>
}

export type DeliveriesView = {
  /** The newest mail of each kind to each attendee, those who are no longer invited included; newest first. */
  of(meetingId: Id): Promise<Delivery[]>
}

export type MailedAnswersView = {
  /** Those that nobody has settled, oldest first. */
  waiting(meetingId: Id): Promise<MailedAnswer[]>
}
export type MailedAnswers = MailedAnswersView & {
  /** False when one with this key was kept before. */
  keep(answer: Omit<MailedAnswer, 'id'> & { key: string; meetingId: Id }): Promise<boolean>
  /** What it was; null when there is none of that meeting, or somebody else was quicker. */
  settle(meetingId: Id, id: Id, at: Instant): Promise<MailedAnswer | null>
}

export type InvitationViews = Pick<SchedulerView, 'meetings' | 'attendance'> &
  Pick<GroupViews, 'convocations' | 'agendas'> & { answers: AnswersView; deliveries: DeliveriesView }
export type InvitationUnit = Pick<SchedulerUnit, 'meetings' | 'events'> &
  Pick<GroupViews, 'convocations' | 'agendas'> & { answers: Answers; deliveries: DeliveriesView }

export type InvitationDeps = {
  work: {
    run<T>(act: (unit: InvitationUnit) => Promise<T>): Promise<T>
    read<T>(look: (view: InvitationViews) => Promise<T>): Promise<T>
  }
  clock: Clock
  /** Personal links are made with the same key and address as guest links. */
  guestLinks: GuestLinks
}
