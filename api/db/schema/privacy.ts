import { EntitySchema } from 'typeorm'
import type { RetentionRules } from '../../../contract/retention.ts'
import type { Id, Instant } from '../../../contract/values.ts'
import type { KeptNameRow } from '../../../scheduler/group-ports.ts'
import { id, instant, integer, json, key, nullable, text } from '../columns.ts'

/** One row. Kinds that it does not name are kept for ever. */
export const retentionSchema = new EntitySchema<{
  id: number
  rules: Partial<RetentionRules>
  version: number
}>({
  name: 'retention',
  columns: { id: { ...integer, primary: true }, rules: json, version: integer },
})

/** Somebody who was erased; `name`, `email` and `step` until all that holds them has been gone through. */
export type ErasureRow = {
  personId: Id
  name: string | null
  email: string | null
  byPersonId: Id | null
  askedAt: Instant
  /** How far it has come; null at the beginning. */
  step: string | null
  doneAt: Instant | null
}

export const erasureSchema = new EntitySchema<ErasureRow>({
  name: 'erasure',
  columns: {
    personId: key,
    name: nullable(text),
    email: nullable(text),
    byPersonId: nullable(id),
    askedAt: instant,
    step: nullable(text),
    doneAt: nullable(instant),
  },
})

/** How published minutes name somebody who was erased. */
export const minutesNameSchema = new EntitySchema<KeptNameRow>({
  name: 'minutes_name',
  columns: { meetingId: key, personId: key, name: text, organisation: nullable(text) },
})

/** What the attendance of a meeting said before its names were taken out. */
export const keptPresenceSchema = new EntitySchema<{ meetingId: Id; organisationIds: Id[]; people: number }>({
  name: 'kept_presence',
  columns: { meetingId: key, organisationIds: json, people: integer },
})
