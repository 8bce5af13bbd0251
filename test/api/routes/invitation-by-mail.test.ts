/** Somebody is given an account and learns of it by mail, with the link by which they choose a password. */
import { afterEach, describe, expect, it } from 'vitest'
import { Boot } from '../../../contract/identity.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { type MailServer, startMailServer } from '../../support/mail-server.ts'
import { leaves, readMail } from '../../support/read-mail.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'
import { until } from '../../support/until.ts'

forEachDatabase((open) => {
  let app: TestApp | undefined
  let mail: MailServer | undefined
  afterEach(async () => {
    await app?.stop()
    await mail?.close()
  })

  describe('somebody who is given an account', () => {
    it('gets a link by mail that opens it once, and leaves their other browsers when they like', async () => {
      const server = (mail = await startMailServer())
      const { target } = await open()
      const env = { SMTP_URL: server.url, MAIL_FROM: 'sfat@example.ro' }
      const product = (app = await startApp({ target, roles: ['web', 'worker'], env }))
      const admin = await product.administrator()
      const email = 'dan.ene@example.ro'
      const form = { name: 'Dan Ene', email, position: null, organisationId: null, locale: 'ro' }
      expect((await admin.post('/api/people', { ...form, roles: ['member'] })).status).toBe(201)

      const raw = await until('the mail', () => server.accepted.find(({ to }) => to === email)?.raw)
      const text = leaves((await readMail(raw)).body).find(({ type }) => type === 'text/plain')?.text ?? ''
      const [, token = ''] = /\/password\?token=([\w-]+)/.exec(text) ?? []
      const password = 'patru mere sub pat verde'
      const browser = product.browser()
      expect((await browser.post('/api/password', { token, password })).status).toBe(200)
      expect((await product.browser().post('/api/password', { token, password })).body).toMatchObject({
        code: 'account.link-invalid',
      })

      const other = product.browser()
      await other.post('/api/session', { email, password })
      const whoIs = async (one: typeof other) => Boot.parse((await one.get('/api/session')).body).me
      expect(await whoIs(other)).not.toBeNull()
      expect((await browser.delete('/api/me/sessions')).status).toBe(204)
      expect(await whoIs(other)).toBeNull()
      expect(await whoIs(browser)).not.toBeNull()
    })
  })
})
