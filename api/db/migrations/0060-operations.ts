import type { Migration } from '../migrate.ts'

/** What operators ask after: when a job last went well, and which request an event or a mail goes back to. */
export const operations: Migration = {
  name: '0060-operations',
  statements: ({ id, instant }) => [
    `ALTER TABLE job ADD COLUMN succeeded_at ${instant}`,
    `ALTER TABLE outbox ADD COLUMN request_id ${id}`,
    `ALTER TABLE mail ADD COLUMN request_id ${id}`,
  ],
}
