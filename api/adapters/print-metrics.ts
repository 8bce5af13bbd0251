/** Metrics in the text that Prometheus reads. Its library is loaded when somebody first asks: most installations never do. */
import type { Registry } from 'prom-client'
import { type RequestTimes, secondsUpTo } from '../plugins/measure-requests.ts'

export type MetricValue = { labels?: Record<string, string>; value: number }

/** Something that is measured; `values` says it from what a look has found. None: it is not known at this moment. */
export type Metric<Now> = {
  name: string
  type: 'gauge' | 'counter'
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
      const Kind = type === 'gauge' ? Gauge : Counter
      const kept = new Kind({ name, help, labelNames: labels, registers: [made] })
      const about = await kept.get()
      kept.get = async () => ({
        ...about,
        values: values(current).map(({ labels: told = {}, value }) => ({ labels: told, value })),
      })
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
