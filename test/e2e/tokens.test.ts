/** Access tokens under people's hands: made, copied once, and revoked on the account page. */
import type { Browser as Chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openContext, settled, usual } from '../screens/open-page.ts'
import { startFilled, type Filled } from '../screens/start-filled.ts'
import { openChromium } from '../support/chromium.ts'
import { findViolations } from '../support/find-violations.ts'

let chromium: Chromium
let filled: Filled
beforeAll(async () => {
  filled = await startFilled({ empty: true })
  chromium = await openChromium()
})
afterAll(async () => {
  await chromium?.close()
  await filled?.stop()
})

describe('an access token', () => {
  it('is made for what was chosen, shown once, and revoked', async () => {
    const context = await openContext(chromium, filled.url, usual, { signIn: true })
    const page = await context.newPage()
    await page.goto('/account')
    await settled(page)
    await page.getByRole('button', { name: 'Fă o cheie' }).click()
    await page.getByText('Alegeți cel puțin un lucru îngăduit').waitFor()

    await page.getByRole('textbox', { name: 'La ce folosește?' }).fill('Raport lunar')
    await page.getByLabel('Ședințe, săli, procese-verbale').selectOption({ label: 'citește' })
    await page.getByRole('button', { name: 'Fă o cheie' }).press('Enter')
    const secret = await page.getByRole('textbox', { name: 'Raport lunar' }).inputValue()
    expect(secret).toMatch(/^sfat_pat_/)
    expect(await findViolations(page)).toEqual([])

    const ask = async (path: string) =>
      (await fetch(new URL(path, filled.url), { headers: { authorization: `Bearer ${secret}` } })).status
    expect([await ask('/api/rooms'), await ask('/api/people')]).toEqual([200, 403])

    await page.reload()
    await settled(page)
    await page.getByText('Ședințe, săli, procese-verbale: citește').waitFor()
    expect(await page.getByText(secret).count()).toBe(0)
    await page.getByRole('button', { name: 'Revocă: Raport lunar' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revocă' }).click()
    await page.getByText('Nu aveți nicio cheie de acces.').waitFor()
    expect(await ask('/api/rooms')).toBe(401)
    await context.close()
  })
})
