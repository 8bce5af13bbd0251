/** A mandate as people say it. */
import type { ActRef, Mandate, MandateKind } from '#contract/groups.ts'
import type { Locale } from '#contract/values.ts'
import * as m from '#lib/paraglide/messages.js'
import { sayDate, sayDateRange } from '#lib/time/spoken-time.ts'

export const kindWords: Record<MandateKind, () => string> = {
  titular: m.mandate_titular,
  supleant: m.mandate_supleant,
}

/** "nr. 114 din 15 ianuarie 2026" */
export const sayAct = ({ number, date }: ActRef, locale: Locale): string =>
  m.act_said({ number, day: sayDate(date, locale, 'date') })

/** "din 1 februarie 2026", "1 februarie – 30 iunie 2026" */
export const sayTerm = ({ from, until }: Pick<Mandate, 'from' | 'until'>, locale: Locale): string =>
  until === null ? m.mandate_since({ day: sayDate(from, locale, 'date') }) : sayDateRange(from, until, locale)
