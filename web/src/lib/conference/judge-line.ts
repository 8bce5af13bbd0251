/** What is to be said of somebody's line, before it is put into words. Pure. */
import type { FlowState, Route } from './line-report.ts'

export type Verdict = 'good' | 'fair' | 'poor'

/** What arrives from somebody. */
export type Arriving = {
  voice: FlowState | null
  camera: FlowState | null
  screen: FlowState | null
  /** From me to the server and back. */
  roundTripMs: number | null
  /** Their picture comes smaller than it is shown. */
  shrunk: boolean
  /** I asked for small pictures. */
  low: boolean
  /** Of what they send this does not come: my line is too short. */
  held: { camera: boolean; screen: boolean }
}

/** My own line, both ways. */
export type Mine = {
  route: Route | null
  roundTripMs: number | null
  down: FlowState | null
  up: FlowState | null
  limit: 'bandwidth' | 'cpu' | null
  /** So many pictures do not come to me: my line is too short. */
  held: number
}

export type Remark = 'stands' | 'shrunk' | 'low'
export type SeenPicture = { flow: FlowState; remarks: Remark[] }

export type ArrivingJudged = {
  verdict: Verdict
  /** The worst of what arrives, 0 to 1. */
  loss: number
  /** From the server's receiving it to its being heard or seen, as far as this browser can tell. */
  delayMs: number | null
  voice: { loss: number; heard: 'whole' | 'mended' | 'broken' } | null
  camera: SeenPicture | 'held' | null
  screen: SeenPicture | 'held' | null
}

/** Above this Opus mends no longer (see `quality.ts`); below the other nobody notices. */
const poorLoss = 0.08
const fairLoss = 0.02
const poorFreeze = 0.25
const fairFreeze = 0.05
/** From here on people talk into each other's words (ITU-T G.114). */
const slowMs = 400

function verdictOf(flows: readonly (FlowState | null)[], delayMs: number | null): Verdict {
  const loss = Math.max(0, ...flows.map((flow) => flow?.loss ?? 0))
  const frozen = Math.max(0, ...flows.map((flow) => flow?.frozen ?? 0))
  if (loss > poorLoss || frozen > poorFreeze || (delayMs ?? 0) > 2 * slowMs) return 'poor'
  return loss > fairLoss || frozen > fairFreeze || (delayMs ?? 0) > slowMs ? 'fair' : 'good'
}

const seen = (flow: FlowState, more: (Remark | false)[]): SeenPicture => ({
  flow,
  remarks: [flow.frozen > fairFreeze && ('stands' as const), ...more].filter((remark) => remark !== false),
})

/** Null when nothing arrives that could be judged. */
export function judgeArriving(line: Arriving): ArrivingJudged | null {
  const { voice, camera, screen, roundTripMs, shrunk, low, held } = line
  const flows = [voice, camera, screen].filter((flow) => flow !== null)
  const short = held.camera || held.screen
  if (!flows.length && !short) return null
  const wait = voice?.waitMs ?? camera?.waitMs ?? screen?.waitMs ?? null
  const delayMs = wait === null ? null : wait + (roundTripMs ?? 0) / 2
  return {
    verdict: short ? 'poor' : verdictOf(flows, delayMs),
    loss: Math.max(0, ...flows.map(({ loss }) => loss)),
    delayMs,
    voice: voice && {
      loss: voice.loss,
      heard: voice.loss > poorLoss ? 'broken' : voice.loss > fairLoss ? 'mended' : 'whole',
    },
    camera: held.camera ? 'held' : camera && seen(camera, [low ? 'low' : shrunk && 'shrunk']),
    screen: held.screen ? 'held' : screen && seen(screen, []),
  }
}

export type MineJudged = Mine & { verdict: Verdict; loss: number }

/** Null before anything is known. */
export function judgeMine(line: Mine): MineJudged | null {
  const { route, roundTripMs, down, up, limit, held } = line
  if (!route && !down && !up) return null
  const verdict = verdictOf([up, down], roundTripMs)
  return {
    ...line,
    verdict: held ? 'poor' : verdict === 'good' && limit === 'bandwidth' ? 'fair' : verdict,
    loss: Math.max(up?.loss ?? 0, down?.loss ?? 0),
  }
}
