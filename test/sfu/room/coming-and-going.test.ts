import { describe, expect, test } from 'vitest'
import { admitPerson, enterCall } from '../../../sfu/room/enter-call.ts'
import { nextDeadline } from '../../../sfu/room/keep-time.ts'
import { denyPerson, endCall, leaveCall, removePerson, stopRoom } from '../../../sfu/room/leave-call.ts'
import { isOver } from '../../../sfu/room/room.ts'
import { callView, greeting, waitingView } from '../../../sfu/room/show-room.ts'
import { comeBack, stepAway } from '../../../sfu/room/take-seat.ts'
import { refusal, stageRoom } from './stage-room.ts'

describe('entering', () => {
  test('begins the conference with the first person in the call, not with somebody in the preview', () => {
    const stage = stageRoom()
    const host = stage.arrive('host')
    expect(stage.facts('conference.started')).toHaveLength(0)
    stage.keep(enterCall(stage.room, host.id, {}, stage.at))
    expect(stage.facts('conference.started')).toHaveLength(1)
    expect(stage.facts('participant.joined')[0]?.payload).toMatchObject({ seatId: host.id, guest: false })
  })

  test('leads guests to the lobby, and only hosts see who waits there', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    const guest = stage.enter('guest')
    expect(guest.state).toBe('waiting')
    expect(stage.told('lobby:changed', host.id)).toHaveLength(1)
    expect(stage.told('lobby:changed', member.id)).toHaveLength(0)
    expect(callView(stage.room, host).waiting.map((one) => one.seatId)).toEqual([guest.id])
    expect(callView(stage.room, member).waiting).toEqual([])
  })

  test('does not tell people in the lobby who is in the call', () => {
    const stage = stageRoom()
    stage.enter('host', { name: 'Ana' })
    expect(greeting(stage.room, stage.arrive('guest')).present).toEqual([])
    expect(greeting(stage.room, stage.arrive('participant')).present).toEqual(['Ana'])
  })

  test('lets a guest choose a name, and keeps the name of an account', () => {
    const stage = stageRoom()
    stage.enter('host')
    const guest = stage.arrive('guest', { name: 'Guest' })
    stage.keep(enterCall(stage.room, guest.id, { name: 'Dan Pop' }, stage.at))
    const member = stage.arrive('participant', { name: 'Ion Rusu' })
    stage.keep(enterCall(stage.room, member.id, { name: 'The Minister' }, stage.at))
    expect([guest.name, member.name]).toEqual(['Dan Pop', 'Ion Rusu'])
  })

  test('refuses those who come to a full call, except hosts', () => {
    const stage = stageRoom({ people: 2 })
    stage.enter('host')
    stage.enter('participant')
    const late = stage.arrive('participant')
    expect(refusal(() => enterCall(stage.room, late.id, {}, stage.at))).toBe('conference.full')
    expect(late.state).toBe('arriving')
    expect(stage.enter('host').state).toBe('present')
  })

  test('keeps the lobby in the order in which people knocked', () => {
    const stage = stageRoom()
    const first = stage.enter('guest')
    stage.wait(1000)
    const second = stage.enter('guest')
    expect(waitingView(stage.room).map((one) => one.seatId)).toEqual([first.id, second.id])
  })

  test('takes only so many seats for one ticket, and gives up an abandoned one first', () => {
    const stage = stageRoom({ seatsPerTicket: 2 })
    const first = stage.arrive('guest', {}, 'ticket')
    stage.arrive('guest', {}, 'ticket')
    expect(refusal(() => stage.arrive('guest', {}, 'ticket'))).toBe('request.limited')
    stage.keep(stepAway(stage.room, first.id, stage.at))
    stage.arrive('guest', {}, 'ticket')
    expect(stage.room.seats.has(first.id)).toBe(false)
    expect(stage.room.seats.size).toBe(2)
  })
})

