import { join } from 'node:path'
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Databases, openDatabases } from '../../../api/db/data-source.ts'
import { Administration } from '../../../contract/administration.ts'
import { Problem } from '../../../contract/wire-error.ts'
import { AccountLink } from '../../../contract/identity.ts'
import { NewWebhook, Webhook } from '../../../contract/webhooks.ts'
import type { Answer, Browser } from '../../support/browser.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { type MailServer, Refusal, startMailServer } from '../../support/mail-server.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'
import { until } from '../../support/until.ts'

const codeOf = (answer: Answer) => `${answer.status} ${Problem.parse(answer.body).code}`
const show = async (browser: Browser) => Administration.parse((await browser.get('/api/administration')).body)

const form = (email = 'ion@example.com') => ({
  title: 'Interoperabilitate',
  start: Temporal.Now.zonedDateTimeISO('Europe/Bucharest')
    .add({ days: 1 })
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' }),
  ...{ zone: 'Europe/Bucharest', durationMinutes: 60, roomId: null, video: true },
  attendees: [{ email, name: 'Ion Țăran', role: 'required' }],
})

forEachDatabase((open) => {
  describe('the administration page', () => {
    let app: TestApp
    let admin: Browser
    let databases: Databases
    beforeAll(async () => {
      const { target } = await open()
      app = await startApp({ target, roles: ['web', 'worker'] })
      admin = await app.administrator()
      databases = await openDatabases(
        target.kind === 'postgres' ? target : { kind: 'sqlite', file: join(app.dataDir, 'sfat.db') },
      )
    })
    afterAll(async () => {
      await databases.close()
      await app.stop()
    })

    it('says that there is no mail server and how many mails wait for one', async () => {
      const before = (await show(admin)).mail.waiting
      await admin.post('/api/meetings', form())
      const { mail } = await until('the mail to be queued', async () => {
        const shown = await show(admin)
        return shown.mail.waiting > before ? shown : null
      })

      expect(mail).toEqual({
        ...{ configured: false, from: null, trouble: null, failures: [] },
        ...{ waiting: before + 1, sending: 0, sent: 0, failed: 0 },
      })
    })

    it('runs a job when asked, and shows how it went', async () => {
      const before = await show(admin)
      expect(before.jobs.find(({ name }) => name === 'remindAttendees')?.schedule).toBe('* * * * *')
      const asked = await admin.post('/api/administration/jobs/purgeExpired/run')
      expect(asked.status).toBe(202)
      const ran = await until('the job to have run', async () => {
        const job = (await show(admin)).jobs.find(({ name }) => name === 'purgeExpired')
        return job?.last && !job.asked ? job : null
      })

      expect(ran.last?.error).toBeNull()
      expect(codeOf(await admin.post('/api/administration/jobs/rm/run'))).toBe('404 job.missing')
    })

    it('shows what was given up on, and delivers it when asked', async () => {
      const eventId = newId()
      const handler = 'on-change-tell-live'
      const { work } = app.app
      if (!work) throw new Error('a worker has a database')
      await work.run(async ({ events }) =>
        events.append({
          id: eventId,
          name: 'room.changed',
          at: '2026-11-23T08:00:00.000Z',
          actorId: null,
          payload: { roomId: newId() },
        }),
      )
      await until('the event to be delivered', async () =>
        (await work.read(({ outbox }) => outbox.unsettled())).every(({ id }) => id !== eventId),
      )
      await databases.writer.query(
        `UPDATE delivery SET done_at = NULL, due_at = NULL, parked_at = '2026-11-23T09:00:00.000Z',
          attempts = 10, last_error = 'Error: no' WHERE handler = '${handler}' AND event_id = '${eventId}'`,
      )
      const parked = (await show(admin)).parked.find(({ id }) => id.includes(eventId))
      expect(parked).toMatchObject({ handler, event: 'room.changed', attempts: 10, error: 'Error: no' })

      const answer = await admin.post(`/api/administration/parked/${parked?.id}/retry`)
      expect(Administration.parse(answer.body).parked.map(({ id }) => id)).not.toContain(parked?.id)
      expect(codeOf(await admin.post(`/api/administration/parked/${parked?.id}/retry`))).toBe(
        '404 event.missing',
      )
      expect(codeOf(await admin.post('/api/administration/parked/x/retry'))).toBe('404 event.missing')
    })

    it('gives up for good on an event when asked, and says what the installation takes', async () => {
      const { storage, version } = await show(admin)
      expect(version).toMatch(/^\d+\.\d+\.\d+/)
      expect(storage.databaseBytes).toBeGreaterThan(10_000)
      expect(storage.freeBytes).toBeGreaterThan(0)
      expect(storage.totalBytes).toBeGreaterThanOrEqual(storage.freeBytes ?? 0)
      const [row] = (await databases.reader.query(
        'SELECT handler, event_id FROM delivery WHERE done_at IS NOT NULL LIMIT 1',
      )) as { handler: string; event_id: string }[]
      await databases.writer.query(
        `UPDATE delivery SET done_at = NULL, due_at = NULL, parked_at = '2026-11-23T09:00:00.000Z'
         WHERE handler = '${row?.handler}' AND event_id = '${row?.event_id}'`,
      )
      const [parked] = (await show(admin)).parked
      const answer = await admin.post(`/api/administration/parked/${parked?.id}/drop`)
      expect(Administration.parse(answer.body).parked).toEqual([])
      expect(codeOf(await admin.post(`/api/administration/parked/${parked?.id}/drop`))).toBe(
        '404 event.missing',
      )
      expect(codeOf(await admin.post('/api/administration/parked/x/drop'))).toBe('404 event.missing')
    })

    it('names the webhooks that take nothing, until they do or somebody turns them off', async () => {
      // A name that nobody has (RFC 2606): nothing leaves this machine.
      const form = { name: 'Registratura', url: 'https://registratura.invalid/', types: ['group.changed'] }
      const { id } = NewWebhook.parse((await admin.post('/api/webhooks', form)).body)
      expect((await show(admin)).webhooks).toEqual([])
      expect((await admin.post(`/api/webhooks/${id}/test`)).status).toBe(202)
      const [failing] = await until('it to have failed', async () => {
        const { webhooks } = await show(admin)
        return webhooks.length > 0 ? webhooks : null
      })
      const webhook = Webhook.parse((await admin.get(`/api/webhooks/${id}`)).body)
      expect(failing).toEqual({ id, name: 'Registratura', state: 'failing', at: webhook.failingSince })

      const off = { ...form, enabled: false, version: webhook.version }
      expect((await admin.put(`/api/webhooks/${id}`, off)).status).toBe(200)
      expect((await show(admin)).webhooks).toEqual([])
      await databases.writer.query(`UPDATE webhook SET off_reason = 'gone' WHERE id = '${id}'`)
      expect((await show(admin)).webhooks).toMatchObject([{ id, state: 'off' }])
      expect((await admin.delete(`/api/webhooks/${id}`)).status).toBe(204)
    })

    it('is for administrators alone', async () => {
      const email = `${newId()}@example.ro`
      const added = await admin.post('/api/people', { name: 'Ana', email, roles: ['secretariat'] })
      const { link } = z.object({ link: AccountLink }).parse(added.body)
      const browser = app.browser()
      const password = 'patru frunze pe apă lină'
      await browser.post('/api/password', { token: new URL(link.url).searchParams.get('token'), password })
      await browser.post('/api/session', { email, password })

      expect(codeOf(await browser.get('/api/administration'))).toBe('403 permission.missing')
      expect(codeOf(await browser.post('/api/administration/jobs/purgeExpired/run'))).toBe(
        '403 permission.missing',
      )
      expect(codeOf(await app.browser().get('/api/administration'))).toBe('401 session.required')
    })
  })
})

