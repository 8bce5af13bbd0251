import { describe, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { admitPerson, enterCall } from '../../../sfu/room/enter-call.ts'
import { leaveCall, removePerson } from '../../../sfu/room/leave-call.ts'
import { instant, seatsIn } from '../../../sfu/room/room.ts'
import { takeSeat } from '../../../sfu/room/take-seat.ts'
import { stageRoom } from './stage-room.ts'

const ticketOf = (room: ReturnType<typeof stageRoom>['room']) => ({
  ...{ meetingId: room.meetingId, occurrenceId: room.occurrenceId, nodeId: 'node', title: 'Council' },
  ...{ personId: null, guestId: 'guest-1', name: 'Vlad Ministrul', organisation: null },
  ...({ role: 'guest', lobby: true, locale: 'ro' } as const),
})

describe('somebody who was in the call before its node died', () => {
  test('goes past the lobby, under the name that a host let in, and nobody is told that they came', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const before = { seatId: uuid(), name: 'Vlad Simplu', at: stage.at }
    const { seat } = takeSeat(stage.room, ticketOf(stage.room), 'one', stage.at, before)
    const effects = stage.keep(enterCall(stage.room, seat.id, { name: 'Vlad Președintele' }, stage.at))
    expect(seat).toMatchObject({ state: 'present', name: 'Vlad Simplu', role: 'guest' })
    expect(stage.told('peer:joined', host.id)).toEqual([])
    expect(stage.told('peer:changed', host.id)).toMatchObject([{ seatId: seat.id, name: 'Vlad Simplu' }])
    // Attendance is told: the seat of before has died with its node.
    expect(effects.filter(({ kind }) => kind === 'fact')).toHaveLength(1)
  })

  test('waits like anybody else once a host has removed them, with whichever ticket they come', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const before = { seatId: uuid(), name: 'Vlad Simplu', at: stage.at }
    const [first, second] = ['one', 'two'].map(
      (ticketId) => takeSeat(stage.room, ticketOf(stage.room), ticketId, stage.at, before).seat,
    )
    for (const seat of [first, second]) stage.keep(enterCall(stage.room, seat?.id ?? '', {}, stage.at))
    stage.keep(removePerson(stage.room, host.id, first?.id ?? '', stage.at))
    // Both seats were theirs.
    expect([...stage.room.seats.keys()]).toEqual([host.id])
    const { seat } = takeSeat(stage.room, ticketOf(stage.room), 'three', stage.at, before)
    stage.keep(enterCall(stage.room, seat.id, {}, stage.at))
    expect(seat.state).toBe('waiting')
  })

  test('waits with another proof and another ticket too: it is known who was removed', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const seat = (ticketId: string) => {
      const before = { seatId: uuid(), name: 'Vlad Simplu', at: stage.at }
      const taken = takeSeat(stage.room, ticketOf(stage.room), ticketId, stage.at, before).seat
      stage.keep(enterCall(stage.room, taken.id, {}, stage.at))
      return taken
    }
    const first = seat('one')
    expect(first.state).toBe('present')
    stage.keep(removePerson(stage.room, host.id, first.id, stage.at))
    const second = seat('two')
    expect(second.state).toBe('waiting')
    stage.keep(admitPerson(stage.room, host.id, second.id, stage.at))
    expect(seat('three').state).toBe('present')
  })

  test('knocks when that conference has come to its end meanwhile, here or elsewhere', () => {
    const stage = stageRoom()
    const knocks = (anewSince: string | null, at: number) => {
      const before = { seatId: uuid(), name: 'Vlad Simplu', at }
      const ticket = { ...ticketOf(stage.room), anewSince }
      const { seat } = takeSeat(stage.room, ticket, uuid(), stage.at, before)
      stage.keep(enterCall(stage.room, seat.id, {}, stage.at))
      return seat.state === 'waiting'
    }
    const host = stage.enter('host')
    expect(knocks(null, stage.at)).toBe(false)
    const ended = instant(stage.at)
    expect(knocks(ended, stage.at)).toBe(true)
    expect(knocks(ended, stage.at + 1)).toBe(false)
    // A ticket from before does not know of it, but the room does.
    expect(knocks(null, stage.at)).toBe(true)

    // All leave, and it ends by itself while somebody is in the preview.
    stage.arrive('participant')
    for (const seat of [host, ...seatsIn(stage.room, 'present')])
      if (stage.room.seats.has(seat.id)) stage.keep(leaveCall(stage.room, seat.id, stage.at))
    const lastPass = stage.at
    stage.wait(stage.room.limits.graceMs)
    expect(stage.room.running).toBe(null)
    stage.enter('host')
    expect(knocks(null, lastPass)).toBe(true)
  })

  test('knocks when a host had shown them the door there, with or without an account', () => {
    const stage = stageRoom()
    stage.enter('host')
    const before = { seatId: uuid(), name: 'Vlad Simplu', at: stage.at }
    const invited = { personId: uuid(), guestId: null, role: 'participant', lobby: false } as const
    for (const [ticketId, who] of [
      ['one', {}],
      ['two', invited],
    ] as const)
      for (const returns of [before, null]) {
        const ticket = { ...ticketOf(stage.room), ...who, shownOut: true }
        const { seat } = takeSeat(stage.room, ticket, ticketId, stage.at, returns)
        expect(seat.returnOf).toBe(null)
        stage.keep(enterCall(stage.room, seat.id, {}, stage.at))
        expect(seat.state).toBe('waiting')
      }
    // Hosts are let in by nobody.
    const host = {
      ...ticketOf(stage.room),
      personId: uuid(),
      role: 'host',
      lobby: false,
      shownOut: true,
    } as const
    const { seat } = takeSeat(stage.room, host, 'three', stage.at)
    stage.keep(enterCall(stage.room, seat.id, {}, stage.at))
    expect(seat.state).toBe('present')
  })

  test('has what the new ticket says, and no more', () => {
    const stage = stageRoom()
    const { seat } = takeSeat(stage.room, ticketOf(stage.room), 'one', stage.at, {
      ...{ seatId: uuid(), name: 'Vlad Simplu', at: stage.at },
    })
    expect(seat.role).toBe('guest')
  })
})
