/** The columns of the time grid: the days of a week, or the rooms of a day. */
import type { CalendarEntry, Room } from '#contract/scheduling.ts'
import { capitalised, sayDate } from '#lib/time/spoken-time.ts'
import type { Locale } from '#contract/values.ts'
import { addressOf, daysOf, type Shown } from './calendar-view.ts'
import type { Column } from './clash.ts'
import { stretchOn } from './place-entries.ts'

type Around = { today: string; zone: string; locale: Locale }

/** With a room chosen, each column is that room on that day, so that what is in the way is what takes the room. */
export function dayColumns(
  entries: readonly CalendarEntry[],
  shown: Shown,
  { today, zone, locale }: Around,
): Column[] {
  const { first } = daysOf({ view: 'week', date: shown.date })
  return Array.from({ length: 7 }, (_, offset) => {
    const day = first.add({ days: offset }).toString()
    return {
      key: day,
      day,
      ...(shown.roomId && { roomId: shown.roomId }),
      label: capitalised(sayDate(day, locale, 'medium'), locale),
      head: String(Number(day.slice(8))),
      small: sayDate(day, locale, 'weekdayLong'),
      tail: sayDate(day, locale, 'month'),
      entries: entries.filter((entry) => stretchOn(entry, day, zone) !== undefined),
      href: addressOf({ ...shown, view: 'day', date: day }, today),
      today: day === today,
    }
  })
}

/** A column for each room in use, by building; before them one for meetings without a room, where there are any. */
export function roomColumns(
  entries: readonly CalendarEntry[],
  rooms: readonly Room[],
  shown: Shown,
  { today, locale, withoutRoom }: Omit<Around, 'zone'> & { withoutRoom: string },
): Column[] {
  const order = new Intl.Collator(locale, { numeric: true })
  const day = shown.date
  const column = (key: string, label: string, href: string, roomId?: string): Column => ({
    key: `${day} ${key}`,
    day,
    ...(roomId && { roomId }),
    label,
    href,
    entries: entries.filter((entry) => (entry.room?.id ?? '') === (roomId ?? '')),
    today: day === today,
  })
  const without = entries.some((entry) => entry.room === null)
    ? [column('none', withoutRoom, addressOf({ ...shown, view: 'list', date: day }, today))]
    : []
  const inUse = rooms
    .filter((room) => !room.retired || entries.some((entry) => entry.room?.id === room.id))
    .sort((a, b) => order.compare(a.building, b.building) || order.compare(a.name, b.name))
  return [...without, ...inUse.map((room) => column(room.id, room.name, `/rooms/${room.id}`, room.id))]
}
