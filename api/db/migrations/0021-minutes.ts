import type { Migration } from '../migrate.ts'

/** Minutes with their entries, decisions, actions and addenda. */
export const minutes: Migration = {
  name: '0021-minutes',
  statements: ({ id, instant, json }) => [
    `CREATE TABLE minutes (
      meeting_id ${id} PRIMARY KEY REFERENCES meeting (id) ON DELETE CASCADE,
      status text NOT NULL CHECK (status IN ('draft', 'approved', 'published')),
      act ${json},
      approved_by ${id} REFERENCES person (id),
      approved_at ${instant},
      published_at ${instant},
      opened_at ${instant} NOT NULL,
      version integer NOT NULL
    )`,
    `CREATE TABLE minutes_entry (
      id ${id} PRIMARY KEY,
      meeting_id ${id} NOT NULL REFERENCES minutes (meeting_id) ON DELETE CASCADE,
      agenda_item_id ${id} REFERENCES agenda_item (id) ON DELETE SET NULL,
      position integer NOT NULL,
      title text NOT NULL,
      discussion text NOT NULL,
      version integer NOT NULL
    )`,
    'CREATE INDEX minutes_entry_meeting ON minutes_entry (meeting_id, position)',
    `CREATE TABLE decision (
      id ${id} PRIMARY KEY,
      meeting_id ${id} NOT NULL REFERENCES minutes (meeting_id) ON DELETE CASCADE,
      entry_id ${id} NOT NULL REFERENCES minutes_entry (id) ON DELETE CASCADE,
      number integer NOT NULL,
      text text NOT NULL,
      milestone_id ${id},
      version integer NOT NULL
    )`,
    'CREATE INDEX decision_meeting ON decision (meeting_id, number)',
    'CREATE INDEX decision_milestone ON decision (milestone_id)',
    `CREATE TABLE minutes_action (
      id ${id} PRIMARY KEY,
      meeting_id ${id} NOT NULL REFERENCES minutes (meeting_id) ON DELETE CASCADE,
      entry_id ${id} NOT NULL REFERENCES minutes_entry (id) ON DELETE CASCADE,
      text text NOT NULL,
      owner_person_id ${id} NOT NULL REFERENCES person (id),
      due_on text NOT NULL,
      milestone_id ${id},
      version integer NOT NULL
    )`,
    'CREATE INDEX minutes_action_meeting ON minutes_action (meeting_id)',
    `CREATE TABLE addendum (
      id ${id} PRIMARY KEY,
      meeting_id ${id} NOT NULL REFERENCES minutes (meeting_id) ON DELETE CASCADE,
      text text NOT NULL,
      act ${json} NOT NULL,
      by_person_id ${id} NOT NULL REFERENCES person (id),
      at ${instant} NOT NULL
    )`,
    'CREATE INDEX addendum_meeting ON addendum (meeting_id)',
  ],
}
