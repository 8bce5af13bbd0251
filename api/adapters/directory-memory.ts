import { AppError } from '../../contract/errors.ts'
import type { NodeReport } from '../../contract/running-conferences.ts'
import { type Directory, directoryTimes, type SfuAddress, type SfuNodeBeat } from './directory.ts'

type Node = SfuNodeBeat & { aliveUntil: number }
type Claim = { nodeId: string; until: number }

/** The directory of one process. `now` gives milliseconds of a clock that never goes back. */
export function createDirectory(
  times = directoryTimes,
  now: () => number = () => performance.now(),
): Directory {
  const nodes = new Map<string, Node>()
  const claims = new Map<string, Claim>()
  const reports = new Map<string, NodeReport>()

  const live = () => [...nodes.values()].filter(({ aliveUntil }) => aliveUntil > now())
  const address = ({ nodeId, url }: Node): SfuAddress => ({ nodeId, url })
  const hold = (meetingId: string, nodeId: string) =>
    claims.set(meetingId, { nodeId, until: now() + times.claimLeaseMs })

  /** The live node that has the meeting; one that is about to stop has what it says, and no more is begun there. */
  function holderOf(meetingId: string): Node | undefined {
    const claimed = claims.get(meetingId)
    if (!claimed || claimed.until <= now()) return undefined
    const node = live().find(({ nodeId }) => nodeId === claimed.nodeId)
    return node?.open || node?.meetings.includes(meetingId) ? node : undefined
  }

  return {
    async claim(meetingId) {
      const [lightest] = live()
        .filter(({ open }) => open)
        .sort((a, b) => a.load - b.load || (a.nodeId < b.nodeId ? -1 : 1))
      const node = holderOf(meetingId) ?? lightest
      if (!node) throw new AppError(live().length > 0 ? 'server.stopping' : 'conference.media-unavailable')
      hold(meetingId, node.nodeId)
      return address(node)
    },
    async beat(node) {
      nodes.set(node.nodeId, { ...node, aliveUntil: now() + times.nodeLeaseMs })
      // A meeting that another live node has been given meanwhile stays there.
      for (const meetingId of node.meetings)
        if ((holderOf(meetingId)?.nodeId ?? node.nodeId) === node.nodeId) hold(meetingId, node.nodeId)
      for (const [meetingId, { until }] of claims) if (until <= now()) claims.delete(meetingId)
      for (const [nodeId, { aliveUntil }] of nodes) if (aliveUntil <= now()) nodes.delete(nodeId)
    },
    async leave(nodeId) {
      nodes.delete(nodeId)
      reports.delete(nodeId)
    },
    nodes: async () => live().map(address),
    async report(report) {
      reports.set(report.nodeId, report)
      for (const nodeId of reports.keys()) if (!nodes.has(nodeId)) reports.delete(nodeId)
    },
    reports: async () => live().flatMap(({ nodeId }) => reports.get(nodeId) ?? []),
  }
}
