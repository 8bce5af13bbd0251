/** Asks a running conference everything from everywhere, and holds the answers against the table. */
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RequestName, requests } from '../../contract/conference.ts'
import { startSfu, type TestSfu } from '../sfu/support/start-sfu.ts'
import { refusedSeat, rtpParametersOf, takeSeat, type TestSeat } from '../sfu/support/take-seat.ts'
import { conferenceTable, type Place, places, type Reply } from './conference-table.ts'

let sfu: TestSfu
beforeAll(async () => void (sfu = await startSfu()))
afterAll(async () => await sfu?.close())

const seatId = newId()
const dtlsParameters = {
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
}
/** Each with a body that parses, pointing to nothing: the right is asked before what it points to. */
const bodies: Partial<Record<RequestName, object>> = {
  'transport:connect': { transportId: 'x', dtlsParameters },
  'transport:restart-ice': { transportId: 'x' },
  'producer:create': {
    transportId: 'x',
    source: 'microphone',
    rtpParameters: rtpParametersOf('microphone'),
  },
  'producer:pause': { producerId: 'x' },
  'producer:resume': { producerId: 'x' },
  'producer:close': { producerId: 'x' },
  'voice:begin': { producerId: 'x' },
  'consumer:resume': { consumerId: 'x' },
  'view:set': { pictures: [{ producerId: 'x', width: 640, place: 'stage' }] },
  'hand:set': { raised: true },
  'chat:send': { text: 'Bună ziua' },
  'chat:hand-back': {
    messages: [
      { id: newId(), at: '2026-11-24T08:00:00.000Z', seatId, name: 'Ana', text: 'Bună ziua', seal: 'x' },
    ],
  },
  'lobby:admit': { seatId },
  'lobby:deny': { seatId },
  'peer:mute': { seatId, source: 'microphone' },
  'peer:remove': { seatId },
}

const roles = {
  preview: 'host',
  lobby: 'guest',
  guest: 'guest',
  participant: 'participant',
  host: 'host',
} as const

/** Takes a new seat in a meeting of its own, at that place. */
async function come(place: Place): Promise<TestSeat> {
  const lobby = place === 'lobby'
  const meeting = { meetingId: newId(), occurrenceId: newId() }
  const seat = await takeSeat(sfu.url, { ticket: await sfu.ticket(roles[place], { ...meeting, lobby }) })
  if (place !== 'preview') await seat.enter()
  return seat
}

async function ask(place: Place, name: RequestName): Promise<Reply> {
  const seat = await come(place)
  try {
    const body = name === 'enter' ? { rtpCapabilities: seat.welcome.routerRtpCapabilities } : bodies[name]
    const answer = await seat.askAnything(name, body ?? {})
    if (answer.ok) return 'yes'
    if (answer.error.code === 'conference.wrong-moment') return 'wrong moment'
    if (answer.error.code === 'conference.not-allowed') return 'not allowed'
    expect(answer.error.code).toMatch(/^conference\.(peer|transport|producer|consumer)-missing$/)
    return 'yes'
  } finally {
    seat.close()
  }
}

describe('the table of the conference', () => {
  it('has a row for every request that there is', () => {
    expect(Object.keys(conferenceTable).toSorted()).toEqual(Object.keys(requests).toSorted())
  })

  it.each(Object.keys(conferenceTable) as RequestName[])('is kept by %s', async (name) => {
    const replies: Partial<Record<Place, Reply>> = {}
    for (const place of places) replies[place] = await ask(place, name)
    expect(replies).toEqual(conferenceTable[name])
  })

  it('begins with a ticket: nobody without one is heard', async () => {
    expect(await refusedSeat(sfu.url, {})).toBe('conference.ticket-invalid')
    expect(await refusedSeat(sfu.url, { ticket: 'x'.repeat(200) })).toBe('conference.ticket-invalid')
  })
})
