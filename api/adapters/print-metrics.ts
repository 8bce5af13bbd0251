/** Metrics in the text that Prometheus reads. Its library is loaded when somebody first asks: most installations never do. */
import type { Registry } from 'prom-client'
import { type RequestTimes, secondsUpTo } from '../plugins/measure-requests.ts'

export type MetricValue = {
  labels?: Record<string, string>
  value: number
  /** Of a histogram, whose values have names of their own. */
  metricName?: string
}

/** Something that is measured; `values` says it from what a look has found. None: it is not known at this moment. */
export type Metric<Now> = {
  name: string
  type: 'gauge' | 'counter' | 'histogram'
  help: string
  labels: string[]
  values(now: Now): MetricValue[]
}

/** The text, and its media type. */
export type PrintedMetrics = { text: string; type: string }

export function printMetrics<Now>(
  metrics: readonly Metric<Now>[],
  times: RequestTimes,
): (now: Now) => Promise<PrintedMetrics> {
  let current: Now
  let registry: Promise<Registry> | null = null

  async function build(): Promise<Registry> {
    const { Counter, Gauge, Histogram, Registry: NewRegistry } = (await import('prom-client')).default
    const made = new NewRegistry()
    for (const { name, type, help, labels, values } of metrics) {
      const Kind = { gauge: Gauge, counter: Counter, histogram: Histogram }[type]
      const kept = new Kind({ name, help, labelNames: labels, registers: [made] })
      const about = await kept.get()
      kept.get = async () => ({
        ...about,
        values: values(current).map(({ labels: told = {}, ...value }) => ({ labels: told, ...value })),
      })
      // A histogram is said in another way than it is kept.
      if (type === 'histogram') Object.assign(kept, { getForPromString: () => kept.get() })
    }
    const durations = new Histogram({
      name: requestSeconds,
      help: 'Answers by method, route and status (499: nobody waited for it), with the seconds that they took',
      labelNames: ['method', 'route', 'status'],
      registers: [made],
    })
    const about = await durations.get()
    // The classes are counted where answers are given; here they are only said.
    durations.get = async () => ({ ...about, values: requestValues(times) })
    Object.assign(durations, { getForPromString: () => durations.get() })
    return made
  }

  return async (now) => {
    const made = await (registry ??= build())
    current = now
    return { text: await made.metrics(), type: made.contentType }
  }
}

export const one = (value: number, labels?: Record<string, string>): MetricValue[] => [
  labels ? { labels, value } : { value },
]

export const gauge = <Now>(
  name: string,
  help: string,
  values: Metric<Now>['values'],
  labels: string[] = [],
): Metric<Now> => ({ ...{ name, help, values, labels, type: 'gauge' } })

export const counter = <Now>(name: string, help: string, values: Metric<Now>['values']): Metric<Now> => ({
  ...{ name, help, values, labels: [], type: 'counter' },
})

/** `within` counts how many were at most so large, by `upTo`. */
export const histogram = <Now>(
  name: string,
  help: string,
  upTo: readonly number[],
  look: () => { count: number; sum: number; within: number[] },
): Metric<Now> => ({
  ...{ name, help, labels: [], type: 'histogram' },
  values() {
    const { count, sum, within } = look()
    const bucket = (le: string, value: number) => ({ metricName: `${name}_bucket`, labels: { le }, value })
    return [
      ...upTo.map((le, index) => bucket(String(le), within[index] ?? 0)),
      bucket('+Inf', count),
      { metricName: `${name}_sum`, value: sum },
      { metricName: `${name}_count`, value: count },
    ]
  },
})

const requestSeconds = 'sfat_http_request_duration_seconds'

function requestValues(times: RequestTimes) {
  return times.series().flatMap(({ method, route, status, count, sumSeconds, within }) => {
    const labels = { method, route, status }
    const bucket = `${requestSeconds}_bucket`
    return [
      ...secondsUpTo.map((le, index) => ({
        metricName: bucket,
        labels: { le, ...labels },
        value: within[index] ?? 0,
      })),
      { metricName: bucket, labels: { le: '+Inf', ...labels }, value: count },
      { metricName: `${requestSeconds}_sum`, labels, value: sumSeconds },
      { metricName: `${requestSeconds}_count`, labels, value: count },
    ]
  })
}
