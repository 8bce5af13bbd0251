/**
 * Whatever people send, in whatever order: nobody gains a right, nobody is counted twice, and every join has a leave.
 * The sequences name seats by number, so that they also name seats that are gone, in the lobby, or somebody else's.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { sources, type SeatRole, type Source } from '../../../contract/conference.ts'
import { AppError } from '../../../contract/errors.ts'
import type { Id } from '../../../contract/values.ts'
import type { Effect } from '../../../sfu/room/effects.ts'
import { admitPerson, enterCall } from '../../../sfu/room/enter-call.ts'
import { nextDeadline } from '../../../sfu/room/keep-time.ts'
import { denyPerson, endCall, leaveCall, removePerson, stopRoom } from '../../../sfu/room/leave-call.ts'
import { instant, presentIds, type SeatState } from '../../../sfu/room/room.ts'
import {
  addProducer,
  forgetProducers,
  hearSpeaker,
  loseMedia,
  mutePerson,
  pauseProducer,
  removeProducer,
} from '../../../sfu/room/send-media.ts'
import { raiseHand, sendChat, takeBackChat } from '../../../sfu/room/speak-up.ts'
import { comeBack, stepAway } from '../../../sfu/room/take-seat.ts'
import { type Stage, stageRoom } from './stage-room.ts'

const roles: SeatRole[] = ['host', 'participant', 'guest']
const who = fc.nat(6)
const source = fc.constantFrom<Source>(...sources)

const step = fc.oneof(
  fc.record({ do: fc.constant('arrive' as const), role: fc.constantFrom(...roles), ticket: fc.nat(2) }),
  fc.record({
    do: fc.constantFrom(
      'enter' as const,
      'away' as const,
      'back' as const,
      'leave' as const,
      'speaks' as const,
    ),
    who,
  }),
  fc.record({
    do: fc.constantFrom('admit' as const, 'deny' as const, 'remove' as const, 'mute' as const),
    who,
    whom: who,
    source,
  }),
  fc.record({ do: fc.constant('send' as const), who, source, producer: fc.nat(5) }),
  fc.record({
    do: fc.constantFrom('pause' as const, 'resume' as const, 'close' as const),
    who,
    producer: fc.nat(5),
  }),
  fc.record({
    do: fc.constantFrom('hand' as const, 'chat' as const, 'hand back' as const, 'rebuild' as const),
    who,
  }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.oneof(fc.nat(500), fc.nat(70_000)) }),
  fc.record({ do: fc.constantFrom('lose media' as const) }),
  { weight: 1, arbitrary: fc.record({ do: fc.constant('end' as const), who }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** A host and a participant in the call and a guest in the lobby, so that random steps meet something; then anything. */
const opening: Step[] = roles.flatMap((role, who): Step[] => [
  { do: 'arrive', role, ticket: 0 },
  { do: 'enter', who },
])
const story = (maxLength: number) =>
  fc.array(step, { maxLength, size: 'max' }).map((steps) => [...opening, ...steps])

/** Everybody who ever took a seat, with the role and ticket that they came with. */
type Cast = { id: Id; role: SeatRole; ticket: string; lobby: boolean }[]

function play(stage: Stage, cast: Cast, step: Step): Effect[] {
  const { room, at } = stage
  const seat = (number: number) => cast[number]?.id ?? 'nobody'
  switch (step.do) {
    case 'arrive': {
      const before = stage.effects.length
      const arrived = stage.arrive(step.role, {}, `${step.role}-${step.ticket}`)
      cast.push({ id: arrived.id, role: step.role, ticket: arrived.ticketId, lobby: arrived.lobby })
      return stage.effects.slice(before)
    }
    case 'enter':
      return stage.keep(enterCall(room, seat(step.who), {}, at))
    case 'away':
      return stage.keep(stepAway(room, seat(step.who), at))
    case 'back':
      return stage.keep(comeBack(room, seat(step.who), at))
    case 'leave':
      return stage.keep(leaveCall(room, seat(step.who), at))
    case 'speaks':
      return stage.keep(hearSpeaker(room, seat(step.who)))
    case 'admit':
      return stage.keep(admitPerson(room, seat(step.who), seat(step.whom), at))
    case 'deny':
      return stage.keep(denyPerson(room, seat(step.who), seat(step.whom), at))
    case 'remove':
      return stage.keep(removePerson(room, seat(step.who), seat(step.whom), at))
    case 'mute':
      return stage.keep(mutePerson(room, seat(step.who), seat(step.whom), step.source))
    case 'send':
      return stage.keep(
        addProducer(room, seat(step.who), {
          producerId: `${step.who}-${step.producer}-${step.source}`,
          source: step.source,
          paused: false,
        }),
      )
    case 'pause':
    case 'resume':
      return stage.keep(
        pauseProducer(room, seat(step.who), `${step.who}-${step.producer}-camera`, step.do === 'pause'),
      )
    case 'close':
      return stage.keep(removeProducer(room, seat(step.who), `${step.who}-${step.producer}-camera`))
    case 'hand':
      return stage.keep(raiseHand(room, seat(step.who), true))
    case 'chat':
      return stage.keep(sendChat(room, seat(step.who), 'text', at).effects)
    case 'hand back': {
      const said = { id: uuid(), at: instant(at - 1), seatId: seat(step.who), name: 'Ana', text: 'text' }
      const message = { ...said, seal: room.seals.seal(said) }
      return stage.keep(takeBackChat(room, seat(step.who), [message]))
    }
    case 'rebuild':
      return stage.keep(forgetProducers(room, seat(step.who)))
    case 'wait':
      return stage.wait(step.ms)
    case 'lose media':
      return stage.keep(loseMedia(room))
    case 'end':
      return stage.keep(endCall(room, seat(step.who), at))
  }
}

