import type { Migration } from '../migrate.ts'

/** When each periodic job last ran, how it ended, and whether somebody asks for it now. */
export const jobs: Migration = {
  name: '0013-jobs',
  statements: ({ instant }) => [
    `CREATE TABLE job (
      name text PRIMARY KEY,
      started_at ${instant},
      ended_at ${instant},
      error text,
      asked_at ${instant}
    )`,
  ],
}
