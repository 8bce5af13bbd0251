import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../../contract/wire-error.ts'
import { NewFeed } from '../../../contract/minutes.ts'
import type { Browser } from '../../support/browser.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'

describe('the door of calendar feeds', () => {
  let app: TestApp
  let admin: Browser
  let anybody: Browser
  beforeAll(async () => {
    app = await startApp({ roles: ['web'] })
    admin = await app.administrator()
    anybody = app.browser()
  })
  afterAll(() => app.stop())

  const subscribe = async () => {
    const feed = NewFeed.parse((await admin.post('/api/feeds', { groupId: null })).body)
    return { ...feed, path: new URL(feed.url).pathname }
  }

  it('serves a calendar to whoever has the address, and keeps it out of caches', async () => {
    const { path } = await subscribe()
    const answer = await anybody.get(path)

    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
    expect(answer.text).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*END:VCALENDAR\r\n$/)
    expect(answer.text).not.toContain('METHOD')
  })

  it('answers 304 while nothing has changed, and the calendar again when something has', async () => {
    const { path } = await subscribe()
    const etag = (await anybody.get(path)).headers.get('etag') ?? ''
    for (const tag of [etag, etag.replace('W/', ''), `"x", ${etag}`, '*']) {
      const answer = await anybody.get(path, { 'if-none-match': tag })
      expect(answer.status).toBe(304)
      expect(answer.text).toBe('')
      expect(answer.headers.get('etag')).toBe(etag)
    }

    const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ days: 1 })
    await admin.post('/api/meetings', {
      ...{ title: 'Nouă', zone: 'Europe/Bucharest', durationMinutes: 60, roomId: null, video: true },
      start: start.toPlainDateTime().toString({ smallestUnit: 'minute' }),
    })
    const answer = await anybody.get(path, { 'if-none-match': etag })
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('SUMMARY:Nouă\r\n')
  })

  it('is shut for addresses that were revoked or made up', async () => {
    const { id, path } = await subscribe()
    expect((await admin.delete(`/api/feeds/${id}`)).status).toBe(204)
    const answer = await anybody.get(path)
    expect(`${answer.status} ${Problem.parse(answer.body).code}`).toBe('404 feed.missing')
    expect((await anybody.get(`/calendar/${'x'.repeat(43)}.ics`)).status).toBe(404)
    expect((await anybody.get('/calendar/short.ics')).status).toBe(400)
  })

  it('lets nobody list or make feeds without signing in', async () => {
    expect((await anybody.get('/api/feeds')).status).toBe(401)
    expect((await anybody.post('/api/feeds', { groupId: null })).status).toBe(401)
  })
})
