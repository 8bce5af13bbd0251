/**
 * The kinds of column that read and write the same on SQLite and PostgreSQL. The true type of a column is written in
 * its migration; here stands only how TypeORM carries the value. Instants and ids are text on this side of the
 * connection on both databases: `data-source.ts` sees to it that PostgreSQL answers so.
 */
import { DefaultNamingStrategy, type EntitySchemaColumnOptions } from 'typeorm'

type Column = EntitySchemaColumnOptions

/** A UUID: `uuid` on PostgreSQL, `text` on SQLite. */
export const id: Column = { type: 'text' }
/** The UUID that names the row. */
export const key: Column = { type: 'text', primary: true }
/** A contract `Instant`: `timestamptz` on PostgreSQL, RFC 3339 text with milliseconds on SQLite. */
export const instant: Column = { type: 'text' }
export const text: Column = { type: 'text' }
export const integer: Column = { type: 'integer' }
/** `boolean` on PostgreSQL, 0 or 1 on SQLite. */
export const bool: Column = { type: 'boolean' }
/** Any JSON value: `jsonb` on PostgreSQL, text on SQLite. */
export const json: Column = {
  type: 'text',
  transformer: {
    to: (value: unknown) => (value === undefined || value === null ? value : JSON.stringify(value)),
    from: (stored: string | null) => (stored === null ? null : (JSON.parse(stored) as unknown)),
  },
}

export const nullable = (column: Column): Column => ({ ...column, nullable: true })

/** `startsAt` in a row is `starts_at` in the table. */
export class SnakeCase extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
  }
}
