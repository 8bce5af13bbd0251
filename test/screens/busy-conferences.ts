import type { RunningConferences } from '../../contract/running-conferences.ts'

/** A busy morning on two media processes, as the server tells it; the pictures' own installation has nobody in a call. */
export function busyConferences(now: Temporal.Instant): RunningConferences {
  const ago = (minutes: number) => now.subtract({ minutes }).toString({ smallestUnit: 'millisecond' })
  const id = (number: number) => `00000000-0000-7000-8000-00000000000${number}`
  const flow = { packetsPerSecond: 24_300, bitsPerSecond: 184_000_000, loss: 0.0042, roundTripMs: 31 }
  return {
    at: ago(0),
    nodes: [
      {
        ...{ nodeId: id(1), draining: false, in: flow, out: flow, joins: 212 },
        workers: [0.82, 0.47, 0.31, 0.04].map((cpu) => ({ alive: true, cpu })),
        failures: [
          { cause: 'conference.media-unavailable', count: 3, lastAt: ago(12) },
          { cause: 'conference.full', count: 1, lastAt: ago(41) },
        ],
      },
      {
        ...{ nodeId: id(2), draining: true, in: flow, out: { ...flow, bitsPerSecond: 2_100_000 }, joins: 14 },
        workers: [
          { alive: true, cpu: 0.09 },
          { alive: false, cpu: 0 },
        ],
        failures: [{ cause: 'conference.ticket-invalid', count: 2, lastAt: ago(3) }],
      },
    ],
    conferences: [
      {
        ...{ meetingId: id(3), occurrenceId: id(3), nodeId: id(1), startedAt: ago(47) },
        title: 'Comitetul interministerial de coordonare a Strategiei naționale a locuirii',
        ...{ people: 118, waiting: 2, producers: 131, consumers: 1_804, workers: 3 },
      },
      {
        ...{ meetingId: id(4), occurrenceId: id(4), nodeId: id(1), startedAt: ago(8), title: null },
        ...{ people: 6, waiting: 0, producers: 11, consumers: 54, workers: 1 },
      },
      {
        ...{ meetingId: id(5), occurrenceId: id(5), nodeId: id(2), startedAt: null },
        title: 'Verificare a lucrărilor, lotul 2',
        ...{ people: 0, waiting: 1, producers: 0, consumers: 0, workers: 0 },
      },
    ],
  }
}
