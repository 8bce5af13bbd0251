/** Signing in at a real OpenID Connect provider, through its own login page, under our strict Content Security Policy. */
import { Secret, TOTP } from 'otpauth'
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContext, phone, settled, usual } from '../screens/open-page.ts'
import { openChromium } from '../support/chromium.ts'
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'

let chromium: Chromium
let idp: IdentityProvider
let app: TestApp
const contexts: BrowserContext[] = []
const wrong: string[] = []

beforeAll(async () => {
  idp = await startIdentityProvider({ pages: true })
  app = await startApp({
    roles: ['web', 'worker'],
    env: { ...idp.env, OIDC_ROLES: 'secretari=secretariat' },
  })
  idp.serve(app.url)
  for (const [login, name] of [
    ['ana', 'Ana Marin'],
    ['ion', 'Ion Radu'],
  ] as const)
    idp.people.set(login, {
      ...{ name, email: `${login}@minister.example.ro`, email_verified: true, groups: ['secretari'] },
    })
  // An account that has a password and a role of its own.
  idp.people.set('sefa', { name: 'Ana Pop', email: administrator.email, email_verified: true })
  idp.people.set('vasile', { name: 'Vasile', email: 'vasile@minister.example.ro', email_verified: true })
  chromium = await openChromium()
})
afterAll(async () => {
  for (const context of contexts) await context.close()
  await chromium?.close()
  await app?.stop()
  await idp?.stop()
})

/** A browser that has never been here; what its console says of our pages is kept. */
async function open(path: string, look = {}): Promise<Page> {
  const report = (what: string) => {
    if (what.startsWith(app.url)) wrong.push(what)
  }
  const context = await openContext(
    chromium,
    app.url,
    { ...usual, ...look },
    { signIn: false, wrong: report },
  )
  contexts.push(context)
  const page = await context.newPage()
  await page.goto(path)
  await settled(page)
  return page
}

const atProvider = (page: Page) => page.waitForURL(`${idp.issuer}/**`)
const door = (page: Page) => page.getByRole('link', { name: 'Conectare prin contul guvernamental' })

/** At the provider's own page. */
async function signInThere(page: Page, login: string): Promise<void> {
  await atProvider(page)
  await page.getByPlaceholder('Enter any login').fill(login)
  await page.getByPlaceholder('and password').fill('orice')
  await page.getByRole('button', { name: 'Sign-in' }).click()
}

