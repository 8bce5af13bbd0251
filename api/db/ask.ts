import type { Connection } from './repositories.ts'

/** A statement with its parameters in the form that the database wants. */
type Prepared = { text: string; names: string[] }
const prepared = { sqlite: new Map<string, Prepared>(), postgres: new Map<string, Prepared>() }

/**
 * Runs a statement as it is written, with `:name` where a value goes, on either database. For what is asked often or cannot
 * be said with a query builder: building a query costs several times what SQLite takes to answer it. Rows come as the
 * database gives them: instants and numbers as everywhere, JSON as text, truth as 0 and 1 on SQLite.
 */
export async function ask<R>(
  { manager, dialect }: Connection,
  statement: string,
  values: Record<string, unknown>,
): Promise<R[]> {
  const { text, names } = prepared[dialect].getOrInsertComputed(statement, () => prepare(statement, dialect))
  return (await manager.query(
    text,
    names.map((name) => values[name]),
  )) as R[]
}

function prepare(statement: string, dialect: Connection['dialect']): Prepared {
  const names: string[] = []
  // Not the second colon of a cast, nor an hour in a text.
  const text = statement.replace(/(?<![:\w]):([a-z]\w*)/gi, (_, name: string) => {
    names.push(name)
    return dialect === 'postgres' ? `$${names.length}` : '?'
  })
  return { text, names }
}
