import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { refusedSeat, rtpParametersOf, takeSeat } from '../support/take-seat.ts'

let sfu: TestSfu
beforeAll(async () => void (sfu = await startSfu()))
afterAll(async () => await sfu?.close())

/** A meeting of its own for each test. */
let meeting: { meetingId: string; occurrenceId: string }
beforeEach(() => void (meeting = { meetingId: uuid(), occurrenceId: uuid() }))

const come = async (role: 'host' | 'participant' | 'guest', over = {}) =>
  await takeSeat(sfu.url, { ticket: await sfu.ticket(role, { ...meeting, ...over }) })

describe('the handshake', () => {
  test('greets a ticket with a seat, what the node can play, and who is in', async () => {
    const host = await come('host', { name: 'Ana' })
    await host.enter()
    const member = await come('participant')
    expect(member.welcome).toMatchObject({
      title: 'Consiliul',
      state: 'arriving',
      lobby: false,
      present: ['Ana'],
      call: null,
      you: { role: 'participant' },
    })
    expect(member.welcome.routerRtpCapabilities.codecs.map((codec) => codec.mimeType)).toEqual(
      expect.arrayContaining(['audio/opus', 'video/VP8']),
    )
    for (const seat of [host, member]) seat.close()
  })

  test('refuses what is not a ticket of this node, and says why', async () => {
    const forged = await sfu.ticket('host', meeting, 'some other secret of more than 32 bytes')
    const elsewhere = await sfu.ticket('host', { ...meeting, nodeId: 'node-2' })
    const auths: [Record<string, unknown>, string][] = [
      [{ ticket: forged }, 'conference.ticket-invalid'],
      [{ ticket: elsewhere }, 'conference.ticket-invalid'],
      [{ ticket: 'x' }, 'conference.ticket-invalid'],
      [{ ticket: 42 }, 'conference.ticket-invalid'],
      [{ ticket: 'x'.repeat(5000) }, 'conference.ticket-invalid'],
      [{}, 'conference.ticket-invalid'],
      [{ seatKey: 'nobody has this key' }, 'conference.seat-lost'],
      [{ ticket: await sfu.ticket('host', meeting), seatKey: 'both' }, 'conference.ticket-invalid'],
    ]
    for (const [auth, code] of auths) expect(await refusedSeat(sfu.url, auth)).toBe(code)
    expect(sfu.node.liveMeetings()).not.toContain(meeting.meetingId)
  })

  test('refuses a ticket that is older than its minute', async () => {
    const ticket = await sfu.ticket('host', meeting)
    sfu.clock.advance({ seconds: 66 })
    expect(await refusedSeat(sfu.url, { ticket })).toBe('conference.ticket-expired')
  })

  test('gives a ticket that is used twice two seats with the same rights, and never the first seat', async () => {
    const ticket = await sfu.ticket('guest', meeting)
    const [one, other] = [await takeSeat(sfu.url, { ticket }), await takeSeat(sfu.url, { ticket })]
    expect(one.id).not.toBe(other.id)
    expect(await other.enter()).toEqual({ state: 'waiting' })
    for (const seat of [one, other]) seat.close()
  })
})

describe('the lobby', () => {
  test('holds a guest until a host admits them, with all that the page needs', async () => {
    const host = await come('host', { name: 'Ana' })
    await host.enterCall()
    const guest = await come('guest', { name: 'Dan' })
    expect(guest.welcome).toMatchObject({ lobby: true, present: [] })
    expect(await guest.enter()).toEqual({ state: 'waiting' })
    const { waiting } = await host.hears('lobby:changed', ({ waiting }) => waiting.length === 1)
    expect(waiting).toMatchObject([{ seatId: guest.id, name: 'Dan' }])

    await host.ask('lobby:admit', { seatId: guest.id })
    const { call } = await guest.hears('admitted')
    expect(call.peers.map((peer) => peer.name)).toEqual(['Ana'])
    expect(call.transports?.send.iceCandidates.map((one) => one.protocol)).toEqual(['udp', 'tcp'])
    expect(call.permissions).not.toContain('admit')
    await host.hears('peer:joined', (peer) => peer.seatId === guest.id)
    for (const seat of [host, guest]) seat.close()
  })

  test('tells a denied guest so and hangs up, and their ticket is worth nothing', async () => {
    const host = await come('host')
    await host.enterCall()
    const ticket = await sfu.ticket('guest', meeting)
    const guest = await takeSeat(sfu.url, { ticket })
    await guest.enter()
    await host.ask('lobby:deny', { seatId: guest.id })
    await guest.gone()
    expect(guest.refused?.code).toBe('conference.denied')
    expect(await refusedSeat(sfu.url, { ticket })).toBe('conference.denied')
    expect(await refusedSeat(sfu.url, { seatKey: guest.welcome.seatKey })).toBe('conference.seat-lost')
    host.close()
  })
})

