import type { Migration } from '../migrate.ts'

/** Authenticator apps: the sealed secret, the last code that was used, and hashes of the recovery codes that are left. */
export const secondFactor: Migration = {
  name: '0014-second-factor',
  statements: ({ id, instant, json }) => [
    `ALTER TABLE account ADD COLUMN second_factor_since ${instant}`,
    `CREATE TABLE second_factor (
      person_id ${id} PRIMARY KEY REFERENCES account (person_id) ON DELETE CASCADE,
      sealed text NOT NULL,
      last_step integer NOT NULL,
      recovery ${json} NOT NULL
    )`,
  ],
}
