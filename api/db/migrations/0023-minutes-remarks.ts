import type { Migration } from '../migrate.ts'

/** Why approved minutes went back to be corrected. */
export const minutesRemarks: Migration = {
  name: '0023-minutes-remarks',
  statements: ({ id, instant }) => [
    `CREATE TABLE minutes_remark (
      id ${id} PRIMARY KEY,
      meeting_id ${id} NOT NULL REFERENCES minutes (meeting_id) ON DELETE CASCADE,
      text text NOT NULL,
      by_person_id ${id} NOT NULL REFERENCES person (id),
      at ${instant} NOT NULL
    )`,
    'CREATE INDEX minutes_remark_meeting ON minutes_remark (meeting_id)',
  ],
}
