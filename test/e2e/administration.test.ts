/** The administrator's page at work: what failed is named, sent again, and gone without a reload. */
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { openContext, settled, usual } from '../screens/open-page.ts'
import { administrator } from '../screens/start-filled.ts'
import { createBrowser } from '../support/browser.ts'
import { openChromium } from '../support/chromium.ts'
import { type MailServer, Refusal, startMailServer } from '../support/mail-server.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'

let mail: MailServer
let app: TestApp
let chromium: Chromium
let context: BrowserContext
beforeAll(async () => {
  mail = await startMailServer({
    onRecipient: (address) => {
      if (address === 'ion@example.com') throw new Refusal(550, '5.1.1 No such user')
    },
  })
  app = await startApp({
    roles: ['web', 'worker'],
    env: {
      ...{ SMTP_URL: mail.url, MAIL_FROM: 'Ministerul <sfat@example.ro>' },
      ...{ ADMIN_EMAIL: administrator.email, ADMIN_PASSWORD: administrator.password },
    },
  })
  chromium = await openChromium()
})
afterAll(async () => {
  await context?.close()
  await chromium?.close()
  await app?.stop()
  await mail?.close()
})

async function open(): Promise<Page> {
  context = await openContext(chromium, app.url, usual, { signIn: true })
  const page = await context.newPage()
  await page.goto('/administration')
  await settled(page)
  return page
}

describe('the administration page', () => {
  it('says calmly that all is well, names the mail that was refused, and sends it again', async () => {
    const page = await open()
    await page.getByText(/Totul este în regulă/).waitFor()

    const browser = createBrowser(app.url)
    await browser.post('/api/session', administrator)
    const attendee = (name: string) => ({
      ...{ email: `${name.toLowerCase()}@example.com`, name, role: 'required' },
    })
    await browser.post('/api/meetings', {
      title: 'Interoperabilitate',
      start: Temporal.Now.zonedDateTimeISO('Europe/Bucharest')
        .add({ days: 1 })
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' }),
      ...{ zone: 'Europe/Bucharest', durationMinutes: 60, roomId: null, video: true },
      attendees: [attendee('Ana'), attendee('Ion')],
    })
    // Live: nobody has reloaded the page.
    const row = page.getByRole('row', { name: /Ion ion@example\.com/ })
    await row.getByText('Adresa nu există la serverul destinatarului.').waitFor()
    await page.getByRole('link', { name: 'Un mesaj nu a ajuns' }).waitFor()
    await until('the other to arrive', () => mail.accepted.length === 1)

    delete mail.manners.onRecipient
    await row.getByRole('button', { name: /^Trimite din nou: Ion, / }).click()
    await until('the mail to arrive', () => mail.accepted.some(({ to }) => to === 'ion@example.com'))
    await page.getByText('Niciun mesaj nu a eșuat.').waitFor()
    await page.getByText(/Totul este în regulă/).waitFor()
  })

  it('runs a job now, and says how it went', async () => {
    const page = await open()
    const row = page.getByRole('row', { name: /Întocmește rapoartele lunii încheiate/ })
    await row.getByText('încă niciodată').waitFor()
    await row.getByRole('button', { name: /^Rulează acum/ }).click()
    await row.getByText(/a durat/).waitFor()
  })
})
