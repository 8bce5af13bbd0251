import { IsNull } from 'typeorm'
import { z } from 'zod'
import { erasedAddress } from '../../../contract/erased.ts'
import type { Erasures } from '../../../identity/erase-person.ts'
import type { Connection } from '../repositories.ts'
import { blankAuditValues } from '../erasure/audit-values.ts'
import { countErasure } from '../erasure/count.ts'
import { takeOutLate, takeOutOwn } from '../erasure/own.ts'
import { isShared, type Named, takeOutOfTexts, textTables } from '../erasure/texts.ts'
import { insertRows } from '../insert-rows.ts'
import { erasureSchema, type ErasureRow } from '../schema/privacy.ts'

/**
 * How far it has come: the table that is gone through and the row of it, or the last row of the audit that was looked at. All
 * tables are gone through until nothing was left in any, for somebody may have carried a name from one that was not yet into
 * one that was.
 */
const Texts = z.object({
  table: z.string(),
  after: z
    .array(z.union([z.string(), z.number()]))
    .nullable()
    .default(null),
  pass: z.int().default(1),
  /** Whether this pass has found something. */
  changed: z.boolean().default(true),
  shared: z.boolean().nullable().default(null),
})
const Step = z.union([Texts, z.object({ seq: z.int() })])
const firstPass = '{"table":""}'
/** Whoever goes on typing a name must be told otherwise than by a job that never ends. */
const passesAtMost = 5

export function erasures(connection: Connection): Erasures {
  const { manager, dialect } = connection
  const hold = async (personId: string): Promise<ErasureRow | null> => {
    const query = manager.createQueryBuilder(erasureSchema, 'erasure').where({ personId })
    if (dialect === 'postgres') query.setLock('pessimistic_write')
    return query.getOne()
  }
  const goOn = (personId: string, step: z.infer<typeof Step>) =>
    manager.update(erasureSchema, { personId }, { step: JSON.stringify(step) })

  return {
    count: (person, now) => countErasure(connection, person, now),

    async open() {
      const rows = await manager.find(erasureSchema, {
        where: { doneAt: IsNull() },
        order: { askedAt: 'ASC' },
      })
      return rows.map(({ personId }) => personId)
    },

    async begin(person, byPersonId, now) {
      const { id: personId, name, email } = person
      await insertRows(manager, erasureSchema, [
        { personId, name, email, byPersonId, askedAt: now, step: null, doneAt: null },
      ])
      await takeOutOwn(connection, person, now)
    },

    async proceed(personId, now) {
      const row = await hold(personId)
      if (!row || row.doneAt !== null || row.name === null || row.email === null)
        return { next: 'done', blanked: [] }
      const known = { id: personId, name: row.name, email: row.email }
      const namedBy = (shared: boolean) => ({ ...known, address: erasedAddress(personId), shared })
      const step = Step.parse(JSON.parse(row.step ?? firstPass))
      if ('table' in step) {
        const next = await goThroughTexts(known, namedBy, step, now)
        await goOn(personId, next)
        return { next: 'table' in next && next.table === '' ? 'alone' : 'more', blanked: [] }
      }
      const named = namedBy(await isShared(connection, known))
      const { blanked, next } = await blankAuditValues(connection, personId, named, step.seq)
      if (next !== null) await goOn(personId, { seq: next })
      else
        await manager.update(
          erasureSchema,
          { personId },
          { name: null, email: null, step: null, doneAt: now },
        )
      return { next: next === null ? 'done' : 'more', blanked }
    },
  }

  /** A portion of one table, or the beginning of a pass; answers where to go on. */
  async function goThroughTexts(
    known: { id: string; name: string; email: string },
    namedBy: (shared: boolean) => Named,
    step: z.infer<typeof Texts>,
    now: string,
  ): Promise<z.infer<typeof Step>> {
    const begins = step.table === '' && step.after === null
    if (begins) await takeOutLate(connection, known, now)
    const shared = begins || step.shared === null ? await isShared(connection, known) : step.shared
    const changedBefore = begins ? false : step.changed
    const tables = textTables(connection)
    const table = step.after
      ? tables.find(({ name }) => name === step.table)
      : tables.find(({ name }) => name > step.table)
    if (!table)
      return step.changed && step.pass < passesAtMost
        ? { table: '', after: null, pass: step.pass + 1, changed: false, shared: null }
        : { seq: 0 }
    const { changed, next } = await takeOutOfTexts(connection, table, namedBy(shared), step.after)
    return {
      ...{ table: table.name, after: next, pass: step.pass, shared },
      changed: changedBefore || changed > 0,
    }
  }
}
