import type { CalendarEntry, Meeting, Occurrence } from '#contract/scheduling.ts'

/** Where in its life a meeting stands. `open`: not begun, and people may already come in. */
export type Phase = 'before' | 'open' | 'during' | 'after' | 'cancelled'

/** How long before the start people are let in, in milliseconds. */
export const opensBefore = 10 * 60_000

type Moment = { startsAt: string; endsAt: string; cancelled: boolean; live: boolean; ended: boolean }

/**
 * A live conference is "during" whatever the clock says; one that ended is "after" even before its time is up, unless
 * people have come back into it.
 */
export function phaseAt(moment: Moment, now: number): Phase {
  if (moment.cancelled) return 'cancelled'
  if (moment.live) return 'during'
  const start = Date.parse(moment.startsAt)
  const end = Date.parse(moment.endsAt)
  if (now >= end || (moment.ended && now >= start)) return 'after'
  if (now >= start) return 'during'
  return now >= start - opensBefore ? 'open' : 'before'
}

export const phaseOfEntry = (entry: CalendarEntry, now: number): Phase =>
  phaseAt({ ...entry, cancelled: entry.status === 'cancelled' }, now)

export const phaseOfOccurrence = (occurrence: Occurrence, now: number): Phase =>
  phaseAt(
    {
      startsAt: occurrence.startsAt,
      endsAt: occurrence.endsAt,
      cancelled: occurrence.status === 'cancelled',
      live: occurrence.conferenceStartedAt !== null && occurrence.conferenceEndedAt === null,
      ended: occurrence.conferenceEndedAt !== null,
    },
    now,
  )

/** The occurrence to show: the first that is not over, else the last. A meeting has at least one. */
export function currentOccurrence(meeting: Meeting, now: number): Occurrence {
  const next = meeting.occurrences.find((one) => {
    const phase = phaseOfOccurrence(one, now)
    return phase !== 'after' && phase !== 'cancelled'
  })
  const shown = next ?? meeting.occurrences.at(-1)
  if (!shown) throw new Error(`meeting ${meeting.id} has no occurrence`)
  return shown
}

/** Whether the Join button stands there. */
export const mayJoinNow = (phase: Phase, video: boolean): boolean =>
  video && (phase === 'open' || phase === 'during')

/** How long before the start the server lets others than hosts in, in milliseconds; a host may at any time. */
const earliest = 60 * 60_000

/** Whether somebody may already go in, though it is too early to be asked to. */
export const mayJoinEarly = (phase: Phase, meeting: Meeting, occurrence: Occurrence, now: number): boolean =>
  phase === 'before' &&
  meeting.video &&
  (meeting.rights.host || now >= Date.parse(occurrence.startsAt) - earliest)