describe('removing and ending', () => {
  test('a removed person is out, for everybody, and for their ticket and key', async () => {
    const host = await come('host')
    await host.enterCall()
    const ticket = await sfu.ticket('participant', meeting)
    const member = await takeSeat(sfu.url, { ticket })
    await member.enterCall()
    await host.ask('peer:remove', { seatId: member.id })
    await member.gone()
    expect(member.refused?.code).toBe('conference.removed')
    await host.hears('peer:left', (left) => left.seatId === member.id && left.reason === 'removed')
    expect(await refusedSeat(sfu.url, { ticket })).toBe('conference.removed')
    expect(await refusedSeat(sfu.url, { seatKey: member.welcome.seatKey })).toBe('conference.seat-lost')
    host.close()
  })

  test('a host ends for all, and a ticket from before does not begin it again; a new one of a host does', async () => {
    const host = await come('host')
    await host.enterCall()
    const member = await come('participant')
    await member.enterCall()
    const stale = await sfu.ticket('host', meeting)
    await host.ask('call:end', {})
    for (const seat of [host, member]) {
      await seat.gone()
      expect(seat.refused?.code).toBe('conference.ended')
    }
    expect(await refusedSeat(sfu.url, { ticket: stale })).toBe('conference.ended')
    sfu.clock.advance({ milliseconds: 1 })
    expect(await refusedSeat(sfu.url, { ticket: await sfu.ticket('participant', meeting) })).toBe(
      'conference.ended',
    )
    const again = await come('host')
    await again.enterCall()
    const late = await come('participant')
    await late.enterCall()
    for (const seat of [again, late]) seat.close()
  })

  test('leaves facts of who was there, from when, until when, in their order', async () => {
    const host = await come('host')
    await host.enterCall()
    const guest = await come('guest', { name: 'Dan', organisation: 'ANR' })
    await guest.enter()
    await host.ask('lobby:admit', { seatId: guest.id })
    await guest.hears('admitted')
    await guest.ask('leave', {})
    await guest.gone()
    await host.ask('call:end', {})
    const mine = sfu.facts.filter((fact) => fact.payload.meetingId === meeting.meetingId)
    expect(mine.map((fact) => fact.name)).toEqual([
      'conference.started',
      'participant.joined',
      'participant.joined',
      'participant.left',
      'participant.left',
      'conference.ended',
    ])
    expect(mine[2]?.payload).toMatchObject({ name: 'Dan', organisation: 'ANR', guest: true, personId: null })
    expect(mine[3]?.payload).toMatchObject({ seatId: guest.id, reason: 'left' })
  })
})

test('chat, hands and muting reach those whom they concern', async () => {
  const host = await come('host', { name: 'Ana' })
  await host.enterCall()
  const member = await come('participant')
  const { transports } = await member.enterCall()
  const { message } = await member.ask('chat:send', { text: '  Bună ziua  ' })
  expect(message.text).toBe('Bună ziua')
  expect(await host.hears('chat:message')).toEqual(message)

  await member.ask('hand:set', { raised: true })
  await host.hears('peer:changed', (peer) => peer.hand === 1)

  const { producerId } = await member.ask('producer:create', {
    transportId: transports.send.id,
    source: 'microphone',
    rtpParameters: rtpParametersOf('microphone'),
    paused: false,
  })
  const offer = await host.hears('consumer:new')
  expect(offer).toMatchObject({ producerId, seatId: member.id, source: 'microphone', producerPaused: false })
  await host.ask('peer:mute', { seatId: member.id, source: 'microphone' })
  expect(await member.hears('producer:muted')).toEqual({ producerId, source: 'microphone', by: 'Ana' })
  await host.hears('consumer:paused', ({ consumerId }) => consumerId === offer.consumerId)
  await member.ask('producer:resume', { producerId })
  await host.hears('consumer:resumed', ({ consumerId }) => consumerId === offer.consumerId)
  for (const seat of [host, member]) seat.close()
})