describe('the lobby', () => {
  test('is opened by a host for one person', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const guest = stage.enter('guest')
    const effects = stage.keep(admitPerson(stage.room, host.id, guest.id, stage.at))
    expect(guest.state).toBe('present')
    expect(effects).toContainEqual({ kind: 'admit', seatId: guest.id })
  })

  test('is not opened by anybody else', () => {
    const stage = stageRoom()
    const member = stage.enter('participant')
    const guest = stage.enter('guest')
    expect(refusal(() => admitPerson(stage.room, member.id, guest.id, stage.at))).toBe(
      'conference.not-allowed',
    )
    expect(refusal(() => admitPerson(stage.room, guest.id, guest.id, stage.at))).toBe(
      'conference.wrong-moment',
    )
    expect(guest.state).toBe('waiting')
  })

  test('is held when the last host leaves, and opened by the next', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    const guest = stage.enter('guest')
    stage.keep(leaveCall(stage.room, host.id, stage.at))
    expect(member.state).toBe('present')
    expect(guest.state).toBe('waiting')
    const next = stage.enter('host')
    stage.keep(admitPerson(stage.room, next.id, guest.id, stage.at))
    expect(guest.state).toBe('present')
  })

  test('does not list people whose connection is lost, and keeps their place', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const first = stage.enter('guest')
    stage.wait(1000)
    const second = stage.enter('guest')
    stage.keep(stepAway(stage.room, first.id, stage.at))
    expect(waitingView(stage.room).map((one) => one.seatId)).toEqual([second.id])
    expect(refusal(() => admitPerson(stage.room, host.id, first.id, stage.at))).toBe(
      'conference.peer-missing',
    )
    stage.keep(comeBack(stage.room, first.id, stage.at))
    expect(waitingView(stage.room).map((one) => one.seatId)).toEqual([first.id, second.id])
  })

  test('does not let a denied ticket knock again', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const guest = stage.enter('guest', {}, 'ticket')
    const effects = stage.keep(denyPerson(stage.room, host.id, guest.id, stage.at))
    expect(effects).toContainEqual(
      expect.objectContaining({
        kind: 'vacate',
        reason: expect.objectContaining({ code: 'conference.denied' }),
      }),
    )
    expect(refusal(() => stage.arrive('guest', {}, 'ticket'))).toBe('conference.denied')
    expect(stage.facts('participant.left')).toHaveLength(0)
  })
})

describe('losing the connection', () => {
  test('keeps the seat for a minute, then gives it up as lost', () => {
    const stage = stageRoom()
    stage.enter('host')
    const member = stage.enter('participant')
    stage.keep(stepAway(stage.room, member.id, stage.at))
    stage.wait(59_000)
    expect(stage.room.seats.has(member.id)).toBe(true)
    stage.wait(1000)
    expect(stage.room.seats.has(member.id)).toBe(false)
    expect(stage.facts('participant.left').map((fact) => fact.payload.reason)).toEqual(['lost'])
  })

  test('is reported when it goes and when it comes back, each once', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    for (const _ of [1, 2]) stage.keep(stepAway(stage.room, member.id, stage.at))
    for (const _ of [1, 2]) stage.keep(comeBack(stage.room, member.id, stage.at))
    expect(stage.facts('participant.away')).toHaveLength(1)
    expect(stage.facts('participant.back')).toHaveLength(1)
    expect(stage.told('peer:changed', host.id)).toMatchObject([{ away: true }, { away: false }])
  })

  test('says when something is due, and nothing when nothing is', () => {
    const stage = stageRoom()
    const guest = stage.enter('guest')
    expect(nextDeadline(stage.room)).toBeNull()
    stage.keep(stepAway(stage.room, guest.id, stage.at))
    expect(nextDeadline(stage.room)).toBe(stage.at + 60_000)
    stage.wait(60_000)
    expect(isOver(stage.room)).toBe(true)
  })
})

