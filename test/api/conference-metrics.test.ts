/** What operators are told of conferences, figure by figure: a node that says what it measured, and the text that comes of it. */
import { expect, it } from 'vitest'
import { printMetrics } from '../../api/adapters/print-metrics.ts'
import { conferenceMetrics, type MeasuredNode } from '../../api/metrics-of-conferences.ts'
import { createRequestTimes } from '../../api/plugins/measure-requests.ts'
import { readMetrics } from '../support/read-metrics.ts'

const node: MeasuredNode = {
  load: () => ({
    ...{ meetings: 2, people: 31, producers: 40, consumers: 400, copies: 3 },
    ...{ workersAlive: 1, workers: 2, cpu: 0.75, rooms: 2, draining: false },
  }),
  counters: () => ({
    ...{ requests: 500, refused: 60, failed: 7, cut: 8, factsWaiting: 9 },
    ...{ workerDeaths: 4, roomsOpened: 10, roomsLost: 1 },
    ...{ conferences: 2, seats: 31, seatKeys: 33, factsWritten: 99 },
  }),
  workers: () => [{ cpu: 0.25 }, { cpu: 0.5 }] as ReturnType<MeasuredNode['workers']>,
  flow: () => ({
    in: { streams: 40, packetsPerSecond: 2_000, bitsPerSecond: 9_000_000, loss: 0.02, roundTripMs: 80 },
    out: { streams: 400, packetsPerSecond: 20_000, bitsPerSecond: 80_000_000, loss: null, roundTripMs: null },
  }),
  consumersByLayer: () => ({ paused: 5, audio: 150, layers: [200, 30, 15] }),
  joins: () => ({
    ...{ joins: 3, sumSeconds: 1.5, within: [0, 1, 1, 2, 3, 3, 3] },
    failures: { 'conference.full': 2 },
  }),
}

it('tells what a node measured, each under its name, in its unit and with its labels', async () => {
  const { text } = await printMetrics(conferenceMetrics(node), createRequestTimes())(undefined)
  const told = Object.fromEntries(
    readMetrics(text)
      .filter(({ name }) => !name.startsWith('sfat_http'))
      .map(({ name, labels, value }) => [[name, ...Object.values(labels)].join(' '), value]),
  )
  expect(told).toEqual({
    sfat_conferences_running: 2,
    sfat_conference_peers: 31,
    sfat_conference_producers: 40,
    sfat_conference_consumers: 400,
    'sfat_conference_consumers_by_layer paused': 5,
    'sfat_conference_consumers_by_layer audio': 150,
    'sfat_conference_consumers_by_layer 0': 200,
    'sfat_conference_consumers_by_layer 1': 30,
    'sfat_conference_consumers_by_layer 2': 15,
    sfat_conference_copies: 3,
    'sfat_media_packets_per_second in': 2_000,
    'sfat_media_packets_per_second out': 20_000,
    'sfat_media_bits_per_second in': 9_000_000,
    'sfat_media_bits_per_second out': 80_000_000,
    // Nobody has told what becomes of what goes out.
    'sfat_media_loss_ratio in': 0.02,
    'sfat_media_round_trip_seconds in': 0.08,
    'sfat_conference_join_seconds_bucket 0.05': 0,
    'sfat_conference_join_seconds_bucket 0.1': 1,
    'sfat_conference_join_seconds_bucket 0.25': 1,
    'sfat_conference_join_seconds_bucket 0.5': 2,
    'sfat_conference_join_seconds_bucket 1': 3,
    'sfat_conference_join_seconds_bucket 2.5': 3,
    'sfat_conference_join_seconds_bucket 5': 3,
    'sfat_conference_join_seconds_bucket +Inf': 3,
    sfat_conference_join_seconds_sum: 1.5,
    sfat_conference_join_seconds_count: 3,
    'sfat_conference_join_failures_total conference.full': 2,
    sfat_media_workers_alive: 1,
    sfat_media_workers_wanted: 2,
    'sfat_media_worker_cpu_ratio 0': 0.25,
    'sfat_media_worker_cpu_ratio 1': 0.5,
    sfat_media_worker_deaths_total: 4,
    sfat_conference_requests_total: 500,
    sfat_conference_requests_refused_total: 60,
    sfat_conference_requests_failed_total: 7,
    sfat_conference_sockets_cut_total: 8,
    sfat_conference_facts_waiting: 9,
  })
})
