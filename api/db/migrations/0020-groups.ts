import type { Migration } from '../migrate.ts'

/** Working groups with their mandates, what they were convened to, agendas, and the register of numbers. */
export const groups: Migration = {
  name: '0020-groups',
  statements: ({ dialect, id, instant, json, bool }) => {
    const folded = dialect === 'postgres' ? 'text COLLATE "C"' : 'text'
    return [
      `CREATE TABLE working_group (
        id ${id} PRIMARY KEY,
        name text NOT NULL,
        folded_name ${folded} NOT NULL,
        short_name text NOT NULL,
        purpose text NOT NULL,
        act ${json},
        chair_person_id ${id} REFERENCES person (id),
        secretary_person_id ${id} REFERENCES person (id),
        rules ${json} NOT NULL,
        closed ${bool} NOT NULL,
        created_at ${instant} NOT NULL,
        version integer NOT NULL
      )`,
      'CREATE UNIQUE INDEX working_group_name ON working_group (folded_name)',
      `CREATE TABLE mandate (
        id ${id} PRIMARY KEY,
        group_id ${id} NOT NULL REFERENCES working_group (id),
        person_id ${id} NOT NULL REFERENCES person (id),
        organisation_id ${id} NOT NULL REFERENCES organisation (id),
        kind text NOT NULL CHECK (kind IN ('titular', 'supleant')),
        act ${json} NOT NULL,
        from_day text NOT NULL,
        until_day text,
        revoked_by ${json}
      )`,
      'CREATE INDEX mandate_group ON mandate (group_id)',
      'CREATE INDEX mandate_person ON mandate (person_id)',
      `CREATE TABLE convocation (
        meeting_id ${id} PRIMARY KEY REFERENCES meeting (id) ON DELETE CASCADE,
        group_id ${id} NOT NULL REFERENCES working_group (id),
        act ${json} NOT NULL,
        sent_at ${instant} NOT NULL,
        short_notice_reason text,
        repeats_meeting_id ${id} REFERENCES meeting (id)
      )`,
      'CREATE INDEX convocation_group ON convocation (group_id)',
      `CREATE TABLE convocation_seat (
        meeting_id ${id} NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
        person_id ${id} NOT NULL REFERENCES person (id),
        organisation_id ${id} NOT NULL REFERENCES organisation (id),
        kind text NOT NULL,
        PRIMARY KEY (meeting_id, person_id)
      )`,
      `CREATE TABLE agenda (
        meeting_id ${id} PRIMARY KEY REFERENCES meeting (id) ON DELETE CASCADE,
        version integer NOT NULL
      )`,
      `CREATE TABLE agenda_item (
        id ${id} PRIMARY KEY,
        meeting_id ${id} NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
        position integer NOT NULL,
        title text NOT NULL,
        kind text NOT NULL,
        duration_minutes integer NOT NULL,
        speaker text,
        milestone_id ${id}
      )`,
      'CREATE INDEX agenda_item_meeting ON agenda_item (meeting_id, position)',
      'CREATE INDEX agenda_item_milestone ON agenda_item (milestone_id)',
      `CREATE TABLE document (
        id ${id} PRIMARY KEY,
        meeting_id ${id} NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
        agenda_item_id ${id} NOT NULL REFERENCES agenda_item (id) ON DELETE CASCADE,
        name text NOT NULL,
        mime_type text NOT NULL,
        bytes integer NOT NULL,
        sha256 text NOT NULL,
        added_at ${instant} NOT NULL,
        added_by ${id} NOT NULL REFERENCES person (id)
      )`,
      'CREATE INDEX document_item ON document (agenda_item_id)',
      'CREATE INDEX document_file ON document (sha256)',
      'CREATE TABLE register (kind text NOT NULL, year integer NOT NULL, last integer NOT NULL, PRIMARY KEY (kind, year))',
    ]
  },
}
