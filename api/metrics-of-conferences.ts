/** What is measured of conferences and their media: for each node its own, and never by meeting or person. */
import { joinSecondsUpTo } from '../sfu/signal/join-log.ts'
import type { SfuNode } from '../sfu/signal/sfu-node.ts'
import { counter, gauge, histogram, type Metric, one } from './adapters/print-metrics.ts'

export type MeasuredNode = Pick<
  SfuNode,
  'load' | 'counters' | 'workers' | 'flow' | 'consumersByLayer' | 'joins'
>
type Flow = ReturnType<MeasuredNode['flow']>['in']

export function conferenceMetrics(node: MeasuredNode): Metric<unknown>[] {
  const flow = (figure: (of: Flow) => number | null) =>
    Object.entries(node.flow()).flatMap(([direction, of]) => {
      const value = figure(of)
      return value === null ? [] : [{ labels: { direction }, value }]
    })
  return [
    gauge('sfat_conferences_running', 'Conferences of this node', () => one(node.load().meetings)),
    gauge('sfat_conference_peers', 'People in its calls', () => one(node.load().people)),
    gauge('sfat_conference_producers', 'Streams that people send', () => one(node.load().producers)),
    gauge('sfat_conference_consumers', 'Streams that people receive', () => one(node.load().consumers)),
    gauge(
      'sfat_conference_consumers_by_layer',
      'The same by what they carry: audio, the spatial layer of a picture (0 is the smallest), or paused (nobody wants it, or nothing of it fits the line)',
      () => {
        const { paused, audio, layers } = node.consumersByLayer()
        const carried: [string, number][] = [
          ['paused', paused],
          ['audio', audio],
          ...layers.entries().map(([layer, count]): [string, number] => [String(layer), count]),
        ]
        return carried.map(([layer, value]) => ({ labels: { layer }, value }))
      },
      ['layer'],
    ),
    gauge('sfat_conference_copies', 'Streams copied from one media worker to another', () =>
      one(node.load().copies),
    ),
    gauge(
      'sfat_media_packets_per_second',
      'Packets that people send (in) and receive (out); an estimate from samples, as the next three',
      () => flow(({ packetsPerSecond }) => packetsPerSecond),
      ['direction'],
    ),
    gauge(
      'sfat_media_bits_per_second',
      'Bits of these packets',
      () => flow(({ bitsPerSecond }) => bitsPerSecond),
      ['direction'],
    ),
    gauge(
      'sfat_media_loss_ratio',
      'Part of the packets that does not arrive, 0 to 1; absent while nobody has told',
      () => flow(({ loss }) => loss),
      ['direction'],
    ),
    gauge(
      'sfat_media_round_trip_seconds',
      'Mean time of a packet there and back; absent while nobody has told',
      () => flow(({ roundTripMs }) => roundTripMs && roundTripMs / 1000),
      ['direction'],
    ),
    histogram(
      'sfat_conference_join_seconds',
      'People who came into a call, with the seconds that the node took',
      joinSecondsUpTo,
      () => {
        const { joins, sumSeconds, within } = node.joins()
        return { count: joins, sum: sumSeconds, within }
      },
    ),
    {
      name: 'sfat_conference_join_failures_total',
      type: 'counter',
      help: 'People who did not, or came in without media, by what they were told',
      labels: ['cause'],
      values: () =>
        Object.entries(node.joins().failures).map(([cause, value]) => ({ labels: { cause }, value })),
    },
    gauge('sfat_media_workers_alive', 'Media workers whose process runs', () =>
      one(node.load().workersAlive),
    ),
    gauge('sfat_media_workers_wanted', 'Media workers that there should be', () => one(node.load().workers)),
    gauge(
      'sfat_media_worker_cpu_ratio',
      'Part of a core that a media worker used lately, 0 to 1',
      () => node.workers().map(({ cpu }, worker) => ({ labels: { worker: String(worker) }, value: cpu })),
      ['worker'],
    ),
    counter('sfat_media_worker_deaths_total', 'Media workers that died', () =>
      one(node.counters().workerDeaths),
    ),
    counter('sfat_conference_requests_total', 'Requests on conference sockets', () =>
      one(node.counters().requests),
    ),
    counter('sfat_conference_requests_refused_total', 'Those of them that were not granted', () =>
      one(node.counters().refused),
    ),
    counter('sfat_conference_requests_failed_total', 'Those of them that failed by a defect', () =>
      one(node.counters().failed),
    ),
    counter('sfat_conference_sockets_cut_total', 'Conference sockets that were cut for asking too much', () =>
      one(node.counters().cut),
    ),
    gauge('sfat_conference_facts_waiting', 'Facts of conferences that are not stored yet', () =>
      one(node.counters().factsWaiting),
    ),
  ]
}
