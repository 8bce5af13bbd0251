import type { Migration } from '../migrate.ts'

/** Webhooks with their sealed secrets, and every message to each of them with what became of it. */
export const webhooks: Migration = {
  name: '0071-webhooks',
  statements: ({ id, instant, json, bool, only }) => [
    `CREATE TABLE webhook (
      id ${id} PRIMARY KEY,
      name text NOT NULL,
      url text NOT NULL,
      types ${json} NOT NULL,
      enabled ${bool} NOT NULL,
      off_reason text,
      off_at ${instant},
      failing_since ${instant},
      sealed text NOT NULL,
      old_sealed text,
      old_until ${instant},
      created_at ${instant} NOT NULL,
      version integer NOT NULL
    )`,
    `CREATE TABLE webhook_delivery (
      id ${id} PRIMARY KEY,
      webhook_id ${id} NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
      message_id ${id} NOT NULL,
      type text NOT NULL,
      body text NOT NULL,
      status text NOT NULL,
      attempts integer NOT NULL,
      due_at ${instant},
      give_up_at ${instant} NOT NULL,
      answered integer,
      error text,
      request_id ${id},
      created_at ${instant} NOT NULL,
      changed_at ${instant} NOT NULL,
      UNIQUE (webhook_id, message_id)
    )`,
    // Partial: the sender looks only at what is unsettled, however long the log grows.
    'CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, due_at, id) WHERE due_at IS NOT NULL',
    'CREATE INDEX webhook_delivery_log ON webhook_delivery (webhook_id, id)',
    'CREATE INDEX webhook_delivery_status ON webhook_delivery (webhook_id, status, id)',
    'CREATE INDEX webhook_delivery_age ON webhook_delivery (created_at)',
    ...only('postgres', 'ALTER TABLE webhook_delivery SET (autovacuum_vacuum_scale_factor = 0.05)'),
  ],
}
