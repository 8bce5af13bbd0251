/** The audit: who did what, when and from where. Written with the act itself, never changed, chained by hash. */
import { z } from 'zod'
import { PageQuery, sortOf } from './lists.ts'
import { Id, Instant } from './values.ts'

/** What a field was and what it became. */
export const AuditChange = z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })
export type AuditChange = z.infer<typeof AuditChange>

export const AuditEntry = z.object({
  /** Counted without gaps: a number that is missing is a row that was removed. */
  seq: z.int(),
  at: Instant,
  /** Null for what nobody in particular did. */
  actor: z.object({ personId: Id, name: z.string().nullable() }).nullable(),
  /** What happened, `meeting.cancelled`; or the request, where nothing has a name of its own. */
  action: z.string(),
  subject: z.object({ kind: z.string(), id: z.string() }).nullable(),
  /** Null when it followed from something else, and was not asked for by anybody at that moment. */
  route: z.string().nullable(),
  requestId: z.string().nullable(),
  address: z.string().nullable(),
  changes: z.array(AuditChange),
  /** SHA-256 over the hash before it and this row. */
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditQuery = PageQuery.extend({
  from: Instant.optional(),
  to: Instant.optional(),
  personId: Id.optional(),
  /** `meeting.cancelled`, or `meeting` for all that happens to meetings. */
  action: z.string().trim().max(100).optional(),
  /** What it was done to. */
  subjectId: z.string().max(100).optional(),
  /** Part of what was done or of what a field was or became. */
  search: z.string().trim().max(100).optional(),
  sort: sortOf('seq'),
})
export type AuditQuery = z.infer<typeof AuditQuery>

export const AuditExportQuery = AuditQuery.omit({ cursor: true, limit: true }).extend({
  format: z.enum(['json', 'csv']).default('json'),
})
export type AuditExportQuery = z.infer<typeof AuditExportQuery>

/** Whether the chain is whole. `brokenAt` is the first row that is not as it was written, or before which one is missing. */
export const AuditProof = z.object({
  whole: z.boolean(),
  entries: z.int(),
  brokenAt: z.int().nullable(),
  /** The last entry that a rule of retention has taken out, 0 while none was; an entry of the chain tells of it. */
  beginsAfter: z.int(),
  /** Entries whose values went with an erased person; entries of the chain vouch for what is left of them. */
  blanked: z.int(),
  /** Written down elsewhere, it proves that nothing before it was changed. */
  head: z.object({ seq: z.int(), hash: z.string() }),
})
export type AuditProof = z.infer<typeof AuditProof>
