/** Looks for words in every column of every table of a database, whatever stands there. */
import type { Databases } from '../../api/db/data-source.ts'

type Column = { table: string; column: string }

const columnsOf = async ({ reader, dialect }: Databases): Promise<Column[]> =>
  (await reader.query(
    dialect === 'postgres'
      ? `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = 'public'`
      : `SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`,
  )) as Column[]

/** The places that hold one of them, as `table.column`, sorted. */
export async function findWords(databases: Databases, words: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const { table, column } of await columnsOf(databases))
    for (const word of words) {
      const [row] = (await databases.reader.query(
        `SELECT 1 FROM "${table}" WHERE LOWER(CAST("${column}" AS text)) LIKE '%${word.toLowerCase()}%' LIMIT 1`,
      )) as unknown[]
      if (row) found.push(`${table}.${column}`)
    }
  return [...new Set(found)].toSorted()
}

/** Every column that refers to a person, by the constraints of the database. */
export async function columnsOfPeople({ reader, dialect }: Databases): Promise<string[]> {
  const rows = (await reader.query(
    dialect === 'postgres'
      ? `SELECT use.table_name AS "table", use.column_name AS "column"
         FROM information_schema.referential_constraints AS refers
         JOIN information_schema.key_column_usage AS use ON use.constraint_name = refers.constraint_name
         JOIN information_schema.constraint_column_usage AS target ON target.constraint_name = refers.unique_constraint_name
         WHERE target.table_name IN ('person', 'account')`
      : `SELECT m.name AS "table", f."from" AS "column" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
         WHERE m.type = 'table' AND f."table" IN ('person', 'account')`,
  )) as Column[]
  return [...new Set(rows.map(({ table, column }) => `${table}.${column}`))].toSorted()
}

/** What refers to a meeting or a part of it and does not go with it: `table.column` of each. */
export async function heldByMeetings({ reader, dialect }: Databases): Promise<string[]> {
  const rows = (await reader.query(
    dialect === 'postgres'
      ? `SELECT use.table_name AS "table", use.column_name AS "column", target.table_name AS "target"
         FROM information_schema.referential_constraints AS refers
         JOIN information_schema.key_column_usage AS use ON use.constraint_name = refers.constraint_name
         JOIN information_schema.constraint_column_usage AS target ON target.constraint_name = refers.unique_constraint_name
         WHERE refers.delete_rule = 'NO ACTION'`
      : `SELECT m.name AS "table", f."from" AS "column", f."table" AS "target"
         FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
         WHERE m.type = 'table' AND f.on_delete = 'NO ACTION'`,
  )) as (Column & { target: string })[]
  const parts = [
    'meeting',
    'occurrence',
    'attendee',
    'conference',
    'seat',
    'agenda',
    'agenda_item',
    'document',
  ]
  const written = ['convocation', 'minutes', 'minutes_entry', 'decision', 'minutes_action', 'addendum']
  return rows
    .filter(({ target }) => [...parts, ...written].includes(target))
    .map(({ table, column }) => `${table}.${column}`)
    .toSorted()
}
