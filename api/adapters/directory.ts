/** Which SFU node has which meeting. */
import type { NodeReport } from '../../contract/running-conferences.ts'
import type { Id } from '../../contract/values.ts'

export type SfuAddress = { nodeId: string; url: string }
export type SfuNodeBeat = SfuAddress & {
  /** Compares nodes of the same kind: 0 is idle, 1 is full. */
  load: number
  /** False while it takes no new meetings, because it is about to stop. */
  open: boolean
  /** The meetings that it has; they stay with it. */
  meetings: readonly Id[]
}

/** Milliseconds. */
export type DirectoryTimes = {
  /** A node that has not been heard of for this long is dead, and its meetings go to others. */
  nodeLeaseMs: number
  /** A meeting that was given to a node stays there this long before anybody has come. */
  claimLeaseMs: number
}
export const directoryTimes: DirectoryTimes = { nodeLeaseMs: 15_000, claimLeaseMs: 120_000 }
/** Three beats may be lost before a node counts as dead. */
export const beatEveryMs = 5_000

export type Directory = {
  /**
   * The node that has the meeting, or the least loaded live one, which from now on has it. Two claims at once get the
   * same. A node that is about to stop keeps only what it said last that it has. Throws `conference.media-unavailable` when
   * there is no live node, `server.stopping` when none of them takes it.
   */
  claim(meetingId: Id): Promise<SfuAddress>
  /** A node says that it lives, how busy it is, and which meetings it has. */
  beat(node: SfuNodeBeat): Promise<void>
  /** A node is gone: its meetings go to others at once. */
  leave(nodeId: string): Promise<void>
  /** The nodes that live. */
  nodes(): Promise<SfuAddress[]>
  /** A node says what it does, for those who watch over the installation. */
  report(report: NodeReport): Promise<void>
  /** What the nodes that live have said. */
  reports(): Promise<NodeReport[]>
}
