import type { Migration } from './migrate.ts'

/** What a database holds, as far as it can be told without understanding it. */
export type Contents = {
  /** Names of the migrations that made its tables. */
  migrations: string[]
  /** How many rows each table has. */
  rows: Record<string, number>
}

/** The migrations among `names` that this version does not know: a newer one made them. */
export const unknownMigrations = (names: readonly string[], known: readonly Migration[]): string[] =>
  names.filter((name) => !known.some((migration) => migration.name === name))
