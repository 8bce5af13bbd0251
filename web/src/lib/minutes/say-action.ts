import type { ActionDraft } from '#contract/minutes.ts'
import { preferences } from '#lib/preferences/preferences.svelte.ts'
import { sayDate } from '#lib/time/spoken-time.ts'

/** "Trimite devizul refăcut · Ana Pop · 12 decembrie 2026" */
export const sayAction = ({
  text,
  ownerName,
  dueOn,
}: Pick<ActionDraft, 'text' | 'ownerName' | 'dueOn'>): string =>
  [text, ownerName, sayDate(dueOn, preferences.locale, 'date')].join(' · ')
