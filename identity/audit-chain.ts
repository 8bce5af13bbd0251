/** The chain of the audit: each row carries a hash over the one before it and over all that it says. */
import { createHash } from 'node:crypto'
import type { Id, Instant } from '../contract/values.ts'

/** A row as it is kept. `changes` is JSON, as the text that was hashed. */
export type AuditRow = {
  seq: number
  at: Instant
  actorId: Id | null
  action: string
  subjectKind: string | null
  subjectId: string | null
  route: string | null
  requestId: string | null
  address: string | null
  changes: string
  hash: string
}

/** Before the first row. */
export const noHash = ''

/** The hash that a row must carry after a row with the hash `before`. */
export const sealOf = (before: string, row: Omit<AuditRow, 'hash'>): string => {
  const { seq, at, actorId, action, subjectKind, subjectId, route, requestId, address, changes } = row
  const said = [before, seq, at, actorId, action, subjectKind, subjectId, route, requestId, address, changes]
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url')
}
