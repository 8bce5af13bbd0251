import type { Migration } from '../migrate.ts'

/** Calendars that people subscribe to elsewhere; the address is the secret, so only its hash is kept. */
export const feeds: Migration = {
  name: '0022-feeds',
  statements: ({ id, instant }) => [
    `CREATE TABLE feed (
      id ${id} PRIMARY KEY,
      person_id ${id} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
      group_id ${id} REFERENCES working_group (id) ON DELETE CASCADE,
      token_hash text NOT NULL UNIQUE,
      created_at ${instant} NOT NULL,
      last_read_at ${instant}
    )`,
    'CREATE INDEX feed_person ON feed (person_id, created_at)',
  ],
}
