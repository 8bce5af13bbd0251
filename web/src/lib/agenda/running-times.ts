/** When each item of an agenda is due, and whether they fit into the meeting. Minutes are counted from its start. */
export type RunningTime = { from: number; to: number }

export function runningTimes(durations: readonly number[]): RunningTime[] {
  let at = 0
  return durations.map((minutes) => ({ from: at, to: (at += minutes) }))
}

export const totalMinutes = (durations: readonly number[]): number =>
  durations.reduce((sum, minutes) => sum + minutes, 0)

/** The item that is due at a minute of the meeting; -1 before the first, after the last, and between nothing. */
export const dueAt = (times: readonly RunningTime[], minute: number): number =>
  times.findIndex(({ from, to }) => minute >= from && minute < to)

/** How the agenda stands to the length of the meeting: what is left, or by how much it is too long. */
export type Fit = { state: 'fits' | 'over'; minutes: number }

export function fitOf(total: number, meetingMinutes: number): Fit {
  return total > meetingMinutes
    ? { state: 'over', minutes: total - meetingMinutes }
    : { state: 'fits', minutes: meetingMinutes - total }
}
