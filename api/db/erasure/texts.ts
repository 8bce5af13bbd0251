/**
 * Goes through every text of every table and takes a person's name and address out of it: whatever table is added is gone
 * through, too. Left as they are: published minutes, which are records, and what is looked after elsewhere.
 */
import { erasedName } from '../../../contract/erased.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'

/** Rows that are changed in one unit of work. */
const rowsAtOnce = 200

/** Not gone through: whose rows are told apart by their keys, and the audit, whose values are blanked. */
const elsewhere = new Set(['person', 'erasure', 'minutes_name', 'audit_entry', 'retention', 'kept_presence'])
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

export type Named = { name: string; email: string; shared: boolean }

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

/** Takes them out of a portion of one table; answers how many rows were changed. */
export async function takeOutOfTexts(
  connection: Connection,
  table: TextTable,
  named: Named,
): Promise<number> {
  const places = table.columns.map(({ name }) => `${quoted(name)}`)
  const patterns = [named.email, ...(named.shared ? [] : [named.name])].flatMap((word) => [
    ...new Set([containing(word), containing(JSON.stringify(word).slice(1, -1))]),
  ])
  const values = Object.fromEntries(patterns.map((pattern, index) => [`p${index}`, pattern]))
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
  const portion = (offset: number) =>
    ask<Record<string, string | number | null>>(
      connection,
      `SELECT ${[...table.keys.map(quoted), ...places].join(', ')}${record ? `, CASE WHEN ${published} THEN 1 ELSE 0 END AS published` : ''}
     FROM ${quoted(table.name)} WHERE ${condition} ORDER BY ${table.keys.map(quoted).join(', ')} LIMIT ${rowsAtOnce} OFFSET ${offset}`,
      values,
    )
  const without = remover(named)
  let changed = 0
  // Rows that only look alike (an address within a longer one) are found again, and passed over.
  for (let offset = 0; changed === 0; offset += rowsAtOnce) {
    const rows = await portion(offset)
    for (const row of rows) changed += await takeOutOfRow(connection, table, row, without)
    if (rows.length < rowsAtOnce) break
  }
  return changed
}

/** Answers 1 when something was changed. */
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
    return cleaned === (json ? JSON.stringify(JSON.parse(value)) : value) ? [] : [[name, cleaned] as const]
  })
  if (fresh.length === 0) return 0
  await ask(
    connection,
    `UPDATE ${quoted(table.name)} SET ${fresh.map(([name], index) => `${quoted(name)} = :v${index}`).join(', ')}
     WHERE ${table.keys.map((key, index) => `${quoted(key)} = :k${index}`).join(' AND ')}`,
    {
      ...Object.fromEntries(fresh.map(([, value], index) => [`v${index}`, value])),
      ...Object.fromEntries(table.keys.map((key, index) => [`k${index}`, row[key]])),
    },
  )
  return 1
}

const quoted = (name: string): string => `"${name}"`
/** SQL's LIKE for a word within lower-case text; SQLite lowers ASCII alone, so the rest is left as it is written. */
export const containing = (word: string): string =>
  `%${word.replace(/[A-Z]/g, (capital) => capital.toLowerCase()).replace(/[!%_]/g, '!$&')}%`

/** Replaces whole words only: an address is no part of a longer one, a name none of another. */
export function remover({ name, email, shared }: Named): (text: string) => string {
  const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const address = new RegExp(`(?<![\\p{L}\\p{N}._+-])${escaped(email)}(?![\\p{L}\\p{N}_-])`, 'giu')
  const called = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu')
  return (text) => {
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
