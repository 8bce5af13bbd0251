import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { refusedSeat, rtpParametersOf, takeSeat, type TestSeat } from '../support/take-seat.ts'
import { until } from '../../support/until.ts'

const graceMs = 400
let sfu: TestSfu
beforeAll(async () => void (sfu = await startSfu({ limits: { graceMs } })))
afterAll(async () => await sfu?.close())

let meeting: { meetingId: string; occurrenceId: string }
beforeEach(() => void (meeting = { meetingId: uuid(), occurrenceId: uuid() }))

const come = async (role: 'host' | 'participant' | 'guest', over = {}) =>
  await takeSeat(sfu.url, { ticket: await sfu.ticket(role, { ...meeting, ...over }) })
/** The connection breaks, without a word. */
const breakOff = async (seat: TestSeat) => {
  seat.socket.io.engine.close()
  await seat.gone()
}
const factsOf = (seatId: string) =>
  sfu.facts.flatMap((fact) => ('seatId' in fact.payload && fact.payload.seatId === seatId ? [fact.name] : []))

test('a short loss keeps the seat, its media and its consumers, and what was missed is in the welcome', async () => {
  const host = await come('host')
  const { transports } = await host.enterCall()
  const member = await come('participant')
  const before = await member.enterCall()
  await breakOff(member)
  await host.hears('peer:changed', (peer) => peer.seatId === member.id && peer.away)
  const { producerId } = await host.ask('producer:create', {
    transportId: transports.send.id,
    source: 'camera',
    rtpParameters: rtpParametersOf('camera'),
    paused: false,
  })
  await host.ask('chat:send', { text: 'while you were away' })

  const back = await takeSeat(sfu.url, { seatKey: member.welcome.seatKey })
  expect(back.id).toBe(member.id)
  const { state, call } = back.welcome
  expect(state).toBe('present')
  expect(call?.transports).toEqual(before.transports)
  expect(call?.chat.map(({ text }) => text)).toEqual(['while you were away'])
  expect(call?.consumers).toMatchObject([{ producerId, seatId: host.id, source: 'camera' }])
  await host.hears('peer:changed', (peer) => peer.seatId === member.id && !peer.away)
  expect(factsOf(member.id)).toEqual(['participant.joined', 'participant.away', 'participant.back'])
  for (const seat of [host, back]) seat.close()
})

test('a reloaded page asks for new transports and is offered everything again', async () => {
  const host = await come('host')
  const { transports } = await host.enterCall()
  await host.ask('producer:create', {
    transportId: transports.send.id,
    source: 'camera',
    rtpParameters: rtpParametersOf('camera'),
    paused: false,
  })
  const member = await come('participant')
  const before = await member.enterCall()
  await member.ask('producer:create', {
    transportId: before.transports.send.id,
    source: 'microphone',
    rtpParameters: rtpParametersOf('microphone'),
    paused: false,
  })
  const heard = await host.hears('consumer:new')
  await breakOff(member)
  const back = await takeSeat(sfu.url, { seatKey: member.welcome.seatKey })
  const call = await back.ask('transport:rebuild', {})
  expect(call.transports?.send.id).not.toBe(before.transports.send.id)
  expect(call.consumers).toMatchObject([{ seatId: host.id, source: 'camera' }])
  expect(call.you.producers).toEqual([])
  await host.hears('consumer:closed', ({ consumerId }) => consumerId === heard.consumerId)
  await expect(back.ask('transport:restart-ice', { transportId: before.transports.send.id })).rejects.toThrow(
    'conference.transport-missing',
  )
  for (const seat of [host, back]) seat.close()
})

test('the key is new each time; the old one works until the new one is known to have arrived', async () => {
  const seat = await come('participant')
  const first = seat.welcome.seatKey
  await breakOff(seat)
  const lost = await takeSeat(sfu.url, { seatKey: first })
  await breakOff(lost)
  const back = await takeSeat(sfu.url, { seatKey: first })
  expect(await refusedSeat(sfu.url, { seatKey: lost.welcome.seatKey })).toBe('conference.seat-lost')
  await back.enter()
  expect(await refusedSeat(sfu.url, { seatKey: first })).toBe('conference.seat-lost')
  await breakOff(back)
  const last = await takeSeat(sfu.url, { seatKey: back.welcome.seatKey })
  expect(last.id).toBe(seat.id)
  last.close()
})

test('a second tab with the same key takes the seat, and the first is told where it went', async () => {
  const first = await come('host')
  await first.enterCall()
  const second = await takeSeat(sfu.url, { seatKey: first.welcome.seatKey })
  await first.gone()
  expect(first.refused?.code).toBe('conference.moved')
  expect(second.id).toBe(first.id)
  await second.ask('chat:send', { text: 'here now' })
  expect(factsOf(first.id)).toEqual(['participant.joined'])
  second.close()
})

test('somebody in the lobby who reloads keeps the place in it', async () => {
  const host = await come('host')
  await host.enterCall()
  const guest = await come('guest')
  await guest.enter()
  await host.hears('lobby:changed', ({ waiting }) => waiting.length === 1)
  await breakOff(guest)
  await host.hears('lobby:changed', ({ waiting }) => waiting.length === 0)
  const back = await takeSeat(sfu.url, { seatKey: guest.welcome.seatKey })
  expect(back.welcome.state).toBe('waiting')
  await host.ask('lobby:admit', { seatId: back.id })
  await back.hears('admitted')
  for (const seat of [host, back]) seat.close()
})

test('a seat that nobody comes back to is given up: the others are told, and its key is worth nothing', async () => {
  const host = await come('host')
  await host.enterCall()
  const member = await come('participant')
  await member.enterCall()
  await breakOff(member)
  await host.hears('peer:left', (left) => left.seatId === member.id && left.reason === 'lost')
  expect(factsOf(member.id)).toEqual(['participant.joined', 'participant.away', 'participant.left'])
  expect(await refusedSeat(sfu.url, { seatKey: member.welcome.seatKey })).toBe('conference.seat-lost')
  host.close()
})

test('a conference that everybody has lost ends by itself', async () => {
  const host = await come('host')
  await host.enterCall()
  await breakOff(host)
  const ended = await until('the conference to end', () =>
    sfu.factsNamed('conference.ended').find((fact) => fact.payload.meetingId === meeting.meetingId),
  )
  expect(ended.payload.reason).toBe('empty')
  await until('the meeting to be free', () => !sfu.node.liveMeetings().includes(meeting.meetingId))
})

test('media is freed when the call has ended, though somebody still stands in the preview', async () => {
  const preview = await come('participant')
  const host = await come('host')
  await host.enterCall()
  expect(sfu.node.load().rooms).toBeGreaterThan(0)
  await host.ask('leave', {})
  await until('the router to be freed', () => sfu.node.load().rooms === 0)
  expect(sfu.node.liveMeetings()).toContain(meeting.meetingId)
  const next = await come('host')
  await next.enterCall()
  for (const seat of [preview, next]) seat.close()
})
