/** Where the entries of one column stand: minutes of the day, and beside one another where they overlap. */
import type { CalendarEntry } from '#contract/scheduling.ts'
import { localDateTime } from '#lib/time/spoken-time.ts'

export type Stretch = { start: number; end: number }
export type Placed = Stretch & {
  entry: CalendarEntry
  /** Which of `lanes` equal lanes it stands in, from 0. */
  lane: number
  lanes: number
}

export const dayMinutes = 24 * 60

/** Minutes since midnight on the wall clock of `day`; before and after the day are its edges. */
function minuteOn(instant: string, day: string, zone: string): number {
  const local = localDateTime(instant, zone)
  if (local.slice(0, 10) < day) return 0
  if (local.slice(0, 10) > day) return dayMinutes
  return Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16))
}

/** The part of an entry that falls on a day, or undefined. An entry is at least a quarter of an hour high, to be read. */
export function stretchOn(
  entry: Pick<CalendarEntry, 'startsAt' | 'endsAt'>,
  day: string,
  zone: string,
): Stretch | undefined {
  const start = minuteOn(entry.startsAt, day, zone)
  const end = minuteOn(entry.endsAt, day, zone)
  if (start >= dayMinutes || end <= 0 || end <= start) return undefined
  return { start, end: Math.min(dayMinutes, Math.max(end, start + 15)) }
}

/** Lays the entries of one day out: those that overlap, directly or through others, share the width in equal lanes. */
export function placeEntries(entries: readonly CalendarEntry[], day: string, zone: string): Placed[] {
  const stretches = entries
    .flatMap((entry) => {
      const stretch = stretchOn(entry, day, zone)
      return stretch ? [{ entry, ...stretch }] : []
    })
    .sort((a, b) => a.start - b.start || b.end - a.end)

  const placed: Placed[] = []
  let cluster: Placed[] = []
  /** When each lane of the cluster is free again. */
  let lanes: number[] = []
  const close = () => {
    for (const one of cluster) one.lanes = lanes.length
    placed.push(...cluster)
    cluster = []
    lanes = []
  }
  for (const one of stretches) {
    if (lanes.length > 0 && lanes.every((until) => until <= one.start)) close()
    const free = lanes.findIndex((until) => until <= one.start)
    const lane = free === -1 ? lanes.length : free
    lanes[lane] = one.end
    cluster.push({ ...one, lane, lanes: 1 })
  }
  close()
  return placed
}

/** The first start from `from` on at which `minutes` are free before the day ends; undefined where there is none. */
export function nextFree(busy: readonly Stretch[], from: number, minutes: number): number | undefined {
  let at = from
  for (const stretch of [...busy].sort((a, b) => a.start - b.start)) {
    if (stretch.end <= at) continue
    if (stretch.start >= at + minutes) break
    at = stretch.end
  }
  return at + minutes <= dayMinutes ? at : undefined
}

export const overlaps = (a: Stretch, b: Stretch): boolean => a.start < b.end && b.start < a.end

/** 615 → `10:15`; midnight at the end of the day is `24:00`. */
export const sayMinute = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
