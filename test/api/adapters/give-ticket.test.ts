import { v7 as newId } from 'uuid'
import { expect, it } from 'vitest'
import { createDirectory } from '../../../api/adapters/directory-memory.ts'
import { giveTicket } from '../../../api/adapters/give-ticket.ts'
import type { Seat } from '../../../scheduler/ask-to-join.ts'
import { verifyTicket } from '../../../sfu/signal/ticket.ts'
import { createClock } from '../../support/clock.ts'

const secret = 'x'.repeat(43)
const seat: Seat = {
  meetingId: newId(),
  occurrenceId: newId(),
  title: 'Buget',
  personId: null,
  name: 'Ion Țăran',
  organisation: null,
  role: 'guest',
  lobby: true,
  locale: 'ro',
}

const nothingDecided = { decisions: async () => [], unrecorded: async () => [] }

it('signs a ticket for the node that has the meeting, which that node believes for a minute', async () => {
  const clock = createClock()
  clock.set('2026-11-24T08:00:00Z')
  const directory = createDirectory()
  await directory.beat({ nodeId: 'a', url: 'https://a.example.ro', load: 0.1, open: true, meetings: [] })
  const answer = await giveTicket(
    { ...nothingDecided, directory, secret, clock, requestId: () => 'a request' },
    async () => seat,
  )
  expect(answer).toMatchObject({
    url: 'https://a.example.ro',
    expiresAt: '2026-11-24T08:01:00.000Z',
    meetingId: seat.meetingId,
    title: 'Buget',
  })
  expect((await verifyTicket(answer.ticket, secret, clock.now())).ticket).toEqual({
    ...seat,
    nodeId: 'a',
    requestId: 'a request',
  })
  clock.advance({ seconds: 70 })
  await expect(verifyTicket(answer.ticket, secret, clock.now())).rejects.toMatchObject({
    code: 'conference.ticket-expired',
  })
})

it('says that there is no media server when no node lives', async () => {
  const directory = createDirectory()
  await expect(
    giveTicket(
      { ...nothingDecided, directory, secret, clock: createClock(), requestId: () => null },
      async () => seat,
    ),
  ).rejects.toMatchObject({
    code: 'conference.media-unavailable',
  })
})

it('knows what a host decided in another process, and lets nobody past the lobby while it cannot', async () => {
  const clock = createClock()
  const directory = createDirectory()
  await directory.beat({ nodeId: 'a', url: 'https://a.example.ro', load: 0.1, open: true, meetings: [] })
  const decision = newId()
  // What the database knows, and when it comes to know of the decision: at the how manieth look.
  const ask = async (recordedAt: number) => {
    let looks = 0
    const { ticket } = await giveTicket(
      {
        ...{ directory, secret, clock, requestId: () => null, pausesMs: [1, 1, 1] },
        decisions: async (meetingId) => (meetingId === seat.meetingId ? [decision] : []),
        unrecorded: async (ids) => (++looks >= recordedAt ? [] : ids),
      },
      async () => ({
        ...seat,
        lobby: false,
        shownOut: false,
        name: looks >= recordedAt ? 'known' : 'unknown',
      }),
    )
    const { name, shownOut } = (await verifyTicket(ticket, secret, clock.now())).ticket
    return { name, shownOut }
  }
  expect(await ask(1)).toEqual({ name: 'known', shownOut: false })
  expect(await ask(3)).toEqual({ name: 'known', shownOut: false })
  expect(await ask(Infinity)).toEqual({ name: 'unknown', shownOut: true })
})
