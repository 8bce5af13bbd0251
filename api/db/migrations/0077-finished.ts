import type { Migration } from '../migrate.ts'

/** What was true in a conference that has ended for good is not true in the next one of its meeting. */
export const finished: Migration = {
  name: '0077-finished',
  statements: ({ bool }) => [`ALTER TABLE conference ADD COLUMN finished ${bool} NOT NULL DEFAULT FALSE`],
}
