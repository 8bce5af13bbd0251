import type { NodeReport, RunningConferences } from '../../contract/running-conferences.ts'
import type { Id } from '../../contract/values.ts'
import { type Clock, toInstant } from '../db/clock.ts'

type Options = {
  reports: () => Promise<NodeReport[]>
  clock: Clock
  /** What meetings are called, as far as whoever asks may know. */
  name: (ids: Id[]) => Promise<ReadonlyMap<Id, string>>
}

/** The conferences of all nodes, as the administration's page shows them. */
export async function showRunningConferences({ reports, clock, name }: Options): Promise<RunningConferences> {
  const nodes = (await reports()).sort((one, other) => (one.nodeId < other.nodeId ? -1 : 1))
  const running = nodes.flatMap(({ nodeId, conferences }) =>
    conferences.map((conference) => ({ ...conference, nodeId })),
  )
  const titles = await name(running.map(({ meetingId }) => meetingId))
  return {
    at: toInstant(clock.now()),
    nodes: nodes.map(({ conferences: _, ...node }) => node),
    conferences: running
      .map((conference) => ({ ...conference, title: titles.get(conference.meetingId) ?? null }))
      .sort((one, other) => other.people - one.people || (one.occurrenceId < other.occurrenceId ? -1 : 1)),
  }
}
