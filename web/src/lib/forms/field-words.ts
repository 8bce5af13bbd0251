import type { FieldIssue } from '#contract/wire-error.ts'
import * as m from '#lib/paraglide/messages.js'

/** Fields that hold a day. */
const days = new Set(['date', 'from', 'until', 'dueOn', 'baseline', 'forecast', 'actual'])

/** What is wrong with one field, in a sentence that says what to do. `path` is where it is in the contract's shape. */
export function fieldWords({ path, rule, limit }: FieldIssue): string {
  const name = path.split('.').at(-1) ?? path
  if (rule === 'required' || (rule === 'too-short' && limit === 1)) return m.field_required()
  if (name === 'email' && rule !== 'too-long') return m.field_email()
  if (days.has(name)) return m.field_day()
  if (name === 'start') return m.field_when()
  if (path === 'durationMinutes') return m.field_duration()
  if (name === 'durationMinutes') return m.agenda_minutes_wrong()
  switch (rule) {
    case 'too-short':
      return m.field_too_short({ limit: limit ?? 0 })
    case 'too-long':
      return m.field_too_long({ limit: limit ?? 0 })
    case 'too-small':
      return m.field_too_small({ limit: limit ?? 0 })
    case 'too-big':
      return m.field_too_big({ limit: limit ?? 0 })
    case 'type':
    case 'choice':
      return m.field_choice()
    default:
      return m.field_format()
  }
}
