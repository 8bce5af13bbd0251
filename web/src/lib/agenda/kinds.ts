import type { AgendaKind } from '#contract/minutes.ts'
import * as m from '#lib/paraglide/messages.js'

/** What is expected of the meeting on an item, in the order of how much it asks. */
export const kindWords: Record<AgendaKind, () => string> = {
  information: m.agenda_kind_information,
  discussion: m.agenda_kind_discussion,
  decision: m.agenda_kind_decision,
}
