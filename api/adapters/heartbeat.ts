import type { Logger } from 'pino'
import type { NodeReport } from '../../contract/running-conferences.ts'
import type { Id } from '../../contract/values.ts'
import { beatEveryMs, type Directory } from './directory.ts'

/** An SFU node, as far as the directory cares. */
type Node = {
  load(): { cpu: number; people: number; draining: boolean }
  liveMeetings(): Id[]
  report(): NodeReport
}

/** So many people fill a node when its processors do not say so first. */
const peopleAtMost = 1_000

/** Tells the directory about a node, at once and then regularly, until it is stopped: then the node leaves it. */
export async function keepBeating(options: {
  directory: Directory
  nodeId: string
  node: Node
  url: string
  logger: Pick<Logger, 'warn'>
}): Promise<{
  /** Tells it once more, now: something has changed. */
  again(): Promise<void>
  /** Harmless twice. */
  stop(): Promise<void>
}> {
  const { directory, nodeId, node, url, logger } = options

  const beat = async () => {
    const { cpu, people, draining } = node.load()
    // The people decide between idle nodes: processor time follows only some seconds after they have come.
    const load = Math.max(cpu, people / peopleAtMost)
    await directory.beat({ nodeId, url, load, open: !draining, meetings: node.liveMeetings() })
    await directory.report(node.report())
  }
  await beat()
  const again = () =>
    beat().catch((err: unknown) => logger.warn({ err }, 'the directory of SFU nodes does not answer'))
  const timer = setInterval(() => void again(), beatEveryMs)
  let leaving: Promise<void> | null = null
  return {
    again,
    stop() {
      clearInterval(timer)
      // Whoever cannot be told notices that the node is silent.
      leaving ??= directory
        .leave(nodeId)
        .catch((err: unknown) =>
          logger.warn({ err }, 'the directory of SFU nodes was not told that this one ends'),
        )
      return leaving
    },
  }
}
