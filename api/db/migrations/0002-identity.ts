import type { Migration } from '../migrate.ts'

/** Organisations, people, their accounts, sessions and one-time links. */
export const identity: Migration = {
  name: '0002-identity',
  statements: ({ dialect, id, instant, json, bool }) => {
    // Folded text sorts by code point on both databases, whatever the locale of the server is.
    const folded = dialect === 'postgres' ? 'text COLLATE "C"' : 'text'
    return [
      `CREATE TABLE organisation (
        id ${id} PRIMARY KEY,
        name text NOT NULL,
        short_name text NOT NULL,
        folded_name ${folded} NOT NULL,
        search_text ${folded} NOT NULL,
        version integer NOT NULL
      )`,
      'CREATE UNIQUE INDEX organisation_name ON organisation (folded_name)',
      `CREATE TABLE person (
        id ${id} PRIMARY KEY,
        name text NOT NULL,
        email text NOT NULL,
        position text,
        organisation_id ${id} REFERENCES organisation (id),
        locale text NOT NULL,
        created_at ${instant} NOT NULL,
        version integer NOT NULL,
        folded_name ${folded} NOT NULL,
        search_text ${folded} NOT NULL
      )`,
      'CREATE UNIQUE INDEX person_email ON person (email)',
      'CREATE INDEX person_name ON person (folded_name, id)',
      'CREATE INDEX person_organisation ON person (organisation_id)',
      `CREATE TABLE account (
        person_id ${id} PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
        roles ${json} NOT NULL,
        password_hash text,
        suspended ${bool} NOT NULL,
        created_at ${instant} NOT NULL,
        password_changed_at ${instant}
      )`,
      `CREATE TABLE session (
        id ${id} PRIMARY KEY,
        person_id ${id} NOT NULL REFERENCES account (person_id) ON DELETE CASCADE,
        token_hash text NOT NULL UNIQUE,
        user_agent text NOT NULL,
        address text NOT NULL,
        created_at ${instant} NOT NULL,
        last_seen_at ${instant} NOT NULL,
        expires_at ${instant} NOT NULL
      )`,
      'CREATE INDEX session_person ON session (person_id)',
      'CREATE INDEX session_expiry ON session (expires_at)',
      `CREATE TABLE account_link (
        id ${id} PRIMARY KEY,
        person_id ${id} NOT NULL REFERENCES account (person_id) ON DELETE CASCADE,
        token_hash text NOT NULL UNIQUE,
        created_at ${instant} NOT NULL,
        expires_at ${instant} NOT NULL
      )`,
      'CREATE INDEX account_link_person ON account_link (person_id)',
      `CREATE TABLE installation (
        id integer PRIMARY KEY CHECK (id = 1),
        set_up_at ${instant},
        set_up_token_hash text
      )`,
      'INSERT INTO installation (id) VALUES (1)',
    ]
  },
}
