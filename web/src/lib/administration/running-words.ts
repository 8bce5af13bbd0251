/** What an administrator reads of running conferences: figures in the units that people would use. */
import type { FailureReport, RunningConferences } from '#contract/running-conferences.ts'
import type { Locale } from '#contract/values.ts'

type Flow = RunningConferences['nodes'][number]['out']

const format = (locale: Locale, value: number, digits = 0): string =>
  new Intl.NumberFormat(locale === 'ro' ? 'ro-RO' : 'en-GB', { maximumFractionDigits: digits }).format(value)

/** Figures of several nodes as one: the sums, and means that count each node by what it sends. */
export function flowOf(flows: readonly Flow[]): Flow {
  const sum = (figure: (flow: Flow) => number) => flows.reduce((total, flow) => total + figure(flow), 0)
  const mean = (figure: (flow: Flow) => number | null): number | null => {
    const told = flows.filter((flow) => figure(flow) !== null)
    const weight = told.reduce((total, { packetsPerSecond }) => total + packetsPerSecond, 0)
    if (told.length === 0) return null
    return told.reduce(
      (total, flow) =>
        total + (figure(flow) ?? 0) * (weight > 0 ? flow.packetsPerSecond / weight : 1 / told.length),
      0,
    )
  }
  return {
    packetsPerSecond: sum(({ packetsPerSecond }) => packetsPerSecond),
    bitsPerSecond: sum(({ bitsPerSecond }) => bitsPerSecond),
    loss: mean(({ loss }) => loss),
    roundTripMs: mean(({ roundTripMs }) => roundTripMs),
  }
}

/** "1.804" */
export const sayCount = (count: number, locale: Locale): string => format(locale, count)

/** "1,2 Mbit/s" */
export function sayBits(bitsPerSecond: number, locale: Locale): string {
  const units = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const
  const power = Math.min(Math.floor(Math.log10(Math.max(bitsPerSecond, 1)) / 3), units.length - 1)
  const value = bitsPerSecond / 1000 ** power
  return `${format(locale, value, value < 10 && power > 0 ? 1 : 0)} ${units[power]}`
}

/** "0,3 %", or a dash while nobody has told. */
export const sayPart = (part: number | null, locale: Locale): string =>
  part === null ? '–' : `${format(locale, part * 100, part < 0.1 ? 1 : 0)} %`

/** "24 ms", or a dash while nobody has told. */
export const sayTrip = (milliseconds: number | null, locale: Locale): string =>
  milliseconds === null ? '–' : `${format(locale, milliseconds)} ms`

/** Failures of all nodes by cause, the most frequent first. */
export function sumFailures(failures: readonly FailureReport[]): FailureReport[] {
  const sums = new Map<FailureReport['cause'], FailureReport>()
  for (const failure of failures) {
    const { cause, count, lastAt } = failure
    const known = sums.get(cause)
    sums.set(
      cause,
      known
        ? { cause, count: known.count + count, lastAt: known.lastAt > lastAt ? known.lastAt : lastAt }
        : failure,
    )
  }
  return [...sums.values()].sort((one, other) => other.count - one.count)
}