describe('removing', () => {
  test('takes out every seat of the ticket and refuses it from then on', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant', {}, 'ticket')
    const preview = stage.arrive('participant', {}, 'ticket')
    stage.keep(removePerson(stage.room, host.id, member.id, stage.at))
    expect(stage.room.seats.has(preview.id)).toBe(false)
    expect(refusal(() => comeBack(stage.room, member.id, stage.at))).toBe('conference.seat-lost')
    expect(refusal(() => stage.arrive('participant', {}, 'ticket'))).toBe('conference.removed')
    expect(stage.told('peer:left', host.id)).toEqual([{ seatId: member.id, reason: 'removed' }])
    expect(stage.facts('participant.left')[0]?.actorId).toBe(host.personId)
  })

  test('sends a removed account with a new ticket to the lobby, until a host admits it', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const member = stage.enter('participant')
    stage.keep(removePerson(stage.room, host.id, member.id, stage.at))
    const again = stage.enter('participant', { personId: member.personId })
    expect(again.state).toBe('waiting')
    stage.keep(admitPerson(stage.room, host.id, again.id, stage.at))
    stage.keep(leaveCall(stage.room, again.id, stage.at))
    expect(stage.enter('participant', { personId: member.personId }).state).toBe('present')
  })

  test('is not for participants, and not for hosts against hosts', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const other = stage.enter('host')
    const member = stage.enter('participant')
    expect(refusal(() => removePerson(stage.room, member.id, host.id, stage.at))).toBe(
      'conference.not-allowed',
    )
    expect(refusal(() => removePerson(stage.room, host.id, other.id, stage.at))).toBe(
      'conference.not-allowed',
    )
  })
})

describe('the end', () => {
  test('for all empties call, lobby and preview, and nothing happens afterwards', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    stage.enter('participant')
    stage.enter('guest')
    stage.arrive('participant')
    stage.keep(endCall(stage.room, host.id, stage.at))
    expect(stage.room.seats.size).toBe(0)
    expect(stage.facts('participant.left').map((fact) => fact.payload.reason)).toEqual(['ended', 'ended'])
    expect(stage.facts('conference.ended')).toMatchObject([{ payload: { reason: 'host' } }])
    expect(refusal(() => stage.arrive('host'))).toBe('conference.ended')
    expect(isOver(stage.room)).toBe(true)
  })

  test('comes by itself when the call has been empty for a minute', () => {
    const stage = stageRoom()
    stage.keep(leaveCall(stage.room, stage.enter('host').id, stage.at))
    stage.wait(59_999)
    expect(stage.facts('conference.ended')).toHaveLength(0)
    stage.wait(1)
    expect(stage.facts('conference.ended')).toMatchObject([{ payload: { reason: 'empty' } }])
    expect(isOver(stage.room)).toBe(true)
  })

  test('comes together with the last seat when that was lost', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    stage.keep(stepAway(stage.room, host.id, stage.at))
    stage.wait(60_000)
    expect(stage.facts('participant.left')).toHaveLength(1)
    expect(stage.facts('conference.ended')).toHaveLength(1)
  })

  test('does not come when somebody returns in time, and the conference is the same', () => {
    const stage = stageRoom()
    stage.keep(leaveCall(stage.room, stage.enter('host').id, stage.at))
    stage.wait(30_000)
    stage.enter('host')
    stage.wait(60_000)
    expect(stage.facts('conference.started')).toHaveLength(1)
    expect(stage.facts('conference.ended')).toHaveLength(0)
  })

  test('leaves the lobby waiting, and the next host begins another conference', () => {
    const stage = stageRoom()
    const host = stage.enter('host')
    const guest = stage.enter('guest')
    stage.keep(leaveCall(stage.room, host.id, stage.at))
    stage.wait(60_000)
    expect(isOver(stage.room)).toBe(false)
    const next = stage.enter('host')
    stage.keep(admitPerson(stage.room, next.id, guest.id, stage.at))
    const ids = stage.facts('conference.started').map((fact) => fact.payload.conferenceId)
    expect(new Set(ids).size).toBe(2)
  })

  test('says every half minute that the conference is alive', () => {
    const stage = stageRoom()
    stage.enter('host')
    for (let second = 0; second < 95; second += 1) stage.wait(1000)
    expect(stage.facts('conference.alive')).toHaveLength(3)
  })

  test('of the node gives every fact that is owed, once', () => {
    const stage = stageRoom()
    stage.enter('host')
    stage.enter('participant')
    stage.keep(stopRoom(stage.room, stage.at))
    stage.keep(stopRoom(stage.room, stage.at))
    expect(stage.facts('participant.left')).toHaveLength(2)
    expect(stage.facts('conference.ended')).toMatchObject([{ payload: { reason: 'stopped' } }])
  })
})
