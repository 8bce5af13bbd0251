import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/**
 * One of the values that put a list in order, of which the last must be one that no two rows share. `by` is what the query
 * calls it, `of` finds it in a row that was read, `shape` parses it out of a cursor. `down`: the greatest comes first.
 */
export type SortKey<Row> = {
  by: string
  of: (row: Row) => string | number
  shape: z.ZodType<string | number>
  down?: boolean
}

export type Sorted<Row> = {
  /** Which rows come after the cursor, and the values in it; null on the first page. */
  after: { condition: string; values: Record<string, string | number> } | null
  /** What to order by, in this order. */
  order: readonly (readonly [by: string, direction: 'ASC' | 'DESC'])[]
  /** The same for a statement that is written out. */
  orderBy: string
  /** Cuts the row that was asked for beyond the limit, and says where the next page begins. */
  cut<R extends Row>(found: readonly R[], limit: number): { rows: R[]; next: string | null }
}

/**
 * A list in one of its orders: `startsAt`, or `-startsAt` for the same from the end. The cursor says in which order it was
 * made, because it means nothing in another. Throws `request.other-order`, `request.invalid`.
 */
export function sorted<Row, Name extends string>(
  orders: Readonly<Record<Name, readonly SortKey<Row>[]>>,
  sort: Name | `-${Name}`,
  cursor: string | undefined,
): Sorted<Row> {
  const turned = sort.startsWith('-')
  const name = (turned ? sort.slice(1) : sort) as Name
  const keys = orders[name].map((key) => ({ ...key, down: (key.down ?? false) !== turned }))
  const order = keys.map(({ by, down }) => [by, down ? 'DESC' : 'ASC'] as const)
  return {
    after: cursor === undefined ? null : afterCursor(keys, sort, cursor, Object.keys(orders)),
    order,
    orderBy: order.map(([by, direction]) => `${by} ${direction}`).join(', '),
    cut: (found, limit) => {
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      const more = found.length > limit && last
      return { rows, next: more ? encodeCursor(sort, ...keys.map(({ of }) => String(of(last)))) : null }
    },
  }
}

function afterCursor<Row>(
  keys: readonly SortKey<Row>[],
  sort: string,
  cursor: string,
  names: readonly string[],
) {
  const [made, ...given] = decodeCursor(cursor, z.tuple([z.string()], z.string()))
  if (made !== sort && names.includes(made.replace(/^-/, ''))) throw new AppError('request.other-order')
  const parsed = keys.map(({ shape }, index) => shape.safeParse(given[index]))
  if (made !== sort || given.length !== keys.length || !parsed.every((one) => one.success))
    throw new AppError('request.invalid', { issues: [{ path: 'cursor', rule: 'format' }] })
  const values = Object.fromEntries(parsed.map((one, index) => [`after${index}`, one.data!]))
  // After the first value; or level with it and after the second; and so on.
  const cases = keys.map(({ by, down }, index) =>
    [
      ...keys.slice(0, index).map((earlier, level) => `${earlier.by} = :after${level}`),
      `${by} ${down ? '<' : '>'} :after${index}`,
    ].join(' AND '),
  )
  return { condition: `(${cases.map((one) => `(${one})`).join(' OR ')})`, values }
}

/** Puts a query that a query builder makes in this order, after the cursor, and one row longer than asked for. */
export function inOrder<
  Query extends {
    andWhere(condition: string, values: object): unknown
    addOrderBy(by: string, direction: 'ASC' | 'DESC'): unknown
    limit(most: number): unknown
  },
  Row,
>(query: Query, { after, order }: Sorted<Row>, limit: number): Query {
  if (after) query.andWhere(after.condition, after.values)
  for (const [by, direction] of order) query.addOrderBy(by, direction)
  query.limit(limit + 1)
  return query
}
