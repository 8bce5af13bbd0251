/** What is held about one person: handed out to them, and taken out for good. */
import { z } from 'zod'
import { Id, Instant } from './values.ts'

/** What goes with somebody who is erased. */
export const erasedThings = [
  'account',
  'sessions',
  'tokens',
  'feeds',
  'invitations',
  'mandates',
  'offices',
  'comments',
  'mails',
  'attendance',
  'history',
] as const
/** What stays, without the name or, in published minutes, with it. */
export const stayingThings = [
  'minutes',
  'meetings',
  'actions',
  'open-actions',
  'reports',
  'documents',
] as const

const counted = <T extends readonly [string, ...string[]]>(things: T) =>
  z.array(z.object({ what: z.enum(things), count: z.int() }))

export const ErasurePlan = z.object({
  personId: Id,
  name: z.string(),
  /** When it was done; null before. */
  erasedAt: Instant.nullable(),
  /** Why it cannot be done; or that it must be said once more, because it is the asker's own account. */
  refusal: z.enum(['last-administrator', 'oneself']).nullable(),
  /** Somebody else's name holds this one, or it is a single word: it is not looked for in texts, only where it is theirs. */
  nameShared: z.boolean(),
  goes: counted(erasedThings),
  stays: counted(stayingThings),
})
export type ErasurePlan = z.infer<typeof ErasurePlan>

export const ErasePerson = z.strictObject({
  /** Says that one's own account is meant. */
  oneself: z.boolean().default(false),
})
export type ErasePerson = z.infer<typeof ErasePerson>

export const Erased = z.object({
  personId: Id,
  erasedAt: Instant,
  /** What was done now; nothing when it had been done before. */
  gone: counted(erasedThings),
})
export type Erased = z.infer<typeof Erased>
