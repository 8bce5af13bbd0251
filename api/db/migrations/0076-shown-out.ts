import type { Migration } from '../migrate.ts'

/** Whoever was shown the door of a conference is not led past its lobby by what was true before. */
export const shownOut: Migration = {
  name: '0076-shown-out',
  statements: ({ instant }) => [`ALTER TABLE seat ADD COLUMN removed_at ${instant}`],
}
