/** When an action is due or was done, in words. */
import type { Action } from '#contract/tracking.ts'
import { workingDaysBetween } from '#contract/working-days.ts'
import * as m from '#lib/paraglide/messages.js'
import { preferences } from '#lib/preferences/preferences.svelte.ts'
import { sayDate } from '#lib/time/spoken-time.ts'

export type Due = Pick<Action, 'status' | 'dueOn' | 'late'> & Partial<Pick<Action, 'closedOn'>>

/** "Restantă de 3 zile lucrătoare", "Termen: vineri, 27 noiembrie", "Încheiată la 20 noiembrie 2026". */
export function sayDue({ status, dueOn, closedOn, late }: Due, today: string): string {
  const date = (day: string) => sayDate(day, preferences.locale, 'date')
  if (status === 'done' && closedOn)
    return late
      ? m.action_done_late({ day: date(closedOn), due: date(dueOn) })
      : m.action_done_on({ day: date(closedOn) })
  if (status !== 'open') return m.action_dropped_on({ day: date(closedOn ?? dueOn) })
  if (late) {
    // Nobody was to work on it since Friday.
    const days = workingDaysBetween(dueOn, today)
    return days > 0 ? m.action_late_by({ days: m.working_days({ count: days }) }) : m.action_late()
  }
  if (dueOn === today) return m.action_due_today()
  const thisYear = dueOn.slice(0, 4) === today.slice(0, 4)
  return m.action_due_on({ day: sayDate(dueOn, preferences.locale, thisYear ? 'medium' : 'long') })
}
