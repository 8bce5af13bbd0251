import { EntitySchema } from 'typeorm'
import type { Id, Instant } from '../../../contract/values.ts'
import { bool, id, instant, integer, key, nullable, text } from '../columns.ts'

/** A write that was done, under the key that its sender gave it. `body` is null where the answer is not kept. */
export type KeptWrite = {
  personId: Id
  key: string
  /** New with every try: tells whose row it is that stands there. */
  id: Id
  fingerprint: string
  status: number
  body: string | null
  /** Whether `body` is what was sent; before that it is what the use case answered. */
  final: boolean
  expiresAt: Instant
}

export const keptWriteSchema = new EntitySchema<KeptWrite>({
  name: 'kept_write',
  columns: {
    personId: key,
    key: { ...text, primary: true },
    id,
    fingerprint: text,
    status: integer,
    body: nullable(text),
    final: bool,
    expiresAt: instant,
  },
})
