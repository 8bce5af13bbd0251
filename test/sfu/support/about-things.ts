/** Requests of a conference about things that are there: one's own, somebody else's, of any kind. */
import fc from 'fast-check'
import { type RequestName, requests } from '../../../contract/conference.ts'
import { bodyOf } from './fuzz-conference.ts'

const kinds = ['seatId', 'transportId', 'producerId', 'consumerId'] as const
/** The ids of everybody's things, by what they are. */
export type Things = Record<(typeof kinds)[number], string[]>

export const requestNames = Object.keys(requests) as RequestName[]

/** A request about a thing that is there: `which` counts through everybody's things of its kind. */
export const request = fc.record({
  name: fc.constantFrom(...requestNames),
  which: fc.nat(11),
  /** Ids are put into whatever the schema makes; now and then it stays as it is. */
  named: fc.integer({ min: 0, max: 9 }).map((number) => number > 0),
  seed: fc.nat(),
})
export type DrawnRequest = typeof request extends fc.Arbitrary<infer R> ? R : never

/** What a browser would say of its end of a transport. */
const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
}

/** What is sent with it, as it would travel. */
export function bodyFor({ name, which, named, seed }: DrawnRequest, things: Things): unknown {
  const [body] = fc.sample(bodyOf(name, Object.values(things).flat()), { seed, numRuns: 1 })
  const travelled = JSON.parse(JSON.stringify(body ?? null)) as unknown
  if (!named || typeof travelled !== 'object' || travelled === null) return travelled
  const ids = kinds.flatMap((kind) => {
    const list = things[kind]
    return kind in requests[name].shape ? [[kind, list[which % list.length]] as const] : []
  })
  // No chance would make a certificate's fingerprint that fits its algorithm.
  const certificate = name === 'transport:connect' && which % 2 === 0 ? { dtlsParameters } : {}
  return { ...travelled, ...Object.fromEntries(ids), ...certificate }
}
