/** What an administrator decides about people's data, and what everybody takes away of their own, under people's hands. */
import { readFile } from 'node:fs/promises'
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContext, settled, usual } from '../screens/open-page.ts'
import { administrator } from '../screens/start-filled.ts'
import { createBrowser } from '../support/browser.ts'
import { openChromium } from '../support/chromium.ts'
import { startApp, type TestApp } from '../support/start-app.ts'

let app: TestApp
let chromium: Chromium
let context: BrowserContext
let page: Page
beforeAll(async () => {
  app = await startApp({
    roles: ['web', 'worker'],
    env: { ADMIN_EMAIL: administrator.email, ADMIN_PASSWORD: administrator.password },
  })
  chromium = await openChromium()
  context = await openContext(chromium, app.url, usual, { signIn: true })
  page = await context.newPage()
})
afterAll(async () => {
  await context?.close()
  await chromium?.close()
  await app?.stop()
})

const open = async (path: string) => {
  await page.goto(path)
  await settled(page)
}

describe('how long data is kept', () => {
  it('is chosen for each kind beside what would go, and saved', async () => {
    await open('/administration')
    await page.getByRole('link', { name: 'Stabilește cât se păstrează datele' }).click()
    const meetings = page.getByLabel('Se păstrează: Ședințe')
    await meetings.selectOption({ label: 'Se păstrează 2 ani' })
    const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT')
    await page.getByRole('button', { name: 'Salvează termenele' }).click()
    expect((await kept).status()).toBe(200)
    await page.getByText('Termenele sunt salvate').first().waitFor()
    await page.reload()
    expect(await meetings.inputValue()).toBe('24')
  })
})

describe('somebody’s own data', () => {
  it('comes as one file from the account page', async () => {
    await open('/account')
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Descarcă datele mele' }).click()
    const download = await coming
    expect(download.suggestedFilename()).toMatch(/^sfat-.+\.json$/)
    const told = JSON.parse(await readFile(await download.path(), 'utf8')) as { profile: { email: string }[] }
    expect(told.profile[0]?.email).toBe(administrator.email)
  })
})

describe('the erasure of a person', () => {
  it('is asked once, with what goes and what stays, and leaves no trace in the list', async () => {
    const browser = createBrowser(app.url)
    await browser.post('/api/session', administrator)
    const added = await browser.post('/api/people', {
      name: 'Zamfira Brâncoveanu',
      email: 'zamfira@example.ro',
    })
    const { person } = added.body as { person: { id: string } }
    await open(`/people/${person.id}`)
    await page.getByRole('button', { name: 'Acțiuni' }).last().click()
    await page.getByRole('menuitem', { name: 'Șterge datele persoanei' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Se șterg definitiv').waitFor()
    await dialog.getByText(/Numele și adresa, din toate textele/).waitFor()
    await dialog.getByRole('button', { name: 'Șterge datele persoanei' }).click()
    await page.waitForURL('**/people')
    await page.getByText('Datele au fost șterse').first().waitFor()
    expect(await page.getByText('Zamfira').count()).toBe(0)
  })
})
