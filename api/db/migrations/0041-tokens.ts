import type { Migration } from '../migrate.ts'

/** Personal access tokens; only the hash of each is kept. */
export const tokens: Migration = {
  name: '0041-tokens',
  statements: ({ id, instant, json }) => [
    `CREATE TABLE token (
      id ${id} PRIMARY KEY,
      person_id ${id} NOT NULL REFERENCES account (person_id) ON DELETE CASCADE,
      name text NOT NULL,
      token_hash text NOT NULL UNIQUE,
      scopes ${json} NOT NULL,
      created_at ${instant} NOT NULL,
      expires_at ${instant} NOT NULL,
      last_used_at ${instant}
    )`,
    'CREATE INDEX token_person ON token (person_id, created_at)',
  ],
}
