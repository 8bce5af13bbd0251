/** How people get into their account when a password is not enough, or is forgotten: in a browser, with real mail. */
import { Secret, TOTP } from 'otpauth'
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { settled } from '../screens/open-page.ts'
import { openChromium } from '../support/chromium.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { leaves, readMail } from '../support/read-mail.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'

let chromium: Chromium
let mail: MailServer
let app: TestApp
const contexts: BrowserContext[] = []
beforeAll(async () => {
  mail = await startMailServer()
  app = await startApp({
    roles: ['web', 'worker'],
    env: { SMTP_URL: mail.url, MAIL_FROM: 'sfat@example.ro', SECOND_FACTOR_FOR: 'administrator' },
  })
  chromium = await openChromium()
})
afterAll(async () => {
  for (const context of contexts) await context.close()
  await chromium?.close()
  await app?.stop()
  await mail?.close()
})

/** A browser that has never been here. */
async function open(path: string): Promise<Page> {
  const context = await chromium.newContext({ baseURL: app.url, locale: 'ro-RO', reducedMotion: 'reduce' })
  contexts.push(context)
  const page = await context.newPage()
  await page.goto(path)
  await settled(page)
  return page
}

const field = (page: Page, name: string) => page.getByRole('textbox', { name })
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

async function enter(page: Page, password: string = administrator.password): Promise<void> {
  await field(page, 'Adresa de e-mail').fill(administrator.email)
  await page.getByLabel('Parola', { exact: true }).fill(password)
  await press(page, 'Intră în cont')
}

describe('an account', () => {
  let secret = ''
  let recovery = ''
  let used = ''
  const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  /** A code is good once: the next one comes within half a minute. */
  const freshCode = () => until('the next code', () => (code() === used ? '' : (used = code())), 40_000)

  it('opens nothing but itself while its role owes a second factor, and everything once an app is added', async () => {
    const page = await open('/sign-in')
    await enter(page)
    await page.getByText('Rolul dumneavoastră cere un al doilea factor').waitFor()
    await page.goto('/rooms')
    await page.waitForURL('**/account')
    expect((await page.request.get('/api/rooms')).status()).toBe(403)

    await press(page, 'Adaugă aplicația')
    await page.getByRole('dialog').getByLabel('Parola actuală').fill(administrator.password)
    await press(page, 'Continuă')
    await page.getByRole('img', { name: 'Desenul de scanat' }).waitFor()
    secret = await field(page, 'Cheia').inputValue()
    await field(page, 'Codul din aplicație').fill('000000')
    await press(page, 'Confirmă')
    await page.getByText('Codul nu este bun').waitFor()
    await field(page, 'Codul din aplicație').fill(await freshCode())
    await press(page, 'Confirmă')
    recovery = (await page.locator('code').first().textContent()) ?? ''
    await press(page, 'Am păstrat codurile')
    await page.getByText('Coduri de rezervă rămase: 10').waitFor()
    await page.goto('/rooms')
    await page.getByRole('heading', { level: 1, name: 'Săli' }).waitFor()
  })

  it('asks for the code when the password is right, with the cursor in its field, and takes a recovery code instead', async () => {
    const page = await open('/sign-in')
    await enter(page)
    const asked = field(page, 'Cod de intrare')
    await until('the cursor is in the field', () => asked.evaluate((input) => input.matches(':focus')))
    await asked.fill('123 456')
    await page.keyboard.press('Enter')
    await page.getByText('Codul nu este bun').waitFor()
    await asked.fill(recovery)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Navigare principală' }).first().waitFor()
  })

  it('gets a new password by a link in a mail, and with the code from the app', async () => {
    const page = await open('/sign-in')
    await page.getByRole('link', { name: 'Ați uitat parola?' }).click()
    await page.getByRole('heading', { name: 'Parolă nouă' }).waitFor()
    await field(page, 'Adresa de e-mail').fill(administrator.email)
    await press(page, 'Trimite legătura')
    await page.getByText('Verificați poșta').waitFor()

    const raw = await until('the mail', () => mail.accepted.find(({ to }) => to === administrator.email)?.raw)
    const text = leaves((await readMail(raw)).body).find(({ type }) => type === 'text/plain')?.text ?? ''
    const [link = ''] = /http\S+\/password\?token=[\w-]+/.exec(text) ?? []
    await page.goto(link)
    await page.getByLabel('Parola nouă').fill('patru mere sub pat verde')
    await press(page, 'Salvează și intră')
    await field(page, 'Cod de intrare').fill(await freshCode())
    await press(page, 'Salvează și intră')
    await page.waitForURL(`${app.url}/`)

    const again = await open('/sign-in')
    await enter(again)
    await again.getByText('Adresa sau parola').first().waitFor()
  })
})
