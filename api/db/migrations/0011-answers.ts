import type { Migration } from '../migrate.ts'

/** What people wrote beside their answers to invitations, and when; the answer itself is the attendee's. */
export const answers: Migration = {
  name: '0011-answers',
  statements: ({ id, instant }) => [
    `CREATE TABLE answer (
      attendee_id ${id} PRIMARY KEY REFERENCES attendee (id) ON DELETE CASCADE,
      comment text,
      answered_at ${instant} NOT NULL
    )`,
  ],
}
