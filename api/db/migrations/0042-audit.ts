import type { Migration } from '../migrate.ts'

/** The audit: rows that nobody may change or remove, and the end of their chain, which each writer holds for a moment. */
export const audit: Migration = {
  name: '0042-audit',
  statements: ({ id, instant, only }) => [
    `CREATE TABLE audit_entry (
      seq integer PRIMARY KEY,
      at ${instant} NOT NULL,
      actor_id ${id},
      action text NOT NULL,
      subject_kind text,
      subject_id text,
      route text,
      request_id text,
      address text,
      changes text NOT NULL,
      hash text NOT NULL
    )`,
    'CREATE INDEX audit_entry_at ON audit_entry (at)',
    'CREATE INDEX audit_entry_actor ON audit_entry (actor_id, seq)',
    'CREATE INDEX audit_entry_subject ON audit_entry (subject_id, seq)',
    'CREATE TABLE audit_head (id integer PRIMARY KEY CHECK (id = 1), seq integer NOT NULL, hash text NOT NULL)',
    "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '')",
    ...only(
      'sqlite',
      `CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END`,
      `CREATE TRIGGER audit_entry_remains BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END`,
    ),
    ...only(
      'postgres',
      `CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$`,
      `CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()`,
      `CREATE TRIGGER audit_entry_remains BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`,
    ),
  ],
}
