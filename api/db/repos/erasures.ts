import { IsNull } from 'typeorm'
import { z } from 'zod'
import type { Erasures } from '../../../identity/erase-person.ts'
import type { Connection } from '../repositories.ts'
import { blankAuditValues } from '../erasure/audit-values.ts'
import { countErasure } from '../erasure/count.ts'
import { takeOutOwn } from '../erasure/own.ts'
import { isShared, takeOutOfTexts, textTables } from '../erasure/texts.ts'
import { insertRows } from '../insert-rows.ts'
import { erasureSchema, type ErasureRow } from '../schema/privacy.ts'

/** How far it has come: the table that is gone through, or the last row of the audit that was looked at. */
const Step = z.union([z.object({ table: z.string() }), z.object({ seq: z.int() })])
const before = '{"table":""}'

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
        return { done: true, blanked: [] }
      const { name, email } = row
      const named = { name, email, shared: await isShared(connection, { id: personId, name, email }) }
      const step = Step.parse(JSON.parse(row.step ?? before))
      if ('table' in step) {
        const table = textTables(connection).find((each) => each.name > step.table)
        if (!table) await goOn(personId, { seq: 0 })
        else if ((await takeOutOfTexts(connection, table, named)) === 0)
          await goOn(personId, { table: table.name })
        return { done: false, blanked: [] }
      }
      const { blanked, next } = await blankAuditValues(connection, personId, named, step.seq)
      if (next !== null) await goOn(personId, { seq: next })
      else
        await manager.update(
          erasureSchema,
          { personId },
          { name: null, email: null, step: null, doneAt: now },
        )
      return { done: next === null, blanked }
    },
  }
}
