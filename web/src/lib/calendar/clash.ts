/** What stands in the way of a stretch that is being chosen, and what is possible instead. */
import type { CalendarEntry } from '#contract/scheduling.ts'
import { nextFree, overlaps, stretchOn, type Stretch } from './place-entries.ts'

export type Column = {
  key: string
  day: string
  /** The room of the column; undefined where it is about a day. */
  roomId?: string | undefined
  /** In full, as it is spoken: "Marți, 24 noiembrie". */
  label: string
  /** What the heading shows where that is shorter, with a small line above it; `tail` is only said. */
  head?: string
  small?: string
  tail?: string
  entries: readonly CalendarEntry[]
  /** Where the label leads. */
  href: string
  today: boolean
}

export type ClashWithOffers = {
  entry: CalendarEntry
  /** Whether the room is taken, or only I am. */
  kind: 'room' | 'mine'
  /** The start in the same column at which as much time is free. */
  later: number | undefined
  /** Columns of other rooms that are free then, by index. */
  others: number[]
}

const busyIn = (column: Column, zone: string): (Stretch & { entry: CalendarEntry })[] =>
  column.entries.flatMap((entry) => {
    const stretch =
      entry.status === 'cancelled' || entry.ended ? undefined : stretchOn(entry, column.day, zone)
    return stretch ? [{ ...stretch, entry }] : []
  })

/** In a room's column anything is in the way; in a day's column what I am part of is. At most three other rooms. */
export function clashWith(
  columns: readonly Column[],
  draft: Stretch & { column: number },
  zone: string,
): ClashWithOffers | undefined {
  const column = columns[draft.column]
  if (!column) return undefined
  const kind = column.roomId ? 'room' : 'mine'
  const busy = busyIn(column, zone).filter(({ entry }) =>
    kind === 'room' ? entry.room?.id === column.roomId : entry.mine,
  )
  const first = busy.find((one) => overlaps(one, draft))
  if (!first) return undefined
  const others = columns.flatMap((other, index) =>
    other.roomId && index !== draft.column && !busyIn(other, zone).some((one) => overlaps(one, draft))
      ? [index]
      : [],
  )
  return {
    entry: first.entry,
    kind,
    later: nextFree(busy, draft.start, draft.end - draft.start),
    others: kind === 'room' ? others.slice(0, 3) : [],
  }
}
