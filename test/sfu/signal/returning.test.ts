/** Coming back to a node that knows nobody: it was started again, or another one has the meeting now. */
import { afterEach, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { returnPassLifeMs } from '../../../contract/conference.ts'
import { ReturnPasses } from '../../../sfu/signal/return-pass.ts'
import { secret, startSfu, type TestSfu } from '../support/start-sfu.ts'
import { refusedSeat, takeSeat, type TestSeat } from '../support/take-seat.ts'

const sfus: TestSfu[] = []
afterEach(async () => {
  for (const sfu of sfus.splice(0)) await sfu.close()
})

const meeting = { meetingId: uuid(), occurrenceId: uuid() }
const guestId = 'a guest of this meeting'
const start = async (nodeId: string, over = {}) => {
  const sfu = await startSfu({ nodeId, ...over })
  sfus.push(sfu)
  const ticket = (role: 'host' | 'guest', more = {}) =>
    sfu.ticket(role, { ...meeting, nodeId, ...(role === 'guest' ? { guestId } : {}), ...more })
  return { sfu, ticket }
}

/** A guest whom a host has let in, and what proves it. */
async function admitted(over = {}): Promise<{ pass: string; host: TestSeat; guest: TestSeat }> {
  const { sfu, ticket } = await start('before', over)
  const host = await takeSeat(sfu.url, { ticket: await ticket('host') })
  await host.enterCall()
  const guest = await takeSeat(sfu.url, { ticket: await ticket('guest') })
  await guest.enter()
  await host.ask('lobby:admit', { seatId: guest.id })
  const { call } = await guest.hears('admitted')
  return { pass: call.pass, host, guest }
}

test('a pass of the node before leads past the lobby of the next one, into the same role', async () => {
  const { pass } = await admitted()
  const { sfu, ticket } = await start('after')
  const back = await takeSeat(sfu.url, { ticket: await ticket('guest'), pass })
  expect(back.welcome).toMatchObject({ state: 'arriving', returning: true, lobby: false })
  const call = await back.enterCall()
  expect(call.permissions).not.toContain('admit')
  back.close()
})

test('a pass is good for whom it was made, in its meeting, in its time, and unchanged', async () => {
  const { pass } = await admitted()
  const { sfu, ticket } = await start('after')
  const waits = async (text: string, more = {}) => {
    const seat = await takeSeat(sfu.url, { ticket: await ticket('guest', more), pass: text })
    const answer = await seat.enter()
    seat.close()
    return answer.state === 'waiting' && !seat.welcome.returning
  }
  expect(await waits(pass, { guestId: 'somebody else' })).toBe(true)
  expect(await waits(pass, { guestId: null })).toBe(true)
  expect(await waits(pass, { shownOut: true })).toBe(true)
  // Nothing tells this guest from another one.
  const nameless = { id: uuid(), personId: null, guestId: null, name: 'A guest' }
  const theirs = new ReturnPasses('before', secret).issue(
    meeting.occurrenceId,
    nameless,
    sfu.clock.now().epochMilliseconds,
  )
  expect(await waits(theirs, { guestId: null })).toBe(true)
  expect(await waits(pass, { meetingId: uuid(), occurrenceId: uuid() })).toBe(true)
  expect(await waits(`${pass.slice(0, -2)}AA`)).toBe(true)
  expect(await waits('not a pass')).toBe(true)
  const [body = ''] = pass.split('.')
  expect(await waits(body)).toBe(true)
  const passes = new ReturnPasses('before', secret)
  const seat = { id: uuid(), personId: null, guestId, name: 'A guest' }
  const at = (ms: number) => passes.issue(meeting.occurrenceId, seat, sfu.clock.now().epochMilliseconds - ms)
  expect(await waits(at(returnPassLifeMs + 1))).toBe(true)
  expect(
    await waits(new ReturnPasses('before', 'x'.repeat(32)).issue(meeting.occurrenceId, seat, Date.now())),
  ).toBe(true)
  expect(await waits(at(returnPassLifeMs - 10_000))).toBe(false)
})

test('a node does not believe its own: it knows for itself who is in, and whom a host has removed', async () => {
  const { pass, host, guest } = await admitted()
  await host.ask('peer:remove', { seatId: guest.id })
  const sfu = sfus[0] as TestSfu
  const ticket = await sfu.ticket('guest', { ...meeting, nodeId: 'before', guestId })
  const back = await takeSeat(sfu.url, { ticket, pass })
  expect(await back.enter()).toEqual({ state: 'waiting' })
  for (const seat of [host, back]) seat.close()
})

test('passes are renewed while the call goes on', async () => {
  const { pass, host, guest } = await admitted({ limits: { aliveMs: 50 } })
  const renewed = await guest.hears('pass:renewed')
  expect(renewed.pass).not.toBe(pass)
  expect((await host.hears('pass:renewed')).pass).not.toBe(renewed.pass)
  const { sfu, ticket } = await start('after')
  const back = await takeSeat(sfu.url, { ticket: await ticket('guest'), pass: renewed.pass })
  expect(back.welcome.returning).toBe(true)
  for (const seat of [host, guest, back]) seat.close()
})

test('what was said before is there again for whoever comes, from somebody who was there', async () => {
  const { pass, host, guest } = await admitted()
  const { message } = await host.ask('chat:send', { text: 'Bună ziua' })
  expect(await guest.hears('chat:message')).toEqual(message)
  const { sfu, ticket } = await start('after')
  const back = await takeSeat(sfu.url, { ticket: await ticket('guest'), pass })
  expect((await back.enterCall()).chat).toEqual([])
  const changed = { ...message, id: uuid(), text: 'La revedere' }
  await back.ask('chat:hand-back', { messages: [changed, message] })
  const late = await takeSeat(sfu.url, { ticket: await ticket('host') })
  expect((await late.enterCall()).chat).toEqual([message])

  // Another one who was there is told what a third hands back, and one who was not is not believed.
  const { message: second } = await host.ask('chat:send', { text: 'Încă ceva' })
  await expect(late.ask('chat:hand-back', { messages: [second] })).rejects.toThrow('conference.wrong-moment')
  await back.ask('chat:hand-back', { messages: [second] })
  expect(await late.hears('chat:restored')).toEqual({ messages: [second] })
  // It is sealed in its meeting: nobody carries it into another one.
  const elsewhere = { meetingId: uuid(), occurrenceId: uuid() }
  const theirs = new ReturnPasses('before', secret).issue(
    elsewhere.occurrenceId,
    { id: uuid(), personId: null, guestId, name: 'A guest' },
    sfu.clock.now().epochMilliseconds,
  )
  const other = await takeSeat(sfu.url, { ticket: await ticket('guest', elsewhere), pass: theirs })
  await other.enterCall()
  await other.ask('chat:hand-back', { messages: [message, second] })
  const witness = await takeSeat(sfu.url, { ticket: await ticket('host', elsewhere) })
  expect((await witness.enterCall()).chat).toEqual([])
  for (const seat of [host, guest, back, late, other, witness]) seat.close()
})

test('nobody goes past the lobby of a conference that a host has begun again, whenever the node dies', async () => {
  const { pass, host, guest } = await admitted()
  const { message } = await host.ask('chat:send', { text: 'Bună ziua' })
  await host.ask('call:end', {})
  const before = sfus[0] as TestSfu
  const [ended] = before.factsNamed('conference.ended')
  const { sfu, ticket } = await start('after')
  const anewSince = ended?.at ?? ''
  const back = await takeSeat(sfu.url, { ticket: await ticket('guest', { anewSince }), pass })
  expect(back.welcome).toMatchObject({ returning: false, lobby: true })
  expect(await back.enter()).toEqual({ state: 'waiting' })

  // The same with a ticket from before the end, at the node where it was ended and begun again.
  const again = await takeSeat(sfu.url, { ticket: await ticket('host') })
  await again.enterCall()
  const early = await ticket('guest')
  await again.ask('call:end', {})
  sfu.clock.advance({ seconds: 1 })
  const host2 = await takeSeat(sfu.url, { ticket: await ticket('host') })
  await host2.enterCall()
  expect(await refusedSeat(sfu.url, { ticket: early, pass })).toBe('conference.ticket-expired')
  const late = await takeSeat(sfu.url, { ticket: await ticket('guest'), pass })
  expect(await late.enter()).toEqual({ state: 'waiting' })
  await host2.ask('lobby:admit', { seatId: late.id })
  await late.hears('admitted')
  await expect(late.ask('chat:hand-back', { messages: [message] })).rejects.toThrow('conference.wrong-moment')
  for (const seat of [host, guest, back, again, host2, late]) seat.close()
})
