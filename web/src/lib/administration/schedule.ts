/** When a periodic job runs, from its cron expression in UTC, in a form that the page puts into words. */
export type Schedule =
  | { kind: 'minutes'; every: number }
  | { kind: 'hourly'; minute: number }
  /** An instant at which it runs, so that it can be said in any zone. */
  | { kind: 'daily'; at: string }
  | { kind: 'other'; expression: string }

/** `day` is the one whose instant is taken (`2026-11-24`): an hour in UTC is another on the wall in summer than in winter. */
export function readSchedule(expression: string, day: string): Schedule {
  const [minute = '', hour = '', ...rest] = expression.split(' ')
  const isPlain = (field: string) => /^\d{1,2}$/.test(field)
  if (rest.join(' ') !== '* * *') return { kind: 'other', expression }
  if (hour === '*') {
    if (minute === '*') return { kind: 'minutes', every: 1 }
    const every = /^\*\/(\d{1,2})$/.exec(minute)?.[1]
    if (every !== undefined) return { kind: 'minutes', every: Number(every) }
    if (isPlain(minute)) return { kind: 'hourly', minute: Number(minute) }
  }
  if (isPlain(minute) && isPlain(hour))
    return { kind: 'daily', at: `${day}T${hour.padStart(2, '0')}:${minute.padStart(2, '0')}:00.000Z` }
  return { kind: 'other', expression }
}
