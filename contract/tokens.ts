/** Personal access tokens: how a program acts for a person, with less than all of their rights, until a day. */
import { z } from 'zod'
import { Id, Instant, line } from './values.ts'

/** What a token may be for. Each can be read, or read and written. */
export const tokenAreas = ['people', 'meetings', 'groups', 'projects', 'reports', 'administration'] as const
export type TokenArea = (typeof tokenAreas)[number]

/** `meetings:read`. Writing does not include reading: name both. */
export const TokenScope = z.enum(
  tokenAreas.flatMap((area) => [`${area}:read`, `${area}:write`] as const) as [
    `${TokenArea}:${'read' | 'write'}`,
    ...`${TokenArea}:${'read' | 'write'}`[],
  ],
)
export type TokenScope = z.infer<typeof TokenScope>

/** A token never outlives this: a program that nobody remembers loses its rights. */
export const tokenMaxDays = 366

/** A token as its owner sees it; what it is was shown once. */
export const Token = z.object({
  id: Id,
  name: z.string(),
  scopes: z.array(TokenScope),
  createdAt: Instant,
  expiresAt: Instant,
  /** To the minute; null when it was never used. */
  lastUsedAt: Instant.nullable(),
})
export type Token = z.infer<typeof Token>

export const AddToken = z.strictObject({
  /** What it is for, in its owner's words. */
  name: line(80),
  scopes: z
    .array(TokenScope)
    .min(1)
    .max(tokenAreas.length * 2),
  days: z.int().min(1).max(tokenMaxDays),
})
export type AddToken = z.infer<typeof AddToken>

/** `token` goes into `Authorization: Bearer`, and is told this once. */
export const NewToken = Token.extend({ token: z.string() })
export type NewToken = z.infer<typeof NewToken>