describe('a sign-in by the provider', () => {
  it('goes there and back by the keyboard, to the page that somebody wanted', async () => {
    const page = await open('/rooms')
    await page.waitForURL('**/sign-in?return=%2Frooms')
    await door(page).focus()
    await page.keyboard.press('Enter')
    await signInThere(page, 'ana')
    await page.getByRole('heading', { level: 1, name: 'Săli' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/rooms')
    expect(wrong).toEqual([])
  })

  it('is undone here, and at the provider too by one more press', async () => {
    const page = await open('/sign-in')
    await door(page).click()
    await signInThere(page, 'ana')
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.getByRole('button', { name: 'Cont: Ana Marin' }).click()
    await page.getByRole('menuitem', { name: 'Ieși din cont' }).click()
    await page.getByText('Ați ieșit din Sfat, dar poate nu și din contul guvernamental').waitFor()
    await page.getByRole('link', { name: 'Ieși din contul guvernamental' }).click()
    await atProvider(page)
    await page.getByRole('button', { name: 'Yes, sign me out' }).click()
    await page.waitForURL(`${app.url}/sign-in`)
    await door(page).click()
    // The provider knows nobody any more.
    await atProvider(page)
    await page.getByPlaceholder('Enter any login').waitFor()
  })

  it('that was cancelled says so in the language of the page, and the password opens as before', async () => {
    const page = await open('/sign-in?return=/rooms', { ...phone, locale: 'en' })
    await page.getByRole('link', { name: 'Sign in with contul guvernamental' }).click()
    await atProvider(page)
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.getByText('Signing in was cut short at the sign-in service').waitFor()
    await page.getByRole('textbox', { name: 'Mail address' }).fill(administrator.email)
    await page.getByLabel('Password', { exact: true }).fill(administrator.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Rooms' }).waitFor()
  })

  it('of somebody without a role is refused in words', async () => {
    const page = await open('/sign-in')
    await door(page).click()
    await signInThere(page, 'vasile')
    await page.getByText('Nu aveți încă acces la Sfat').waitFor()
  })

  it('asks for the code of an app that was added without a password', async () => {
    const page = await open('/sign-in?return=/account')
    await door(page).click()
    await signInThere(page, 'ion')
    await page.getByText('Intrați prin contul guvernamental: contul nu are o parolă a lui').waitFor()
    await page.getByRole('button', { name: 'Adaugă aplicația' }).click()
    await page.getByRole('button', { name: 'Continuă' }).click()
    const secret = await page.getByRole('textbox', { name: 'Cheia' }).inputValue()
    const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate()
    const first = code()
    await page.getByRole('textbox', { name: 'Codul din aplicație' }).fill(first)
    await page.getByRole('button', { name: 'Confirmă' }).click()
    const recovery = (await page.locator('code').first().textContent()) ?? ''

    const other = await open('/sign-in?return=/rooms')
    await door(other).click()
    await signInThere(other, 'ion')
    const asked = other.getByRole('textbox', { name: 'Cod de intrare' })
    await until('the cursor is in the field', () => asked.evaluate((input) => input.matches(':focus')))
    await asked.fill(first)
    await other.keyboard.press('Enter')
    await other.getByText('Codul nu este bun').waitFor()
    await asked.fill(recovery)
    await other.keyboard.press('Enter')
    await other.getByRole('heading', { level: 1, name: 'Săli' }).waitFor()
  })

  it('ties an account that has a password, whose owner can untie it again', async () => {
    const page = await open('/sign-in?return=/account')
    await door(page).click()
    await signInThere(page, 'sefa')
    await page.getByRole('heading', { level: 2, name: 'Conectare prin contul guvernamental' }).waitFor()
    await page.getByRole('button', { name: 'Dezleagă contul' }).click()
    const dialog = page.getByRole('dialog', { name: 'Dezlegați contul de contul guvernamental?' })
    const asked = dialog.getByLabel('Parola actuală', { exact: true })
    await asked.fill('alta')
    await page.keyboard.press('Enter')
    await dialog.getByText('Parola actuală nu este corectă').waitFor()
    await asked.fill(administrator.password)
    await dialog.getByRole('button', { name: 'Dezleagă contul' }).click()
    await page.getByText('Contul nu mai este legat de contul guvernamental.').waitFor()
    await page.getByRole('button', { name: 'Dezleagă contul' }).waitFor({ state: 'detached' })

    const other = await open('/sign-in?return=/rooms')
    await other.getByLabel('Adresa de e-mail').fill(administrator.email)
    await other.getByLabel('Parola', { exact: true }).fill(administrator.password)
    await other.keyboard.press('Enter')
    await other.getByRole('heading', { level: 1, name: 'Săli' }).waitFor()
  })

  it('with a provider that is gone says so on the same page', async () => {
    const page = await open('/sign-in')
    await idp.leave()
    try {
      // What it said of itself is believed for a minute; a product that has just started has not asked yet.
      const fresh = await startApp({ roles: ['web', 'worker'], env: idp.env })
      try {
        await page.goto(`${fresh.url}/sign-in`)
        await door(page).click()
        await page.getByText('Serviciul de autentificare nu răspunde').waitFor()
        await page.getByRole('button', { name: 'Intră în cont', exact: true }).waitFor()
      } finally {
        await fresh.stop()
      }
    } finally {
      await idp.comeBack()
    }
  })
})
