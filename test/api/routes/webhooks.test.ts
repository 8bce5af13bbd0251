/** Webhooks through the doors of the whole product: what administrators do with them, and what other systems are told. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openDatabases, type DatabaseTarget } from '../../../api/db/data-source.ts'
import { AuditEntry } from '../../../contract/audit.ts'
import { Problem } from '../../../contract/wire-error.ts'
import { webhookLimits } from '../../../contract/limits.ts'
import { pageOf } from '../../../contract/values.ts'
import {
  NewWebhook,
  Webhook,
  WebhookDelivery,
  webhookPayloads,
  type WebhookType,
} from '../../../contract/webhooks.ts'
import { inMinutes, made, zone } from '../../permissions/scene.ts'
import type { Answer, Browser } from '../../support/browser.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'
import { until } from '../../support/until.ts'
import { answer, startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts'

const codeOf = (given: Answer) => `${given.status} ${Problem.parse(given.body).code}`
const booking = {
  ...{ title: 'Comitetul DRUMURI', description: '', start: inMinutes(120), zone, durationMinutes: 30 },
  ...{ roomId: null, video: true, visibility: 'normal', attendees: [] },
}

forEachDatabase((open, kind) => {
  let app: TestApp
  let ana: Browser
  let receiver: WebhookReceiver
  let target: DatabaseTarget
  beforeAll(async () => {
    ;({ target } = await open())
    receiver = await startReceiver()
    app = await startApp({
      ...{ target, roles: ['web', 'worker'], env: { WEBHOOKS_TO_PRIVATE_ADDRESSES: 'loopback' } },
    })
    if (kind === 'sqlite') target = { kind, file: join(app.dataDir, 'sfat.db') }
    ana = await app.administrator()
  })
  afterAll(async () => {
    await app?.stop()
    await receiver?.close()
  })

  const form = (types: WebhookType[] = ['meeting.booked']) => ({
    ...{ name: 'Registratura', url: receiver.url, types },
  })
  const add = async (types?: WebhookType[]): Promise<NewWebhook> => {
    const given = await ana.post('/api/webhooks', form(types))
    expect(given.status, given.text).toBe(201)
    return NewWebhook.parse(given.body)
  }
  const show = async (id: string) => Webhook.parse((await ana.get(`/api/webhooks/${id}`)).body)
  const log = async (id: string, query = '') =>
    pageOf(WebhookDelivery).parse((await ana.get(`/api/webhooks/${id}/deliveries?limit=200${query}`)).body)
  const told = (type: string) => receiver.received.filter(({ body }) => body.includes(`"type":"${type}"`))

  describe('a webhook', () => {
    it('is told once of what it wants to know, signed, in the shape that is described', async () => {
      const hook = await add(['meeting.booked', 'meeting.changed', 'meeting.cancelled'])
      const { id, version } = made(await ana.post('/api/meetings', booking))
      const changed = made(
        await ana.put(`/api/meetings/${id}`, { ...booking, start: inMinutes(180), version }),
      )
      expect((await ana.post(`/api/meetings/${id}/cancel`, { version: changed.version })).status).toBe(200)
      await until('all three to arrive', () => told('meeting.cancelled').length === 1)
      const bodies = receiver.received.map(({ body }) => JSON.parse(body) as { type: string })
      expect(bodies.map(({ type }) => type)).toEqual([
        ...['meeting.booked', 'meeting.changed', 'meeting.cancelled'],
      ])
      const [booked, moved, cancelled] = [
        webhookPayloads['meeting.booked'].strict().parse(bodies[0]),
        webhookPayloads['meeting.changed'].strict().parse(bodies[1]),
        webhookPayloads['meeting.cancelled'].strict().parse(bodies[2]),
      ]
      expect(booked.data.meeting).toMatchObject({
        ...{ id, title: 'Comitetul DRUMURI', visibility: 'normal', url: `${app.url}/meetings/${id}` },
      })
      expect(moved.data.timeChanged).toBe(true)
      expect(cancelled.data.meeting.status).toBe('cancelled')
      expect(receiver.received.every((message) => message.isSignedWith(hook.secret))).toBe(true)
      await until(
        'all to be written down',
        async () => (await log(hook.id, '&status=delivered')).items.length === 3,
      )
      expect((await log(hook.id, '&status=failed')).items).toEqual([])
      expect(await show(hook.id)).toMatchObject({
        waiting: 0,
        last: { type: 'meeting.cancelled', answered: 200 },
      })
      expect(
        (await ana.send('DELETE', `/api/webhooks/${hook.id}`, undefined, { origin: app.url })).status,
      ).toBe(204)
    })

    it('is told of a private meeting that its time is taken, and nothing else', async () => {
      const hook = await add()
      const before = receiver.received.length
      made(
        await ana.post('/api/meetings', {
          ...booking,
          title: 'ZIMBRUL',
          description: 'ZIMBRUL',
          visibility: 'private',
        }),
      )
      await until('the message', () => receiver.received.length > before)
      const { body } = receiver.received.at(-1)!
      expect(webhookPayloads['meeting.booked'].parse(JSON.parse(body)).data.meeting).toMatchObject({
        ...{ title: null, visibility: 'private' },
      })
      expect(body).not.toContain('ZIMBRUL')
      await ana.send('DELETE', `/api/webhooks/${hook.id}`, undefined, { origin: app.url })
    })

    it('shows its secret once, and leaves it nowhere to be read', async () => {
      const { secret, id } = await add()
      const renewed = await ana.post(`/api/webhooks/${id}/secret`)
      const second = NewWebhook.parse(renewed.body).secret
      const bare = [secret, second].map((each) => each.slice('whsec_'.length))
      const said = [
        ...(
          await Promise.all(
            ['/api/webhooks', `/api/webhooks/${id}`, '/api/audit?limit=200'].map((path) => ana.get(path)),
          )
        ).map(({ text }) => text),
        ...app.log,
      ].join('\n')
      const databases = await openDatabases(target)
      const [row] = (await databases.reader.query('SELECT * FROM webhook')) as Record<string, unknown>[]
      await databases.close()
      expect(Object.keys(row!)).toContain('sealed')
      for (const each of bare) expect(said + JSON.stringify(row)).not.toContain(each)
      await ana.send('DELETE', `/api/webhooks/${id}`, undefined, { origin: app.url })
    })

    it('can be tried out, fails where it can be seen, and is sent again by hand under the same id', async () => {
      const { id, secret } = await add()
      receiver.manner = answer(503)
      const before = receiver.received.length
      const asked = await ana.post(`/api/webhooks/${id}/test`)
      expect(asked.status).toBe(202)
      const { id: deliveryId, messageId } = WebhookDelivery.parse(asked.body)
      await until('it to fail', async () => (await log(id)).items[0]?.answered === 503)
      expect((await log(id)).items[0]).toMatchObject({ status: 'waiting', error: 'answer', attempts: 1 })
      expect(await show(id)).toMatchObject({ failingSince: expect.any(String), waiting: 1 })
      receiver.manner = answer(200)
      expect((await ana.post(`/api/webhooks/${id}/deliveries/${deliveryId}/again`)).status).toBe(202)
      await until('it to arrive', async () => (await log(id)).items[0]?.status === 'delivered')
      expect((await ana.post(`/api/webhooks/${id}/deliveries/${deliveryId}/again`)).status).toBe(202)
      await until('it to arrive again', () => receiver.received.length === before + 3)
      const mine = receiver.received.slice(before)
      expect(new Set(mine.map((message) => message.id))).toEqual(new Set([messageId]))
      expect(mine.every((message) => message.isSignedWith(secret))).toBe(true)
      expect((await show(id)).failingSince).toBeNull()
      await ana.send('DELETE', `/api/webhooks/${id}`, undefined, { origin: app.url })
    })

    it('is changed by who has seen it, turned off, and told of nothing meanwhile', async () => {
      const { id } = await add()
      const change = { ...form(['meeting.cancelled']), enabled: false, version: 1 }
      expect(Webhook.parse((await ana.put(`/api/webhooks/${id}`, change)).body)).toMatchObject({
        ...{ enabled: false, off: { reason: 'by-hand' }, version: 2, types: ['meeting.cancelled'] },
      })
      expect(codeOf(await ana.put(`/api/webhooks/${id}`, change))).toBe('409 row.changed')
      expect(codeOf(await ana.post(`/api/webhooks/${id}/test`))).toBe('409 webhook.off')
      const audit = pageOf(AuditEntry).parse((await ana.get(`/api/audit?subjectId=${id}`)).body).items
      expect(audit.map(({ action }) => action)).toEqual(['webhook.changed', 'webhook.added'])
      expect(audit[0]!.changes.map(({ field }) => field).toSorted()).toEqual(['enabled', 'types'])
      await ana.send('DELETE', `/api/webhooks/${id}`, undefined, { origin: app.url })
      expect(codeOf(await ana.get(`/api/webhooks/${id}`))).toBe('404 webhook.missing')
      expect(codeOf(await ana.get(`/api/webhooks/${id}/deliveries`))).toBe('404 webhook.missing')
    })

    it.each([
      'http://example.ro/',
      'https://10.0.0.1/',
      'https://[fd00::1]/',
      'https://169.254.169.254/latest/meta-data',
      'https://ana:parola@example.ro/',
      'https://example.ro/#part',
      'http://192.168.1.1/',
    ])('cannot go to %s', async (url) => {
      expect(codeOf(await ana.post('/api/webhooks', { ...form(), url }))).toBe('400 webhook.address-refused')
    })

    it('is managed by a program with the right for administration, and by none without', async () => {
      const token = async (scopes: string[]) => {
        const given = await ana.post('/api/tokens', { name: 'x', scopes, days: 1 })
        return z.object({ token: z.string() }).parse(given.body).token
      }
      const ask = async (secret: string, method: string, path: string, body?: unknown) =>
        app.browser().send(method, path, body === undefined ? undefined : JSON.stringify(body), {
          authorization: `Bearer ${secret}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        })
      const reader = await token(['administration:read'])
      const writer = await token(['administration:write'])
      expect((await ask(reader, 'GET', '/api/webhooks')).status).toBe(200)
      expect(codeOf(await ask(reader, 'POST', '/api/webhooks', form()))).toBe('403 token.scope-missing')
      const given = await ask(writer, 'POST', '/api/webhooks', form())
      expect(given.status).toBe(201)
      const { id } = NewWebhook.parse(given.body)
      expect((await ask(writer, 'DELETE', `/api/webhooks/${id}`)).status).toBe(204)
    })

    it('is one of a few', async () => {
      const there = z.array(Webhook).parse((await ana.get('/api/webhooks')).body).length
      const added = []
      for (let count = there; count < webhookLimits.atAll; count++) added.push((await add()).id)
      expect(codeOf(await ana.post('/api/webhooks', form()))).toBe('409 webhook.too-many')
      for (const id of added) await ana.send('DELETE', `/api/webhooks/${id}`, undefined, { origin: app.url })
    })

    it('that has been turned off because it failed is told to administrators by mail', async () => {
      const { id } = await add()
      receiver.manner = answer(410)
      await ana.post(`/api/webhooks/${id}/test`)
      await until('it to be off', async () => (await show(id)).off?.reason === 'gone')
      await until('the mail', async () => {
        const databases = await openDatabases(target)
        const rows = (await databases.reader.query("SELECT subject FROM mail WHERE kind = 'webhook'")) as {
          subject: string
        }[]
        await databases.close()
        return rows.some(({ subject }) => subject === 'Un webhook a fost oprit: Registratura')
      })
      expect(app.log.filter((line) => line.includes('a defect') || line.includes('parked'))).toEqual([])
    })
  })
})
