import { In, IsNull, Not } from 'typeorm'
import type { Instant } from '../../../contract/values.ts'
import type { Connection } from '../repositories.ts'
import { type JobRow, jobSchema } from '../schema/jobs.ts'

/** The memory of periodic jobs: any process may ask, and the one that runs them looks here. */
export function jobs({ manager }: Connection) {
  const save = (row: Partial<JobRow> & { name: string }, columns: string[]) =>
    manager
      .createQueryBuilder()
      .insert()
      .into(jobSchema)
      .values(row)
      .orUpdate(columns, ['name'])
      .updateEntity(false)
      .execute()

  return {
    list: (): Promise<JobRow[]> => manager.find(jobSchema),

    async ask(name: string, at: Instant): Promise<void> {
      await save({ name, askedAt: at }, ['asked_at'])
    },

    async ended(name: string, startedAt: Instant, endedAt: Instant, error: string | null): Promise<void> {
      const ended = { name, startedAt, endedAt, error }
      const columns = ['started_at', 'ended_at', 'error']
      if (error === null) await save({ ...ended, succeededAt: endedAt }, [...columns, 'succeeded_at'])
      else await save(ended, columns)
    },

    /** Whether one of these is asked for, without a lock. */
    isAsked: (names: readonly string[]): Promise<boolean> =>
      manager.existsBy(jobSchema, { name: In(names), askedAt: Not(IsNull()) }),

    /** Those that are asked for, each to one caller only. */
    async takeAsked(names: readonly string[]): Promise<string[]> {
      const asked = await manager.findBy(jobSchema, { name: In(names), askedAt: Not(IsNull()) })
      const taken: string[] = []
      for (const { name, askedAt } of asked) {
        const { affected } = await manager.update(
          jobSchema,
          { name, askedAt: askedAt ?? '' },
          { askedAt: null },
        )
        if (affected === 1) taken.push(name)
      }
      return taken
    },
  }
}
