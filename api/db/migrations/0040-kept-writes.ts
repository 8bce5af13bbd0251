import type { Migration } from '../migrate.ts'

/** Writes that were done under an idempotency key, for a day. */
export const keptWrites: Migration = {
  name: '0040-kept-writes',
  statements: ({ id, instant, bool }) => [
    `CREATE TABLE kept_write (
      person_id ${id} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
      key text NOT NULL,
      id ${id} NOT NULL,
      fingerprint text NOT NULL,
      status integer NOT NULL,
      body text,
      final ${bool} NOT NULL,
      expires_at ${instant} NOT NULL,
      PRIMARY KEY (person_id, key)
    )`,
    'CREATE INDEX kept_write_expiry ON kept_write (expires_at)',
  ],
}
