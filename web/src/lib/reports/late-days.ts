import { workingDaysBetween } from '#contract/working-days.ts'

/** Working days past the due day; a day off after it is still a day late. */
export const lateDays = (dueOn: string, today: string): number =>
  Math.max(1, workingDaysBetween(dueOn, today))
