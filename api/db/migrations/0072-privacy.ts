import type { Migration } from '../migrate.ts'

/**
 * How long things are kept, who was erased, and an audit from which values can go while its proof still holds: each row
 * carries salted hashes of what may be blanked, and what was removed by rule from its beginning is an anchor.
 */
export const privacy: Migration = {
  name: '0072-privacy',
  statements: ({ id, instant, json, only }) => [
    'CREATE TABLE retention (id integer PRIMARY KEY CHECK (id = 1), rules ' +
      `${json} NOT NULL, version integer NOT NULL)`,
    "INSERT INTO retention (id, rules, version) VALUES (1, '{}', 1)",
    // The name and the address are kept only until all that holds them has been gone through.
    `CREATE TABLE erasure (
      person_id ${id} PRIMARY KEY REFERENCES person (id),
      name text,
      email text,
      by_person_id ${id},
      asked_at ${instant} NOT NULL,
      step text,
      done_at ${instant}
    )`,
    'CREATE INDEX erasure_open ON erasure (asked_at) WHERE done_at IS NULL',
    `ALTER TABLE person ADD COLUMN erased_at ${instant}`,
    // Published minutes name people for good: whoever is erased stays in those papers as they were.
    `CREATE TABLE minutes_name (
      meeting_id ${id} NOT NULL REFERENCES minutes (meeting_id) ON DELETE CASCADE,
      person_id ${id} NOT NULL REFERENCES person (id),
      name text NOT NULL,
      organisation text,
      PRIMARY KEY (meeting_id, person_id)
    )`,
    // Counted before the names are taken out of the attendance.
    `CREATE TABLE kept_presence (
      meeting_id ${id} PRIMARY KEY REFERENCES meeting (id) ON DELETE CASCADE,
      organisation_ids ${json} NOT NULL,
      people integer NOT NULL
    )`,
    'CREATE INDEX seat_person ON seat (person_id) WHERE person_id IS NOT NULL',
    'CREATE INDEX mail_to ON mail (to_email)',
    ...['address_salt', 'address_seal', 'changes_salt', 'changes_seal'].map(
      (column) => `ALTER TABLE audit_entry ADD COLUMN ${column} text`,
    ),
    'CREATE TABLE audit_anchor (id integer PRIMARY KEY CHECK (id = 1), seq integer NOT NULL, hash text NOT NULL)',
    "INSERT INTO audit_anchor (id, seq, hash) VALUES (1, 0, '')",
    ...only(
      'sqlite',
      'DROP TRIGGER audit_entry_stays',
      'DROP TRIGGER audit_entry_remains',
      `CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry
        WHEN NOT (${unchanged('IS')} AND ${blanked('IS')})
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END`,
      `CREATE TRIGGER audit_entry_remains BEFORE DELETE ON audit_entry
        WHEN OLD.seq > (SELECT seq FROM audit_anchor WHERE id = 1)
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END`,
    ),
    ...only(
      'postgres',
      `CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' AND OLD.seq <= (SELECT seq FROM audit_anchor WHERE id = 1) THEN RETURN OLD; END IF;
          IF TG_OP = 'UPDATE' AND ${unchanged('IS NOT DISTINCT FROM')} AND ${blanked('IS NOT DISTINCT FROM')} THEN
            RETURN NEW;
          END IF;
          RAISE EXCEPTION 'the audit is only added to';
        END $$`,
    ),
  ],
}

const fixed = ['seq', 'at', 'actor_id', 'action', 'subject_kind', 'subject_id', 'route', 'request_id', 'hash']

/** A row says what it said ... */
const unchanged = (same: string): string =>
  [...fixed, 'address_seal', 'changes_seal']
    .map((column) => `NEW.${column} ${same} OLD.${column}`)
    .join(' AND ')

/** ... but for a value that is blanked together with its salt, so that nobody can guess it. */
const blanked = (same: string): string =>
  [
    `(NEW.address ${same} OLD.address AND NEW.address_salt ${same} OLD.address_salt`,
    'OR NEW.address IS NULL AND NEW.address_salt IS NULL)',
    `AND (NEW.changes ${same} OLD.changes AND NEW.changes_salt ${same} OLD.changes_salt`,
    "OR NEW.changes = '[]' AND NEW.changes_salt IS NULL)",
  ].join(' ')
