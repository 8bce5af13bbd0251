/** A crowd in a conference for the price of its sockets: seats that show themselves, speak and raise hands, and send no media. */
import { JoinAnswer, Ticket } from '../../contract/conference.ts'
import { loadSecrets } from '../../api/secrets.ts'
import { signTicket } from '../../sfu/signal/ticket.ts'
import { rtpParametersOf, takeSeat, type TestSeat } from '../sfu/support/take-seat.ts'
import type { Browser } from './browser.ts'

export type Sitter = {
  name: string
  organisation?: string
  /** Their microphone is on; it is silent. */
  speaks?: boolean
  hand?: boolean
}

/** Somebody who may join, where the product keeps its secrets, and the meeting. */
export type CrowdAt = { url: string; browser: Browser; dataDir: string; meetingId: string }

export type Crowd = { seats: TestSeat[]; leave(count?: number): void }

/** Comes in a few at a time, past the lobby. `leave` takes the last ones out again, all of them by default. */
export async function seatCrowd(
  { url, browser, dataDir, meetingId }: CrowdAt,
  sitters: Sitter[],
): Promise<Crowd> {
  const { ticket: secret } = await loadSecrets(dataDir)
  const joined = JoinAnswer.parse((await browser.post(`/api/meetings/${meetingId}/join`, {})).body)
  const [, payload = ''] = joined.ticket.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { ticket: unknown }
  const mine = Ticket.parse(claims.ticket)
  const seats: TestSeat[] = []
  const comeIn = async ({ name, organisation, speaks, hand }: Sitter) => {
    const ticket = await signTicket(
      {
        ...mine,
        personId: null,
        name,
        organisation: organisation ?? null,
        role: 'participant',
        lobby: false,
      },
      secret,
      Temporal.Now.instant(),
    )
    const seat = await takeSeat(url, { ticket })
    seats.push(seat)
    const { transports } = await seat.enterCall()
    const source = 'microphone'
    if (speaks)
      await seat.ask('producer:create', {
        ...{ transportId: transports.send.id, source, paused: false },
        rtpParameters: rtpParametersOf(source),
      })
    if (hand) await seat.ask('hand:set', { raised: true })
  }
  const leave = (count = seats.length) => {
    for (const seat of seats.splice(-count)) {
      seat.socket.emit('leave', {}, () => undefined)
      setTimeout(() => seat.close(), 200)
    }
  }
  const atOnce = 8
  try {
    for (let from = 0; from < sitters.length; from += atOnce)
      await Promise.all(sitters.slice(from, from + atOnce).map(comeIn))
  } catch (error) {
    leave()
    throw error
  }
  return { seats, leave }
}

const given = [
  'Ana',
  'Bogdan',
  'Cristina',
  'Dumitru',
  'Elena',
  'Florin',
  'Gabriela',
  'Horia',
  'Ioana',
  'Liviu',
]
const family = [
  'Ionescu',
  'Șerban',
  'Țurcanu',
  'Constantinescu-Brătianu',
  'Văduva',
  'Pop',
  'Munteanu',
  'Gheorghiță',
]
const houses = ['MF', 'MDLPA', 'SGG', 'ANL', 'ADR', 'MMSS', 'Consiliul Județean Cluj']

/** People that nobody is, each with a name of their own. */
export const somePeople = (count: number): Sitter[] =>
  Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / (given.length * family.length))
    return {
      name: `${given[index % given.length]} ${family[(index * 3 + Math.floor(index / given.length)) % family.length]}${round ? ` ${round + 1}` : ''}`,
      organisation: houses[(index * 5) % houses.length] ?? '',
      speaks: index % 4 === 0,
      hand: index % 11 === 5,
    }
  })
