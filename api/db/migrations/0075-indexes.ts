import type { Migration } from '../migrate.ts'

/**
 * What is looked for by its meeting: the indexes that attendees have are each for a part of them, so that to count all of
 * one meeting's meant to read every attendee there is.
 */
export const indexes: Migration = {
  name: '0075-indexes',
  statements: () => [
    'CREATE INDEX attendee_meeting ON attendee (meeting_id)',
    'CREATE INDEX document_meeting ON document (meeting_id)',
    'CREATE INDEX conference_meeting ON conference (meeting_id)',
  ],
}
