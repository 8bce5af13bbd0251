/**
 * Goes through every text of every table and takes a person's name and address out of it: whatever table is added is gone
 * through, too. Left as they are: published minutes, which are records, and what is looked after elsewhere.
 */
import { erasedName } from '../../../contract/erased.ts'
import { retentionLimits } from '../../../contract/limits.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'
import { eachInTurn } from '../retention/due.ts'

/** Not gone through: whose rows are told apart by their keys or addresses, and the audit, whose values are blanked. */
const elsewhere = new Set([
  ...['person', 'attendee', 'erasure', 'minutes_name', 'audit_entry', 'retention', 'kept_presence'],
])
/** Files, which are nobody's words to be read here. */
const unread = new Set(['mail_attachment.content'])
/** Texts of a meeting that stand in its minutes, by table: of published ones they stay as they are. */
const recorded: Readonly<Record<string, { meeting: string; columns: readonly string[] }>> = {
  meeting: { meeting: 'id', columns: ['title'] },
  agenda_item: { meeting: 'meeting_id', columns: ['title', 'speaker'] },
  document: { meeting: 'meeting_id', columns: ['name'] },
  convocation: { meeting: 'meeting_id', columns: ['short_notice_reason'] },
  minutes_entry: { meeting: 'meeting_id', columns: ['title', 'discussion'] },
  decision: { meeting: 'meeting_id', columns: ['text'] },
  minutes_action: { meeting: 'meeting_id', columns: ['text'] },
  addendum: { meeting: 'meeting_id', columns: ['text'] },
}

/** `address` takes the place of an address that stands for itself; `shared`: the name may be somebody else's too. */
export type Named = { name: string; email: string; address: string; shared: boolean }
/** Where a table has been gone through to: the key of a row. */
export type Reached = (string | number)[]

type TextColumn = { name: string; json: boolean }
type TextTable = { name: string; keys: string[]; columns: TextColumn[] }

