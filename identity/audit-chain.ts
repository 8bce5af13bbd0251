/**
 * The chain of the audit: each row carries a hash over the one before it and over all that it says. What may name a person
 * beyond their id, the address and the values of a change, goes into it as a salted hash of its own: the value and its salt
 * can be blanked, and the row still proves the rest. Rows from before that carry their values in the hash itself; of a
 * blanked one a later entry (`blankedAction`) vouches for what is left, as it does for every blanked row.
 */
import { createHash, randomBytes } from 'node:crypto'
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
  /** Null once the value is blanked. Both are null in rows from before there were seals. */
  addressSalt: string | null
  addressSeal: string | null
  changesSalt: string | null
  changesSeal: string | null
  hash: string
}

/** Before the first row. */
export const noHash = ''
/** What a blanked row has in place of its changes. */
export const noChanges = '[]'
/** The entry that names the rows whose values were blanked. */
export const blankedAction = 'audit.blanked'
/** The entry that says where the chain begins since a rule has taken out what was before. */
export const trimmedAction = 'retention.applied'

type Values = Pick<AuditRow, 'address' | 'changes'>
type Seals = Pick<AuditRow, 'addressSalt' | 'addressSeal' | 'changesSalt' | 'changesSeal'>

const digest = (...said: unknown[]): string =>
  createHash('sha256').update(JSON.stringify(said)).digest('base64url')

/** Seals for the values of a new row. */
export function sealValues({ address, changes }: Values): Seals {
  const addressSalt = randomBytes(16).toString('base64url')
  const changesSalt = randomBytes(16).toString('base64url')
  return {
    ...{ addressSalt, addressSeal: digest(addressSalt, address) },
    ...{ changesSalt, changesSeal: digest(changesSalt, changes) },
  }
}

/** The hash that a row must carry after a row with the hash `before`. */
export const sealOf = (before: string, row: Omit<AuditRow, 'hash'>): string => {
  const { seq, at, actorId, action, subjectKind, subjectId, route, requestId } = row
  const said = [before, seq, at, actorId, action, subjectKind, subjectId, route, requestId]
  return row.changesSeal === null
    ? digest(...said, row.address, row.changes)
    : digest(...said, 2, row.addressSeal, row.changesSeal)
}

/** What a blanked row still says, for the entry that vouches for it. */
export const remainderOf = (row: AuditRow): string => {
  const { seq, at, actorId, action, subjectKind, subjectId, route, requestId, hash } = row
  return digest(seq, at, actorId, action, subjectKind, subjectId, route, requestId, hash)
}

/**
 * How a row stands after one with the hash `before`: `blanked` is one from which values are missing and for which a later
 * entry must vouch.
 */
export function standingOf(before: string, row: AuditRow): 'whole' | 'blanked' | 'broken' {
  const { address, changes, addressSalt, addressSeal, changesSalt, changesSeal } = row
  const follows = sealOf(before, row) === row.hash
  if (changesSeal === null) {
    if (follows) return 'whole'
    return address === null && changes === noChanges ? 'blanked' : 'broken'
  }
  if (!follows) return 'broken'
  const addressHolds = addressSalt === null ? address === null : digest(addressSalt, address) === addressSeal
  const changesHold =
    changesSalt === null ? changes === noChanges : digest(changesSalt, changes) === changesSeal
  if (!addressHolds || !changesHold) return 'broken'
  return addressSalt === null || changesSalt === null ? 'blanked' : 'whole'
}
