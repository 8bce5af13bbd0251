import type { Migration } from '../migrate.ts'

/** Mails that wait to be sent, and what became of them. */
export const mail: Migration = {
  name: '0010-mail',
  statements: ({ dialect, id, instant, only }) => [
    `CREATE TABLE mail_attachment (
      id ${id} PRIMARY KEY,
      name text NOT NULL,
      mime_type text NOT NULL,
      content text NOT NULL
    )`,
    // No foreign keys to meetings or attendees: what was mailed stays known after they are gone.
    `CREATE TABLE mail (
      id ${id} PRIMARY KEY,
      unique_key text${dialect === 'postgres' ? ' COLLATE "C"' : ''} NOT NULL UNIQUE,
      kind text NOT NULL,
      to_name text NOT NULL,
      to_email text NOT NULL,
      subject text NOT NULL,
      message text,
      attachment_id ${id} REFERENCES mail_attachment (id),
      meeting_id ${id},
      attendee_id ${id},
      digest text,
      state text NOT NULL,
      attempts integer NOT NULL,
      due_at ${instant},
      expires_at ${instant},
      enqueued_at ${instant} NOT NULL,
      changed_at ${instant} NOT NULL,
      last_error text
    )`,
    // Partial: the sender looks only at what is unsettled, however long the history grows.
    'CREATE INDEX mail_due ON mail (due_at, id) WHERE due_at IS NOT NULL',
    'CREATE INDEX mail_meeting ON mail (meeting_id, attendee_id, enqueued_at) WHERE meeting_id IS NOT NULL',
    'CREATE INDEX mail_state ON mail (state, changed_at)',
    'CREATE INDEX mail_attached ON mail (attachment_id) WHERE attachment_id IS NOT NULL',
    ...only('postgres', 'ALTER TABLE mail SET (autovacuum_vacuum_scale_factor = 0.05)'),
  ],
}