/** Every table with the columns that may hold words, in an order that does not change. */
export function textTables({ manager }: Connection): TextTable[] {
  return manager.connection.entityMetadatas
    .filter(({ tableName }) => !elsewhere.has(tableName))
    .map(({ tableName, primaryColumns, columns }) => ({
      name: tableName,
      keys: primaryColumns.map(({ databaseName }) => databaseName),
      columns: columns
        .filter(({ type, isPrimary }) => type === 'text' && !isPrimary)
        .filter(({ databaseName }) => !unread.has(`${tableName}.${databaseName}`))
        .map(({ databaseName, transformer }) => ({ name: databaseName, json: transformer !== undefined })),
    }))
    .filter(({ columns }) => columns.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * A name is looked for within texts only when it can be nobody else's: it has two words at least, and no other person or
 * guest is called so, or longer.
 */
export async function isShared(
  connection: Connection,
  { id, name, email }: { id: string; name: string; email: string },
): Promise<boolean> {
  if (!/\S\s+\S/.test(name)) return true
  const [other] = await ask<{ found: number }>(
    connection,
    `SELECT 1 AS found FROM person WHERE id <> :id AND erased_at IS NULL AND LOWER(name) LIKE :pattern ESCAPE '!'
     UNION ALL SELECT 1 FROM attendee WHERE email IS NOT NULL AND email <> :email AND LOWER(name) LIKE :pattern ESCAPE '!'
     LIMIT 1`,
    { id, email, pattern: containing(name) },
  )
  return other !== undefined
}

/**
 * Takes them out of a portion of one table, from the row after `after`, and answers how many rows were changed and where it
 * has come to; `next` is null at the table's end. However large the table, so many rows are looked at and no more.
 */
export async function takeOutOfTexts(
  connection: Connection,
  table: TextTable,
  named: Named,
  after: Reached | null,
): Promise<{ changed: number; next: Reached | null }> {
  const patterns = [named.email, ...(named.shared ? [] : [named.name])].flatMap((word) => [
    ...new Set([containing(word), containing(JSON.stringify(word).slice(1, -1))]),
  ])
  const holds = (column: string) =>
    patterns.map((_, index) => `LOWER(CAST(${column} AS text)) LIKE :p${index} ESCAPE '!'`).join(' OR ')
  const record = recorded[table.name]
  const published = record
    ? `EXISTS (SELECT 1 FROM minutes WHERE minutes.status = 'published' AND minutes.meeting_id = ${quoted(table.name)}.${record.meeting})`
    : ''
  const condition = table.columns
    .map(({ name }) =>
      record?.columns.includes(name)
        ? `((${holds(quoted(name))}) AND NOT ${published})`
        : `(${holds(quoted(name))})`,
    )
    .join(' OR ')
  const keys = table.keys.map(quoted).join(', ')
  const beyond = after ? `WHERE (${keys}) > (${table.keys.map((_, index) => `:a${index}`).join(', ')})` : ''
  const values = {
    ...Object.fromEntries(patterns.map((pattern, index) => [`p${index}`, pattern])),
    ...Object.fromEntries((after ?? []).map((key, index) => [`a${index}`, key])),
  }
  const { rowsLookedAt, rowsAtOnce } = retentionLimits
  const stretch = `SELECT * FROM ${quoted(table.name)} ${beyond} ORDER BY ${keys} LIMIT ${rowsLookedAt}`
  const columns = [keys, ...table.columns.map(({ name }) => quoted(name))].join(', ')
  const rows = await ask<Record<string, string | number | null>>(
    connection,
    `SELECT ${columns}${record ? `, CASE WHEN ${published} THEN 1 ELSE 0 END AS published` : ''}
     FROM (${stretch}) ${quoted(table.name)} WHERE ${condition} ORDER BY ${keys} LIMIT ${rowsAtOnce}`,
    values,
  )
  const without = remover(named)
  let changed = 0
  await eachInTurn(rows, async (row) => {
    changed += await takeOutOfRow(connection, table, row, without)
  })
  const keyOf = (row: Record<string, unknown> | undefined) =>
    row === undefined ? null : table.keys.map((key) => row[key] as string | number)
  // All that was found is dealt with: the rest of the stretch holds nothing.
  if (rows.length === rowsAtOnce) return { changed, next: keyOf(rows.at(-1)) }
  const [end] = await ask<Record<string, unknown>>(
    connection,
    `SELECT ${keys} FROM ${quoted(table.name)} ${beyond} ORDER BY ${keys} LIMIT 1 OFFSET ${rowsLookedAt - 1}`,
    values,
  )
  return { changed, next: keyOf(end) }
}

/**
 * Answers 1 when there was something to be taken out. What somebody has saved since it was read is not overwritten: it is
 * gone through in the pass that comes after one in which something was found.
 */
async function takeOutOfRow(
  connection: Connection,
  table: TextTable,
  row: Record<string, string | number | null>,
  without: (text: string) => string,
): Promise<0 | 1> {
  const record = recorded[table.name]
  const fresh = table.columns.flatMap(({ name, json }) => {
    const value = row[name]
    if (typeof value !== 'string' || (row['published'] === 1 && record?.columns.includes(name))) return []
    const cleaned = json ? JSON.stringify(within(JSON.parse(value), without)) : without(value)
    return cleaned === (json ? JSON.stringify(JSON.parse(value)) : value) ? [] : [{ name, value, cleaned }]
  })
  if (fresh.length === 0) return 0
  await ask(
    connection,
    `UPDATE ${quoted(table.name)} SET ${fresh.map(({ name }, index) => `${quoted(name)} = :v${index}`).join(', ')}
     WHERE ${[
       ...table.keys.map((key, index) => `${quoted(key)} = :k${index}`),
       ...fresh.map(({ name }, index) => `CAST(${quoted(name)} AS text) = :o${index}`),
     ].join(' AND ')}`,
    {
      ...Object.fromEntries(fresh.map(({ cleaned }, index) => [`v${index}`, cleaned])),
      ...Object.fromEntries(fresh.map(({ value }, index) => [`o${index}`, value])),
      ...Object.fromEntries(table.keys.map((key, index) => [`k${index}`, row[key]])),
    },
  )
  return 1
}

const quoted = (name: string): string => `"${name}"`
/** SQL's LIKE for a word within lower-case text; SQLite lowers ASCII alone, so the rest is left as it is written. */
export const containing = (word: string): string =>
  `%${word.replace(/[A-Z]/g, (capital) => capital.toLowerCase()).replace(/[!%_]/g, '!$&')}%`

/**
 * Replaces whole words only: an address is no part of a longer one, a name none of another. What is an address and nothing
 * else stays one, that leads nowhere.
 */
export function remover({ name, email, address: nowhere, shared }: Named): (text: string) => string {
  const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const address = new RegExp(`(?<![\\p{L}\\p{N}._+-])${escaped(email)}(?![\\p{L}\\p{N}_-])`, 'giu')
  const called = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu')
  return (text) => {
    if (text.toLowerCase() === email.toLowerCase()) return nowhere
    const unaddressed = text.replace(address, erasedName)
    return shared ? unaddressed : unaddressed.replace(called, erasedName)
  }
}

function within(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((each) => within(each, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, within(inner, change)]))
}
