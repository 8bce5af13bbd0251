/** What happens in a room because time passes. */
import { type Effect } from './effects.ts'
import { endConference, vacate } from './leave-call.ts'
import { fact, presentIds, type Room } from './room.ts'

/** Does all that is due at `at`: lost seats are given up, an empty conference ends, a running one says that it is alive. */
export function passTime(room: Room, at: number): Effect[] {
  if (room.ended) return []
  const { graceMs, aliveMs } = room.limits
  const effects: Effect[] = []
  for (const seat of [...room.seats.values()])
    if (seat.awaySince !== null && at - seat.awaySince >= graceMs)
      effects.push(...vacate(room, seat, { at, why: 'lost' }))
  for (const [ticketId, { until }] of room.refusedTickets)
    if (until <= at) room.refusedTickets.delete(ticketId)

  const { running } = room
  if (running && running.emptySince !== null && at - running.emptySince >= graceMs)
    effects.push(...endConference(room, at, 'empty'))
  else if (running && at - running.aliveAt >= aliveMs) {
    running.aliveAt = at
    effects.push(fact(room, 'conference.alive', at, {}), { kind: 'vouch', to: presentIds(room) })
  }
  return effects
}

/** When `passTime` has something to do next (epoch milliseconds), or null when only a request can change the room. */
export function nextDeadline(room: Room): number | null {
  if (room.ended) return null
  const { graceMs, aliveMs } = room.limits
  let next = Infinity
  for (const { awaySince } of room.seats.values())
    if (awaySince !== null) next = Math.min(next, awaySince + graceMs)
  if (room.running) next = Math.min(next, room.running.aliveAt + aliveMs)
  if (room.running && room.running.emptySince !== null)
    next = Math.min(next, room.running.emptySince + graceMs)
  return next === Infinity ? null : next
}