const hostActs = new Set<Step['do']>(['admit', 'deny', 'remove', 'mute', 'end'])

function isFair(stage: Stage, cast: Cast, step: Step): void {
  const { room } = stage
  const states = new Map<Id, SeatState>(room.seats.values().map((seat) => [seat.id, seat.state]))
  const refused = new Set(room.refusedTickets.keys())
  let effects: Effect[]
  try {
    effects = play(stage, cast, step)
  } catch (error) {
    // Only errors that a person can act on, and none of them changes anything.
    if (!(error instanceof AppError)) throw error
    expect(new Map(room.seats.values().map((seat) => [seat.id, seat.state]))).toEqual(states)
    return
  }

  // Only a host who is in the call leads it.
  if (hostActs.has(step.do) && 'who' in step && effects.length > 0) {
    const actor = cast[step.who]
    expect(actor?.role).toBe('host')
    expect(states.get(actor?.id ?? '')).toBe('present')
  }
  for (const seat of room.seats.values()) {
    const known = cast.find((one) => one.id === seat.id)
    expect(seat.role).toBe(known?.role)
    // Those who must wait come in by a host's hand only, and nobody goes back.
    const before = states.get(seat.id)
    if (known?.lobby && known.role !== 'host' && seat.state === 'present' && before !== 'present') {
      expect(step.do).toBe('admit')
      expect(before).toBe('waiting')
    }
    if (before === 'present') expect(seat.state).toBe('present')
    expect(seat.sends.size).toBeLessThanOrEqual(sources.length)
  }
  if (step.do === 'arrive') expect(refused.has(`${step.role}-${step.ticket}`)).toBe(false)
  // What goes on in the lobby and in the call stays with those who may know.
  for (const effect of effects) {
    if (effect.kind !== 'tell') continue
    for (const id of effect.to) {
      expect(room.seats.get(id)?.state ?? states.get(id)).toBe('present')
      if (effect.notice.name === 'lobby:changed') expect(room.seats.get(id)?.role).toBe('host')
    }
  }
}

/** Counts facts by the seat (or conference) that they are about. */
function tally(stage: Stage, name: 'participant.joined' | 'participant.left'): Map<Id, number> {
  const counts = new Map<Id, number>()
  for (const { payload } of stage.facts(name))
    counts.set(payload.seatId, (counts.get(payload.seatId) ?? 0) + 1)
  return counts
}

test('no sequence of messages gains a right, counts anybody twice or leaves a join without its leave', () => {
  fc.assert(
    fc.property(story(80), (steps) => {
      const stage = stageRoom({ people: 4, waiting: 3, arriving: 6, seatsPerTicket: 2 })
      const cast: Cast = []
      for (const one of steps) {
        isFair(stage, cast, one)
        const joined = tally(stage, 'participant.joined')
        const left = tally(stage, 'participant.left')
        expect(Math.max(0, ...joined.values())).toBeLessThanOrEqual(1)
        expect(presentIds(stage.room).toSorted()).toEqual(
          [...joined.keys()].filter((id) => !left.has(id)).toSorted(),
        )
        if (presentIds(stage.room).length > 0) expect(stage.room.running).not.toBeNull()
        const due = nextDeadline(stage.room)
        if (due !== null) expect(due).toBeGreaterThan(stage.at - 1)
      }
      stage.keep(stopRoom(stage.room, stage.at))
      expect(tally(stage, 'participant.left')).toEqual(tally(stage, 'participant.joined'))
      expect(stage.facts('conference.ended').map((fact) => fact.payload.conferenceId)).toEqual(
        stage.facts('conference.started').map((fact) => fact.payload.conferenceId),
      )
      const ids = stage.effects.flatMap((effect) => (effect.kind === 'fact' ? [effect.fact.id] : []))
      expect(new Set(ids).size).toBe(ids.length)
      expect(nextDeadline(stage.room)).toBeNull()
    }),
    { numRuns: 300 },
  )
})

test('a room that everybody has left has nothing left to do, however they left', () => {
  fc.assert(
    fc.property(story(60), (steps) => {
      const stage = stageRoom()
      const cast: Cast = []
      for (const one of steps) isFair(stage, cast, one)
      for (const { id } of cast) stage.keep(stepAway(stage.room, id, stage.at))
      for (let due = nextDeadline(stage.room); due !== null; due = nextDeadline(stage.room)) {
        stage.wait(due - stage.at)
      }
      expect(stage.room.seats.size).toBe(0)
      expect(stage.room.running).toBeNull()
    }),
    { numRuns: 150 },
  )
})
