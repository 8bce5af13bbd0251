import type { RoomAvailability } from '#contract/scheduling.ts'
import { roomAvailability } from '#lib/api/rooms.ts'
import { watch } from '#lib/live/live.svelte.ts'
import { Resource } from '#lib/load/resource.svelte.ts'
import { durationOf, type MeetingValues, startOf } from './meeting-values.ts'

type When = Pick<MeetingValues, 'date' | 'from' | 'to' | 'zone'>

/**
 * The rooms at the time that stands in a form, asked anew when it changes and when rooms or bookings do. To be made while
 * a component is being set up. The meeting that is being changed does not stand in its own way.
 */
export class RoomsAt {
  readonly list = new Resource<RoomAvailability[]>()
  readonly #values: () => When
  /** The time asked about, as text, so that other fields do not ask again. Undefined while it is no whole time. */
  readonly time = $derived.by(() => {
    const { date, from, to, zone } = this.#values()
    const minutes = durationOf(from, to)
    const whole = /^\d{4}-\d{2}-\d{2}$/.test(date) && minutes !== undefined && minutes >= 5
    return whole
      ? JSON.stringify({ start: startOf({ date, from }), zone, durationMinutes: minutes })
      : undefined
  })

  constructor(values: () => When, exceptMeetingId: () => string | undefined = () => undefined) {
    this.#values = values
    $effect(() => {
      if (!this.time) return
      const except = exceptMeetingId()
      const query = { ...JSON.parse(this.time), ...(except && { exceptMeetingId: except }) }
      const timer = setTimeout(() => void this.list.load((signal) => roomAvailability(query, signal)), 200)
      return () => clearTimeout(timer)
    })
    $effect(() => watch(['calendar', 'rooms'], this.list.reload))
  }
}
