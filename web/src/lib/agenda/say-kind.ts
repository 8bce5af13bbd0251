import type { AgendaKind } from '#contract/minutes.ts'
import * as m from '#lib/paraglide/messages.js'

/** What is expected of the meeting on an item. */
export function sayKind(kind: AgendaKind): string {
  switch (kind) {
    case 'information':
      return m.agenda_kind_information()
    case 'discussion':
      return m.agenda_kind_discussion()
    case 'decision':
      return m.agenda_kind_decision()
  }
}
