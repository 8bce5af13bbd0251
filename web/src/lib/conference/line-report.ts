/** From WebRTC statistics to what can be said about somebody's line. Pure: two readings are compared. */

/** How media reach the server: straight, or through a relay (RFC 8656), and over what. */
export type Route = { over: 'udp' | 'tcp' | 'tls'; relayed: boolean }

/** Counters of what arrives or leaves, as they stand at a moment; they only grow. */
export type Flow = {
  packets: number
  lost: number
  /** Seconds that all samples or frames together waited to be played, and how many they were. */
  waited: number
  played: number
  frames: number
  frozenSeconds: number
  /** Pixels of the picture, 0 for sound. */
  width: number
  height: number
}

/** What one reading says. */
export type Reading = {
  /** Milliseconds of any clock. */
  at: number
  /** What arrives, by the id of its track. */
  arriving: Map<string, Flow>
  /** What I send, the pictures and the voice together; null when nothing is sent. */
  leaving: (Flow & { limit: 'bandwidth' | 'cpu' | null }) | null
  route: Route | null
  roundTripMs: number | null
}

type Stats = Record<string, unknown> & { id: string; type: string }
/** An `RTCStatsReport`, as far as it is read here. */
export type Report = { forEach(each: (stats: Stats) => void): void }
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0)
const all = (report: Report | null): Map<string, Stats> => {
  const found = new Map<string, Stats>()
  report?.forEach((stats: Stats) => found.set(stats.id, stats))
  return found
}

function flowOf(stats: Stats): Flow {
  return {
    packets: number(stats['packetsReceived']),
    lost: Math.max(0, number(stats['packetsLost'])),
    waited: number(stats['jitterBufferDelay']),
    played: number(stats['jitterBufferEmittedCount']),
    frames: number(stats['framesDecoded']),
    frozenSeconds: number(stats['totalFreezesDuration']),
    width: number(stats['frameWidth']),
    height: number(stats['frameHeight']),
  }
}

/** The pair of addresses in use. Some browsers name it in the transport, others mark the pair. */
function pairOf(stats: Map<string, Stats>): Stats | undefined {
  const values = [...stats.values()]
  const named = values.find(({ type, selectedCandidatePairId: id }) => type === 'transport' && id)
  const pair = named && stats.get(String(named['selectedCandidatePairId']))
  return (
    pair ??
    values.find(
      (one) => one.type === 'candidate-pair' && one['nominated'] === true && one['state'] === 'succeeded',
    )
  )
}

function routeOf(stats: Map<string, Stats>, pair: Stats | undefined): Route | null {
  const local = pair && stats.get(String(pair['localCandidateId']))
  if (!local) return null
  const relayed = local['candidateType'] === 'relay'
  const over = String((relayed && local['relayProtocol']) || local['protocol'])
  return { relayed, over: over === 'tcp' || over === 'tls' ? over : 'udp' }
}

/** Reads both directions; either may not be there yet. */
export function readLine(received: Report | null, sent: Report | null, at: number): Reading {
  const [down, up] = [all(received), all(sent)]
  const arriving = new Map<string, Flow>()
  for (const stats of down.values())
    if (stats.type === 'inbound-rtp' && typeof stats['trackIdentifier'] === 'string')
      arriving.set(stats['trackIdentifier'], flowOf(stats))

  let leaving: Reading['leaving'] = null
  for (const stats of up.values()) {
    if (stats.type !== 'outbound-rtp' && stats.type !== 'remote-inbound-rtp') continue
    leaving ??= { ...flowOf({ id: '', type: '' }), limit: null }
    if (stats.type === 'remote-inbound-rtp') {
      leaving.lost += Math.max(0, number(stats['packetsLost']))
      continue
    }
    leaving.packets += number(stats['packetsSent'])
    const reason = stats['qualityLimitationReason']
    if (reason === 'bandwidth' || reason === 'cpu') leaving.limit = reason
    // Of the layers that are sent the largest says how sharp the picture can be seen.
    if (number(stats['frameWidth']) > leaving.width) {
      leaving.width = number(stats['frameWidth'])
      leaving.height = number(stats['frameHeight'])
    }
  }
  // What the other side misses was sent too.
  if (leaving) leaving.packets = Math.max(0, leaving.packets - leaving.lost)
  const [downPair, upPair] = [pairOf(down), pairOf(up)]
  const trip = (upPair ?? downPair)?.['currentRoundTripTime']
  return {
    at,
    arriving,
    leaving,
    route: routeOf(up, upPair) ?? routeOf(down, downPair),
    roundTripMs: typeof trip === 'number' ? trip * 1000 : null,
  }
}

/** What can be said of a flow between two readings; null where nothing flowed. */
export type FlowState = {
  /** Share of packets, 0 to 1. */
  loss: number
  /** How long what arrived waited to be played; null where it is not told. */
  waitMs: number | null
  framesPerSecond: number
  /** Share of the time in which the picture stood still, 0 to 1. */
  frozen: number
  width: number
  height: number
}

export function compareFlows(before: Flow | undefined, after: Flow, seconds: number): FlowState | null {
  if (!before || seconds <= 0) return null
  const grown = (count: (flow: Flow) => number) => Math.max(0, count(after) - count(before))
  const [packets, lost, played] = [grown((f) => f.packets), grown((f) => f.lost), grown((f) => f.played)]
  if (packets === 0) return null
  return {
    loss: lost / (packets + lost),
    waitMs: played > 0 ? (grown((f) => f.waited) / played) * 1000 : null,
    framesPerSecond: grown((f) => f.frames) / seconds,
    frozen: Math.min(1, grown((f) => f.frozenSeconds) / seconds),
    width: after.width,
    height: after.height,
  }
}

/** How much a picture may be stretched before it is worth a word. */
const stretch = 1.3

/**
 * Whether a picture comes smaller than it is shown although it could be larger.
 *
 * @param shownWidth of its tile in CSS pixels
 * @param sentWidth the largest layer that cameras send
 */
export const isShrunk = (flow: FlowState, shownWidth: number, sentWidth = 1280): boolean =>
  flow.width > 0 && flow.width * stretch < Math.min(shownWidth, sentWidth)

/** All that arrives, as one flow: what my own line loses. */
export function allArriving({ arriving }: Reading): Flow | null {
  const sum: Flow = {
    packets: 0,
    lost: 0,
    waited: 0,
    played: 0,
    frames: 0,
    frozenSeconds: 0,
    width: 0,
    height: 0,
  }
  for (const { packets, lost } of arriving.values()) {
    sum.packets += packets
    sum.lost += lost
  }
  return arriving.size ? sum : null
}
