import type { Migration } from '../migrate.ts'

/** How far the mailbox of answers has been read, and the answers in it that nobody could be found for. */
export const inbox: Migration = {
  name: '0012-inbox',
  statements: ({ id, instant }) => [
    `CREATE TABLE inbox (
      mailbox text PRIMARY KEY,
      uid_validity text NOT NULL,
      last_uid bigint NOT NULL,
      read_at ${instant} NOT NULL,
      trouble text,
      trouble_at ${instant}
    )`,
    `CREATE TABLE mailed_answer (
      id ${id} PRIMARY KEY,
      key text NOT NULL UNIQUE,
      meeting_id ${id} NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
      from_name text NOT NULL,
      from_email text NOT NULL,
      about text NOT NULL,
      part_stat text NOT NULL,
      comment text,
      reason text NOT NULL,
      received_at ${instant} NOT NULL,
      settled_at ${instant}
    )`,
    'CREATE INDEX mailed_answer_waiting ON mailed_answer (meeting_id, received_at) WHERE settled_at IS NULL',
  ],
}
