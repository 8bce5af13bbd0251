import { EntitySchema } from 'typeorm'
import type { Instant } from '../../../contract/values.ts'
import { instant, nullable, text } from '../columns.ts'

export type JobRow = {
  name: string
  startedAt: Instant | null
  endedAt: Instant | null
  error: string | null
  /** When it last ended well, whatever has happened since. */
  succeededAt: Instant | null
  askedAt: Instant | null
}

export const jobSchema = new EntitySchema<JobRow>({
  name: 'job',
  columns: {
    name: { ...text, primary: true },
    startedAt: nullable(instant),
    endedAt: nullable(instant),
    error: nullable(text),
    succeededAt: nullable(instant),
    askedAt: nullable(instant),
  },
})
