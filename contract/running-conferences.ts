/** What administrators see of the conferences that run at this moment, on every node. Names of people are not in it. */
import { z } from 'zod'
import { ErrorCode } from './wire-error.ts'
import { Id, Instant } from './values.ts'

/** A media worker: whether its process runs, and the part of a core that it used lately, 0 to 1. */
const WorkerReport = z.object({ alive: z.boolean(), cpu: z.number() })

/** Estimates from samples. Null: nobody has told yet. */
const FlowReport = z.object({
  packetsPerSecond: z.number(),
  bitsPerSecond: z.number(),
  /** Part of the packets that do not arrive, 0 to 1. */
  loss: z.number().nullable(),
  roundTripMs: z.number().nullable(),
})

const ConferenceReport = z.object({
  meetingId: Id,
  occurrenceId: Id,
  /** When the first person came in; null while people only wait, or look at their preview. */
  startedAt: Instant.nullable(),
  people: z.int(),
  waiting: z.int(),
  /** Streams that people send, and that they receive. */
  producers: z.int(),
  consumers: z.int(),
  /** Media workers that carry it. */
  workers: z.int(),
})
export type ConferenceReport = z.infer<typeof ConferenceReport>

/** People who did not get into a call, or got in without media, within the last hour, by what they were told. */
const FailureReport = z.object({ cause: ErrorCode, count: z.int(), lastAt: Instant })
export type FailureReport = z.infer<typeof FailureReport>

/** What a node says of itself; never more than a few seconds old. */
export const NodeReport = z.object({
  nodeId: z.string(),
  /** It takes no new meetings, because it is about to stop. */
  draining: z.boolean(),
  workers: z.array(WorkerReport),
  /** What people send to it, and what it sends to people. */
  in: FlowReport,
  out: FlowReport,
  /** Since it was started. */
  joins: z.int(),
  failures: z.array(FailureReport),
  conferences: z.array(ConferenceReport),
})
export type NodeReport = z.infer<typeof NodeReport>

/** A conference with what its meeting is called; null for those who may not know. */
export const RunningConference = ConferenceReport.extend({ nodeId: z.string(), title: z.string().nullable() })
export type RunningConference = z.infer<typeof RunningConference>

export const RunningConferences = z.object({
  at: Instant,
  nodes: z.array(NodeReport.omit({ conferences: true })),
  /** The largest first. */
  conferences: z.array(RunningConference),
})
export type RunningConferences = z.infer<typeof RunningConferences>
