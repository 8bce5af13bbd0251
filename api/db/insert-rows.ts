import type { EntityManager, EntitySchema, ObjectLiteral } from 'typeorm'

/** Inserts as they are, in portions: a statement takes so many parameters and no more. */
export async function insertRows<T extends ObjectLiteral>(
  manager: EntityManager,
  schema: EntitySchema<T>,
  rows: readonly T[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += 500)
    await manager
      .createQueryBuilder()
      .insert()
      .into(schema)
      .values(rows.slice(start, start + 500))
      .updateEntity(false)
      .execute()
}