describe('the administration page with a mail server', () => {
  let mail: MailServer
  let app: TestApp
  let admin: Browser
  beforeAll(async () => {
    mail = await startMailServer()
    const env = { SMTP_URL: mail.url, MAIL_FROM: 'Ministerul <sfat@example.ro>' }
    app = await startApp({ roles: ['web', 'worker'], env })
    admin = await app.administrator()
  })
  afterAll(async () => {
    await app.stop()
    await mail.close()
  })

  it('names the mails that failed, and sends one again when asked', async () => {
    const email = `ion-${newId()}@example.com`
    mail.manners.onRecipient = (address) => {
      if (address === email) throw new Refusal(550, '5.1.1 No such user')
    }
    await admin.post('/api/meetings', form(email))
    const failure = await until('the failure', async () =>
      (await show(admin)).mail.failures.find((failed) => failed.email === email),
    )
    expect(failure).toMatchObject({
      ...{ kind: 'invitation', name: 'Ion Țăran', email },
      ...{ attempts: 1, lastError: '550 5.1.1 No such user' },
    })

    delete mail.manners.onRecipient
    await admin.post(`/api/administration/mails/${failure.id}/retry`)
    await until('the mail to be sent', async () => {
      const { sending, waiting, failures } = (await show(admin)).mail
      return sending + waiting === 0 && failures.every(({ id }) => id !== failure.id)
    })
    expect(mail.accepted.filter(({ to }) => to === email)).toHaveLength(1)
    expect(codeOf(await admin.post(`/api/administration/mails/${failure.id}/retry`))).toBe('404 mail.missing')
  })
  it('sends all again that failed when asked', async () => {
    mail.manners.onRecipient = () => {
      throw new Refusal(550, '5.1.1 No such user')
    }
    const sent = mail.accepted.length
    for (const name of ['Ana', 'Ion'])
      await admin.post('/api/meetings', {
        ...form(),
        attendees: [{ email: `${name}@example.com`, name, role: 'required' }],
      })
    await until('both to fail', async () => (await show(admin)).mail.failures.length === 2)

    delete mail.manners.onRecipient
    const answer = await admin.post('/api/administration/mails/retry')
    expect(Administration.parse(answer.body).mail.failures).toEqual([])
    await until('both to be sent', () => mail.accepted.length === sent + 2)
  })
})
