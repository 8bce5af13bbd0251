import { setImmediate as breathe } from 'node:timers/promises'
import type { EntityManager, EntitySchema, ObjectLiteral } from 'typeorm'

/** A statement takes so many parameters and no more, and to compose one for five hundred rows takes a tenth of a second. */
const portion = 20

/** Inserts as they are, in portions, between which others have their turn. */
export async function insertRows<T extends ObjectLiteral>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  rows: readonly T[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += portion) {
    if (start > 0) await breathe()
    await manager
      .createQueryBuilder()
      .insert()
      .into(schema)
      .values(rows.slice(start, start + portion))
      .updateEntity(false)
      .execute()
  }
}
