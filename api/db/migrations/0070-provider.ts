import type { Migration } from '../migrate.ts'

/** Who people are at an identity provider, and which of their browsers it let in. */
export const provider: Migration = {
  name: '0070-provider',
  statements: ({ id, instant, json }) => [
    `CREATE TABLE provider_link (
      issuer text NOT NULL,
      subject text NOT NULL,
      person_id ${id} NOT NULL REFERENCES person (id) ON DELETE CASCADE,
      roles ${json} NOT NULL,
      created_at ${instant} NOT NULL,
      last_used_at ${instant} NOT NULL,
      PRIMARY KEY (issuer, subject)
    )`,
    'CREATE UNIQUE INDEX provider_link_person ON provider_link (person_id, issuer)',
    `ALTER TABLE account ADD COLUMN provider_since ${instant}`,
    'ALTER TABLE session ADD COLUMN vouched text',
  ],
}
