/** The page that describes the API, in a real browser under the product's own policy. */
import type { Browser as Chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openChromium } from '../support/chromium.ts'
import { findViolations } from '../support/find-violations.ts'
import { startApp, type TestApp } from '../support/start-app.ts'

let chromium: Chromium
let app: TestApp
beforeAll(async () => {
  app = await startApp({ roles: ['web'] })
  chromium = await openChromium()
})
afterAll(async () => {
  await chromium?.close()
  await app?.stop()
})

describe('the page that describes the API', () => {
  it.each([
    ['on a screen, light', 1280, 'light'],
    ['on a phone, dark', 390, 'dark'],
  ] as const)('is accessible and fits %s', async (_where, width, colorScheme) => {
    const page = await chromium.newPage({ viewport: { width, height: 900 }, colorScheme })
    const wrong: string[] = []
    // Chromium says so of a feature that it knows only where there is hardware for it.
    page.on('console', (message) => {
      if (!message.text().includes('Permissions-Policy')) wrong.push(message.text())
    })
    page.on('pageerror', (error) => void wrong.push(error.message))
    await page.goto(`${app.url}/api/docs`)
    await page.locator('#post-meetings > summary').press('Enter')
    await page.getByRole('link', { name: 'BookMeeting' }).first().waitFor()
    expect(await findViolations(page)).toEqual([])
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0)
    expect(wrong).toEqual([])
    await page.close()
  })
})
