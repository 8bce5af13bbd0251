import type { Migration } from '../migrate.ts'

/** By what a guest who comes back is known: their seats are one person's. */
export const guests: Migration = {
  name: '0004-guests',
  statements: () => ['ALTER TABLE seat ADD COLUMN guest_id text'],
}
