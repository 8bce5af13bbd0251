import type { Migration } from '../migrate.ts'

/** Rooms, meetings with their occurrences and attendees, and who was in the conferences. */
export const scheduling: Migration = {
  name: '0003-scheduling',
  statements: ({ dialect, id, instant, json, bool, only }) => {
    const folded = dialect === 'postgres' ? 'text COLLATE "C"' : 'text'
    return [
      `CREATE TABLE room (
        id ${id} PRIMARY KEY,
        name text NOT NULL,
        building text NOT NULL,
        capacity integer NOT NULL,
        equipment ${json} NOT NULL,
        retired ${bool} NOT NULL,
        version integer NOT NULL,
        folded_name ${folded} NOT NULL,
        folded_building ${folded} NOT NULL
      )`,
      'CREATE UNIQUE INDEX room_name ON room (folded_building, folded_name)',

      `CREATE TABLE meeting (
        id ${id} PRIMARY KEY,
        title text NOT NULL,
        description text NOT NULL,
        start text NOT NULL,
        zone text NOT NULL,
        duration_minutes integer NOT NULL,
        room_id ${id} REFERENCES room (id),
        video ${bool} NOT NULL,
        visibility text NOT NULL,
        status text NOT NULL,
        organizer_id ${id} NOT NULL REFERENCES person (id),
        guest_link_version integer NOT NULL,
        sequence integer NOT NULL,
        created_at ${instant} NOT NULL,
        version integer NOT NULL
      )`,
      'CREATE INDEX meeting_organizer ON meeting (organizer_id)',

      `CREATE TABLE occurrence (
        id ${id} PRIMARY KEY,
        meeting_id ${id} NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
        room_id ${id} REFERENCES room (id),
        starts_at ${instant} NOT NULL,
        ends_at ${instant} NOT NULL,
        status text NOT NULL,
        conference_started_at ${instant},
        conference_ended_at ${instant},
        closed ${bool} NOT NULL,
        CHECK (ends_at > starts_at)
      )`,
      'CREATE INDEX occurrence_time ON occurrence (starts_at, id)',
      'CREATE INDEX occurrence_meeting ON occurrence (meeting_id, starts_at)',
      ...noDoubleBooking({ only }),

      `CREATE TABLE attendee (
        id ${id} PRIMARY KEY,
        meeting_id ${id} NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
        position integer NOT NULL,
        person_id ${id} REFERENCES person (id),
        email text,
        name text,
        role text NOT NULL,
        part_stat text NOT NULL,
        CHECK ((person_id IS NULL) <> (email IS NULL))
      )`,
      'CREATE UNIQUE INDEX attendee_person ON attendee (meeting_id, person_id) WHERE person_id IS NOT NULL',
      'CREATE UNIQUE INDEX attendee_email ON attendee (meeting_id, email) WHERE email IS NOT NULL',
      'CREATE INDEX attendee_of_person ON attendee (person_id) WHERE person_id IS NOT NULL',
      'CREATE INDEX attendee_of_email ON attendee (email) WHERE email IS NOT NULL',

      `CREATE TABLE conference (
        id ${id} PRIMARY KEY,
        meeting_id ${id} NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
        occurrence_id ${id} NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE,
        started_at ${instant} NOT NULL,
        alive_at ${instant} NOT NULL,
        ended_at ${instant}
      )`,
      'CREATE INDEX conference_occurrence ON conference (occurrence_id)',
      'CREATE INDEX conference_open ON conference (alive_at) WHERE ended_at IS NULL',

      // No reference to person: what a node reports about somebody is kept whatever becomes of them.
      `CREATE TABLE seat (
        id ${id} PRIMARY KEY,
        conference_id ${id} NOT NULL REFERENCES conference (id) ON DELETE CASCADE,
        occurrence_id ${id} NOT NULL REFERENCES occurrence (id) ON DELETE CASCADE,
        person_id ${id},
        name text NOT NULL,
        organisation text,
        guest ${bool} NOT NULL
      )`,
      'CREATE INDEX seat_occurrence ON seat (occurrence_id)',
      'CREATE INDEX seat_conference ON seat (conference_id)',

      `CREATE TABLE seat_span (
        seat_id ${id} NOT NULL REFERENCES seat (id) ON DELETE CASCADE,
        kind text NOT NULL,
        from_at ${instant} NOT NULL,
        until_at ${instant},
        PRIMARY KEY (seat_id, kind, from_at)
      )`,
    ]
  },
}

/**
 * Whatever the code does, no two scheduled occurrences are in one room at the same time. The end is not part of an
 * occurrence: the next one may begin at that instant.
 */
function noDoubleBooking({ only }: Pick<Parameters<Migration['statements']>[0], 'only'>): string[] {
  const refuse = `
    SELECT RAISE(ABORT, 'occurrence_room_free') WHERE EXISTS (
      SELECT 1 FROM occurrence other
      WHERE other.room_id = NEW.room_id AND other.status = 'scheduled' AND other.id <> NEW.id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    );`
  const held = `WHEN NEW.status = 'scheduled' AND NEW.room_id IS NOT NULL`
  return [
    ...only(
      'postgres',
      'CREATE EXTENSION IF NOT EXISTS btree_gist',
      `ALTER TABLE occurrence ADD CONSTRAINT occurrence_room_free
       EXCLUDE USING gist (room_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
       WHERE (status = 'scheduled' AND room_id IS NOT NULL)`,
    ),
    ...only(
      'sqlite',
      'CREATE INDEX occurrence_room ON occurrence (room_id, starts_at)',
      `CREATE TRIGGER occurrence_room_free_insert BEFORE INSERT ON occurrence ${held} BEGIN ${refuse} END`,
      `CREATE TRIGGER occurrence_room_free_update BEFORE UPDATE ON occurrence ${held} BEGIN ${refuse} END`,
    ),
  ]
}
