import type { Migration } from '../migrate.ts'

/** The outbox and what has become of each event at each handler. */
export const events: Migration = {
  name: '0001-events',
  statements: ({ id, instant, json, counter, only }) => [
    `CREATE TABLE outbox (
      sequence ${counter},
      id ${id} NOT NULL UNIQUE,
      name text NOT NULL,
      aggregate text NOT NULL,
      at ${instant} NOT NULL,
      actor_id ${id},
      payload ${json} NOT NULL,
      fanned_at ${instant}
    )`,
    // Partial: the relay looks only at what is unsettled, however long the history grows.
    'CREATE INDEX outbox_unfanned ON outbox (sequence) WHERE fanned_at IS NULL',
    'CREATE INDEX outbox_at ON outbox (at)',
    `CREATE TABLE delivery (
      handler text NOT NULL,
      event_id ${id} NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
      sequence bigint NOT NULL,
      aggregate text NOT NULL,
      due_at ${instant},
      leased_until ${instant},
      attempts integer NOT NULL DEFAULT 0,
      done_at ${instant},
      parked_at ${instant},
      last_error text,
      PRIMARY KEY (event_id, handler)
    )`,
    'CREATE INDEX delivery_due ON delivery (sequence) WHERE due_at IS NOT NULL',
    'CREATE INDEX delivery_order ON delivery (handler, aggregate, sequence) WHERE due_at IS NOT NULL',
    'CREATE INDEX delivery_parked ON delivery (parked_at) WHERE parked_at IS NOT NULL',
    // Both tables are a queue: rows change once or twice soon after they are made. Clean up sooner than usual.
    ...only(
      'postgres',
      'ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.02)',
      'ALTER TABLE delivery SET (autovacuum_vacuum_scale_factor = 0.02)',
    ),
  ],
}
