/** What operators are told: that it is true, that it is well formed, that it names nobody, and who may ask. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from '../../support/browser.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { readMetrics, type Sample } from '../../support/read-metrics.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'
import { until } from '../../support/until.ts'

const token = 'a-token-of-prometheus-0123456789'

async function ask(browser: Browser): Promise<Sample[]> {
  const answer = await browser.get('/metrics')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return readMetrics(answer.text)
}
const find = (samples: Sample[], name: string, labels: Record<string, string> = {}) =>
  samples.find(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  )?.value

forEachDatabase((open) => {
  describe('the metrics', () => {
    let app: TestApp
    let ana: Browser
    beforeAll(async () => {
      const { target } = await open()
      app = await startApp({ target, env: { METRICS_TOKEN: token, TRUSTED_PROXIES: '192.0.2.7' } })
      ana = await app.administrator()
    })
    afterAll(() => app?.stop())

    it('count answers by route and status, with the time that they took', async () => {
      const before = find(await ask(ana), 'sfat_http_request_duration_seconds_count', {
        ...{ method: 'GET', route: '/api/people/:id', status: '404' },
      })
      await ana.get('/api/people/018f5f5e-0000-7000-8000-000000000000')
      await ana.get('/api/people/018f5f5e-0000-7000-8000-000000000001')
      const samples = await ask(ana)
      const labels = { method: 'GET', route: '/api/people/:id', status: '404' }
      expect(find(samples, 'sfat_http_request_duration_seconds_count', labels)).toBe((before ?? 0) + 2)
      expect(find(samples, 'sfat_http_request_duration_seconds_sum', labels)).toBeGreaterThan(0)
      const classes = samples.filter(
        ({ name, labels: told }) =>
          name === 'sfat_http_request_duration_seconds_bucket' &&
          told['route'] === '/api/people/:id' &&
          told['status'] === '404',
      )
      expect(classes.at(-1)?.labels['le']).toBe('+Inf')
      const counts = classes.map(({ value }) => value)
      expect(counts.toSorted((one, other) => one - other)).toEqual(counts)
      expect(counts.at(-1)).toBe((before ?? 0) + 2)
      // The question itself is under way while it is answered.
      expect(find(samples, 'sfat_http_requests_under_way')).toBe(1)
    })

    it('say what runs here and how well', async () => {
      const samples = await ask(ana)
      expect(find(samples, 'sfat_info', { roles: 'web,worker,sfu', node: process.versions.node })).toBe(1)
      expect(find(samples, 'sfat_part_up', { part: 'database' })).toBe(1)
      expect(find(samples, 'sfat_part_up', { part: 'media' })).toBe(1)
      const wanted = find(samples, 'sfat_media_workers_wanted') ?? 0
      expect(wanted).toBeGreaterThan(0)
      expect(find(samples, 'sfat_media_workers_alive')).toBe(wanted)
      expect(samples.filter(({ name }) => name === 'sfat_media_worker_cpu_ratio')).toHaveLength(wanted)
      expect(find(samples, 'sfat_conferences_running')).toBe(0)
      expect(find(samples, 'sfat_sockets_open', { kind: 'live' })).toBe(0)
      expect(find(samples, 'sfat_memory_resident_bytes')).toBeGreaterThan(10_000_000)
      expect(find(samples, 'sfat_data_dir_free_bytes')).toBeGreaterThan(0)
      expect(find(samples, 'sfat_event_loop_delay_seconds', { quantile: '0.99' })).toBeLessThan(60)
      expect(find(samples, 'sfat_database_connections', { pool: 'write', state: 'waiting' })).toBe(0)
    })

    it('tell of mails that wait, and of jobs', async () => {
      const start = Temporal.Now.plainDateTimeISO('Europe/Bucharest').add({ days: 2 })
      await ana.post('/api/meetings', {
        title: 'Interoperabilitate',
        description: '',
        start: start.toString({ smallestUnit: 'minute' }),
        ...{ zone: 'Europe/Bucharest', durationMinutes: 60, roomId: null, video: true },
        attendees: [{ email: 'ion@example.com', name: 'Ion Țăran', role: 'required' }],
      })
      await until('the invitation waits', async () =>
        find(await ask(ana), 'sfat_mails', { state: 'waiting' }),
      )
      await until('it has aged', async () => (find(await ask(ana), 'sfat_mails_oldest_seconds') ?? 0) > 0)

      await ana.post('/api/administration/jobs/purgeExpired/run', {})
      await until('the job has run', async () =>
        find(await ask(ana), 'sfat_job_last_success_timestamp_seconds', { name: 'purgeExpired' }),
      )
      const samples = await ask(ana)
      expect(find(samples, 'sfat_job_failing', { name: 'purgeExpired' })).toBe(0)
      expect(
        find(samples, 'sfat_job_last_duration_seconds', { name: 'purgeExpired' }),
      ).toBeGreaterThanOrEqual(0)

      expect(find(samples, 'sfat_events_parked')).toBe(0)
      await until('everything is settled', async () => find(await ask(ana), 'sfat_events_waiting') === 0)
      expect(find(await ask(ana), 'sfat_events_oldest_seconds')).toBe(0)
    })

    it('name nobody and nothing that people wrote', async () => {
      await ana.get('/api/guest/a-secret-link-0123456789')
      await ana.get('/api/people?search=Ion')
      await ana.get('/meetings/ana.pop@example.ro')
      const { text } = await ana.get('/metrics')
      for (const secret of ['Ion', 'example', 'Interoperabilitate', 'secret', token])
        expect(text).not.toMatch(new RegExp(`\\b${secret}\\b`, 'i'))
      // A crawler cannot make the list grow without end.
      const before = (await ask(ana)).length
      for (let number = 0; number < 30; number += 1) await ana.get(`/nothing/${number}`)
      expect((await ask(ana)).length).toBeLessThan(before + 30)
    })

    it('are for this machine, for trusted machines and for whoever has the token', async () => {
      const stranger = app.browser()
      const from = (headers: Record<string, string>) => stranger.get('/metrics', headers)
      expect((await from({})).status).toBe(200)
      // A proxy on this machine speaks for somebody else.
      for (const passedOn of ['x-forwarded-for', 'forwarded', 'via']) {
        const refused = await from({ [passedOn]: '127.0.0.1' })
        expect(refused.status).toBe(403)
        expect(refused.body).toMatchObject({ code: 'permission.missing' })
      }
      const proxied = { 'x-forwarded-for': '203.0.113.9' }
      expect((await from({ ...proxied, authorization: `Bearer ${token}x` })).status).toBe(403)
      expect((await from({ ...proxied, authorization: token })).status).toBe(403)
      expect((await from({ ...proxied, authorization: `Bearer ${token}` })).status).toBe(200)
    })

    it('stay reachable when the database does not answer, without what only it knows', async () => {
      await app.app.work?.close()
      const samples = await ask(app.browser())
      expect(find(samples, 'sfat_part_up', { part: 'database' })).toBe(0)
      expect(find(samples, 'sfat_events_waiting')).toBeUndefined()
      expect(find(samples, 'sfat_mails', { state: 'waiting' })).toBeUndefined()
      expect(find(samples, 'sfat_http_requests_under_way')).toBe(1)
    })
  })
})
