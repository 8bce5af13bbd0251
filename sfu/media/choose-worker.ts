/** Which worker the next person of a meeting goes to. Pure: the node knows the workers, this knows the rule. */
import { conferenceLimits } from '../../contract/limits.ts'

export type WorkerLoad = {
  /** Part of its core that it used lately, 0 to 1. */
  cpu: number
  /** People who came to it just now, and whose media its `cpu` does not show yet. */
  newcomers: number
  /** Streams and rooms that it has: it settles what `cpu` leaves open. */
  weight: number
  /** Whether the meeting has a router there already. */
  has: boolean
}

export type SpreadRule = {
  /** A meeting stays on the workers that it has while one of them is below this part of its core ... */
  above: number
  /** ... and afterwards goes only to a worker that has so much less to do, for each further router costs pipes. */
  lead: number
  /** What somebody who has just come is expected to need. */
  newcomer: number
  /** How long they count as that, in milliseconds: until their pictures flow and the worker was measured. */
  newForMs: number
}

export const defaultSpread: SpreadRule = {
  above: conferenceLimits.workerBusyPercent / 100,
  lead: 0.1,
  newcomer: 0.01,
  newForMs: 5_000,
}

/** The worker to take, or null when there is none. */
export function chooseWorker<W extends WorkerLoad>(workers: readonly W[], rule: SpreadRule): W | null {
  const lightest = (of: readonly W[]): W | null =>
    of.toSorted((one, other) => burden(one, rule) - burden(other, rule))[0] ?? null
  const own = lightest(workers.filter(({ has }) => has))
  const best = lightest(workers)
  if (!own || !best || loadOf(own, rule) < rule.above) return own ?? best
  return loadOf(own, rule) - loadOf(best, rule) > rule.lead ? best : own
}

const loadOf = ({ cpu, newcomers }: WorkerLoad, { newcomer }: SpreadRule): number =>
  cpu + newcomers * newcomer

/** For comparing: what is measured counts in tenths of a core, or workers that idle would be told apart by chance. */
const burden = ({ cpu, newcomers, weight }: WorkerLoad, { newcomer }: SpreadRule): number =>
  Math.floor(cpu * 10) / 10 + newcomers * newcomer + weight / 1000
