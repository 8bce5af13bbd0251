/**
 * Working groups that cross institutions: who sits in them by which act, and the rules they keep.
 * A member sits for an institution, as *titular* or *supleant*, by a dated and numbered mandate; quorum and votes
 * count once per institution.
 */
import { z } from 'zod'
import { Organisation } from './identity.ts'
import { Id, line, LocalDate, prose, Version } from './values.ts'

/** An act with number and date, as every designation, convocation, minutes and report bears one. */
export const ActRef = z.strictObject({ number: line(40), date: LocalDate })
export type ActRef = z.infer<typeof ActRef>

export const GroupRules = z.strictObject({
  /** At least this share of the institutions must be present: `{ numerator: 1, denominator: 2 }` is "at least half". */
  quorum: z
    .strictObject({ numerator: z.int().min(1).max(100), denominator: z.int().min(1).max(100) })
    .refine(({ numerator, denominator }) => numerator <= denominator, { error: 'choice' }),
  /** How long before the meeting the convocation must leave. Less needs a written reason. */
  noticeDays: z.int().min(0).max(60),
  noticeUnit: z.enum(['calendar', 'working']),
  /** Who approves the minutes before they are published. */
  minutesApprover: z.enum(['chair', 'secretary']),
  /** How many hours before the meeting the reminder leaves; 0 sends none. */
  reminderHours: z.int().min(0).max(336),
})
export type GroupRules = z.infer<typeof GroupRules>

export const MandateKind = z.enum(['titular', 'supleant'])
export type MandateKind = z.infer<typeof MandateKind>

/** Somebody's seat for an institution, from a day until a day (both included; `until` null: until revoked). */
export const Mandate = z.object({
  id: Id,
  personId: Id,
  personName: z.string(),
  email: z.string(),
  organisation: Organisation.pick({ id: true, name: true, shortName: true }),
  kind: MandateKind,
  act: ActRef,
  from: LocalDate,
  until: LocalDate.nullable(),
  /** The act that ended it before its time. */
  revokedBy: ActRef.nullable(),
})
export type Mandate = z.infer<typeof Mandate>

export const AddMandate = z
  .strictObject({
    personId: Id,
    organisationId: Id,
    kind: MandateKind,
    act: ActRef,
    from: LocalDate,
    until: LocalDate.nullable().default(null),
  })
  .refine(({ from, until }) => until === null || until >= from, { path: ['until'], error: 'too-small' })
export type AddMandate = z.infer<typeof AddMandate>
/** Ends a mandate on a day, by an act. Mandates are never deleted: who sat when must stay provable. */
export const RevokeMandate = z.strictObject({ act: ActRef, until: LocalDate })
export type RevokeMandate = z.infer<typeof RevokeMandate>

export const Group = z.object({
  id: Id,
  name: z.string(),
  shortName: z.string(),
  purpose: z.string(),
  /** The act that set the group up. */
  act: ActRef.nullable(),
  chair: z.object({ personId: Id, name: z.string() }).nullable(),
  secretary: z.object({ personId: Id, name: z.string() }).nullable(),
  rules: GroupRules,
  /** A closed group keeps its history and is convened no more. */
  closed: z.boolean(),
  mandates: z.array(Mandate),
  rights: z.object({ manage: z.boolean(), convene: z.boolean(), member: z.boolean() }),
  version: Version,
})
export type Group = z.infer<typeof Group>

export const GroupSummary = Group.pick({
  id: true,
  name: true,
  shortName: true,
  closed: true,
  chair: true,
  secretary: true,
}).extend({
  institutionCount: z.int(),
  memberCount: z.int(),
  nextMeeting: z
    .object({ meetingId: Id, title: z.string(), startsAt: z.string(), zone: z.string() })
    .nullable(),
  mine: z.boolean(),
})
export type GroupSummary = z.infer<typeof GroupSummary>

const group = {
  name: line(200),
  shortName: line(40),
  purpose: prose(4000),
  act: ActRef.nullable(),
  chairPersonId: Id.nullable(),
  secretaryPersonId: Id.nullable(),
  rules: GroupRules,
}
export const AddGroup = z.strictObject(group)
export type AddGroup = z.infer<typeof AddGroup>
export const ChangeGroup = z.strictObject({ ...group, closed: z.boolean(), version: Version })
export type ChangeGroup = z.infer<typeof ChangeGroup>

/** Quorum, once per institution: `expected` counts accepted answers before the meeting, `present` those in the call during it. */
export const Quorum = z.object({
  institutions: z.array(
    z.object({
      organisationId: Id,
      shortName: z.string(),
      /**
       * `likely`: a seat of this institution accepted; `absent`: all its seats declined; `unseated`: nobody has a mandate
       * of it any more on the day.
       */
      expectation: z.enum(['likely', 'unknown', 'absent', 'unseated']),
      present: z.boolean(),
    }),
  ),
  needed: z.int(),
  expected: z.int(),
  present: z.int(),
  /** A second convocation of the same meeting is valid without quorum (Decizia PM 524/2025). */
  waived: z.boolean(),
})
export type Quorum = z.infer<typeof Quorum>

/** "At least half" of five institutions is three: the share is rounded up. */
export const institutionsNeeded = (
  { numerator, denominator }: GroupRules['quorum'],
  institutions: number,
): number => Math.ceil((institutions * numerator) / denominator)
