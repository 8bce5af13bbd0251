import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { NodeReport } from '../../contract/running-conferences.ts'
import { type Directory, directoryTimes } from './directory.ts'
import { keyPrefix, type Redis } from './redis.ts'

/**
 * KEYS: the meeting, the set of nodes. ARGV: prefix of node keys, claim lease, the meeting's id. Answers the node as JSON,
 * nothing, or that those who live drain. A node that drains names what it still has; one of an older version names nothing.
 */
const claimScript = `
local holder = redis.call('GET', KEYS[1])
if holder then
  local node = redis.call('GET', ARGV[1] .. holder)
  if node then
    local told = cjson.decode(node)
    local has = told.open or not told.meetings
    for _, id in ipairs(told.meetings or {}) do
      has = has or id == ARGV[3]
    end
    if has then
      redis.call('PEXPIRE', KEYS[1], ARGV[2])
      return node
    end
  end
end
local best, bestLoad, bestNode
local lives = false
for _, id in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local node = redis.call('GET', ARGV[1] .. id)
  if not node then
    redis.call('SREM', KEYS[2], id)
  else
    lives = true
    local told = cjson.decode(node)
    if told.open and (not best or told.load < bestLoad or (told.load == bestLoad and id < best)) then
      best, bestLoad, bestNode = id, told.load, node
    end
  end
end
if not best then return lives and 'draining' or false end
redis.call('SET', KEYS[1], best, 'PX', ARGV[2])
return bestNode`

/** KEYS: the node, the set of nodes, its meetings. ARGV: id, JSON, node lease, claim lease, prefix of node keys. */
const beatScript = `
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('SADD', KEYS[2], ARGV[1])
for index = 3, #KEYS do
  local holder = redis.call('GET', KEYS[index])
  if not holder or holder == ARGV[1] or redis.call('EXISTS', ARGV[5] .. holder) == 0 then
    redis.call('SET', KEYS[index], ARGV[1], 'PX', ARGV[4])
  end
end`

const Node = z.object({ nodeId: z.string(), url: z.string(), load: z.number(), open: z.boolean() })

/**
 * The directory that all processes share. Each step is one script, which Redis runs alone: two claims at once cannot see
 * the same meeting free. For one Redis, not for a Redis Cluster: the scripts find keys by themselves.
 */
export function createDirectory(
  redis: Redis,
  times = directoryTimes,
  prefix = `${keyPrefix}sfu:`,
): Directory {
  const nodePrefix = `${prefix}node:`
  const nodesKey = `${prefix}nodes`
  const reportPrefix = `${prefix}report:`
  const meetingKey = (meetingId: string) => `${prefix}meeting:${meetingId}`
  const address = (json: string) => {
    const { nodeId, url } = Node.parse(JSON.parse(json))
    return { nodeId, url }
  }

  /** What is kept under the key of each node. */
  async function ofEach(keys: string): Promise<string[]> {
    const ids = await redis.sMembers(nodesKey)
    const known = ids.length === 0 ? [] : await redis.mGet(ids.map((id) => keys + id))
    return known.filter((text) => text !== null)
  }

  return {
    async claim(meetingId) {
      // Without a connection a command would wait for the next one; whoever wants to join is told to come again.
      if (!redis.isReady) throw new AppError('server.busy')
      const node = await redis.eval(claimScript, {
        keys: [meetingKey(meetingId), nodesKey],
        arguments: [nodePrefix, String(times.claimLeaseMs), meetingId],
      })
      if (typeof node !== 'string') throw new AppError('conference.media-unavailable')
      if (node === 'draining') throw new AppError('server.stopping')
      return address(node)
    },
    async beat({ meetings, ...node }) {
      await redis.eval(beatScript, {
        keys: [nodePrefix + node.nodeId, nodesKey, ...meetings.map(meetingKey)],
        arguments: [
          node.nodeId,
          JSON.stringify(node.open ? node : { ...node, meetings }),
          String(times.nodeLeaseMs),
          String(times.claimLeaseMs),
          nodePrefix,
        ],
      })
    },
    async leave(nodeId) {
      await redis
        .multi()
        .del([nodePrefix + nodeId, reportPrefix + nodeId])
        .sRem(nodesKey, nodeId)
        .exec()
    },
    async nodes() {
      return (await ofEach(nodePrefix)).map(address)
    },
    async report(report) {
      const expiration = { type: 'PX', value: times.nodeLeaseMs } as const
      await redis.set(reportPrefix + report.nodeId, JSON.stringify(report), { expiration })
    },
    async reports() {
      // A node of another version says it in another way: it is left out until all are of one.
      return (await ofEach(reportPrefix)).flatMap((json) => NodeReport.safeParse(JSON.parse(json)).data ?? [])
    },
  }
}
