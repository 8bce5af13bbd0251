import type { MinutesEntry } from '#contract/minutes.ts'
import * as m from '#lib/paraglide/messages.js'

/** The agenda item's title; what was not on the agenda has none of its own. */
export const entryTitle = ({ title, agendaItemId }: Pick<MinutesEntry, 'title' | 'agendaItemId'>): string =>
  agendaItemId === null && title === '' ? m.minutes_other_business() : title
