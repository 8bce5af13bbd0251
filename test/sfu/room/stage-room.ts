/** A room on a stage: a clock that the test moves, readable ids, and everything that ever came out of it. */
import { v7 as uuid } from 'uuid'
import type { SeatRole, Ticket } from '../../../contract/conference.ts'
import type { FactName } from '../../../contract/events.ts'
import type { Id } from '../../../contract/values.ts'
import type { Effect, NoticeName } from '../../../sfu/room/effects.ts'
import { enterCall } from '../../../sfu/room/enter-call.ts'
import { passTime } from '../../../sfu/room/keep-time.ts'
import type { Fact } from '../../../sfu/room/ports.ts'
import { newRoom, type Room, type Seat } from '../../../sfu/room/room.ts'
import { defaultLimits, type RoomLimits } from '../../../sfu/room/room-limits.ts'
import { takeSeat } from '../../../sfu/room/take-seat.ts'
import { chatSeals } from '../../../sfu/signal/chat-seals.ts'

export type Stage = ReturnType<typeof stageRoom>

export function stageRoom(limits: Partial<RoomLimits> = {}) {
  const occurrenceId = uuid()
  const room: Room = newRoom({
    meetingId: uuid(),
    occurrenceId,
    limits: { ...defaultLimits, ...limits },
    newId: () => uuid(),
    seals: chatSeals('a secret of the stage', occurrenceId),
  })
  const effects: Effect[] = []
  const stage = {
    room,
    effects,
    at: 1_800_000_000_000,
    /** Keeps what came out, and hands it on. */
    keep(these: Effect[]): Effect[] {
      effects.push(...these)
      return these
    },
    wait(ms: number): Effect[] {
      stage.at += ms
      return stage.keep(passTime(room, stage.at))
    },
    arrive(role: SeatRole, over: Partial<Ticket> = {}, ticketId: string = uuid()): Seat {
      const ticket: Ticket = {
        meetingId: room.meetingId,
        occurrenceId: room.occurrenceId,
        nodeId: 'node',
        title: 'Council',
        personId: role === 'guest' ? null : uuid(),
        name: `A ${role}`,
        organisation: null,
        role,
        lobby: role === 'guest',
        locale: 'ro',
        ...over,
      }
      const { seat, effects: these } = takeSeat(room, ticket, ticketId, stage.at)
      stage.keep(these)
      return seat
    },
    enter(role: SeatRole, over: Partial<Ticket> = {}, ticketId?: string): Seat {
      const seat = stage.arrive(role, over, ticketId)
      stage.keep(enterCall(room, seat.id, {}, stage.at))
      return seat
    },
    facts: <N extends FactName>(name: N): Extract<Fact, { name: N }>[] =>
      effects.flatMap((effect) =>
        effect.kind === 'fact' && effect.fact.name === name
          ? [effect.fact as Extract<Fact, { name: N }>]
          : [],
      ),
    told: (name: NoticeName, to?: Id) =>
      effects.flatMap((effect) =>
        effect.kind === 'tell' && effect.notice.name === name && (to === undefined || effect.to.includes(to))
          ? [effect.notice.args[0]]
          : [],
      ),
  }
  return stage
}

/** The code of the error that this throws; fails when it throws none. */
export function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('nothing was refused')
}
