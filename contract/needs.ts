/** What waits for one person, from every part of the product: what Today asks them to do. */
import { z } from 'zod'
import { Id, Instant, LocalDate } from './values.ts'
import { Period } from './tracking.ts'

/** So many of each kind at most are told; a page that has so many to show shows that there are more. */
export const mostNeeds = 10

const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), more: z.boolean() })

/** Everything comes with the most pressing first. */
export const Needs = z.object({
  /** Invitations that I have not answered, to meetings that are not over and that somebody else organises. */
  invitations: listOf(
    z.object({
      meetingId: Id,
      title: z.string(),
      groupName: z.string().nullable(),
      startsAt: Instant,
      endsAt: Instant,
    }),
  ),
  /** Minutes that I am to write, to approve or to publish. */
  minutes: listOf(
    z.object({
      meetingId: Id,
      title: z.string(),
      groupName: z.string().nullable(),
      startsAt: Instant,
      step: z.enum(['write', 'approve', 'publish']),
    }),
  ),
  /** My open actions that are late or due within a week. */
  actions: listOf(
    z.object({
      id: Id,
      text: z.string(),
      projectName: z.string().nullable(),
      dueOn: LocalDate,
      late: z.boolean(),
    }),
  ),
  /** Reports that I am to write, to write again, or to review. */
  reports: listOf(
    z.object({
      id: Id,
      projectName: z.string(),
      period: Period,
      dueOn: LocalDate,
      late: z.boolean(),
      step: z.enum(['write', 'rewrite', 'review']),
    }),
  ),
})
export type Needs = z.infer<typeof Needs>
