/** Requests of a conference about things that are there: one's own, somebody else's, of any kind. */
import fc from 'fast-check'
import { type RequestName, requests } from '../../../contract/conference.ts'
import { bodyOf } from './fuzz-conference.ts'
import { rtpParametersOf } from './take-seat.ts'

const kinds = ['seatId', 'transportId', 'producerId', 'consumerId'] as const
/** The ids of everybody's things, by what they are. */
export type Things = Record<(typeof kinds)[number], string[]>

export const requestNames = Object.keys(requests) as RequestName[]

/** A request about a thing that is there: `which` counts through everybody's things of its kind. */
export const requestOf = (name: fc.Arbitrary<RequestName>) =>
  fc.record({
    name,
    which: fc.nat(11),
    /** Ids are put into whatever the schema makes; now and then it stays as it is. */
    named: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
    seed: fc.nat(),
  })
export const request = requestOf(fc.constantFrom(...requestNames))
export type DrawnRequest = typeof request extends fc.Arbitrary<infer R> ? R : never

/** What no chance would make: a certificate's fingerprint that fits its algorithm, and media that a browser would send. */
const inOrder = (name: RequestName) => {
  const value = Array.from({ length: 32 }, () => 'AB').join(':')
  if (name === 'transport:connect')
    return { dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] } }
  if (name === 'producer:create')
    return { source: 'microphone', rtpParameters: rtpParametersOf('microphone') }
  return {}
}

/** What is sent with it, as it would travel. About one's own things where there are `mine`, half of the time. */
export function bodyFor({ name, which, named, seed }: DrawnRequest, things: Things, mine = things): unknown {
  const [body] = fc.sample(bodyOf(name, Object.values(things).flat()), { seed, numRuns: 1 })
  const travelled = JSON.parse(JSON.stringify(body ?? null)) as unknown
  if (!named || typeof travelled !== 'object' || travelled === null) return travelled
  const regular = which % 2 === 0
  const ids = kinds.flatMap((kind) => {
    const list = (regular ? mine : things)[kind]
    return kind in requests[name].shape ? [[kind, list[(which >> 1) % list.length]] as const] : []
  })
  return { ...travelled, ...Object.fromEntries(ids), ...(regular && inOrder(name)) }
}
