/** Webhooks under an administrator's hands: added, tried out, looked after and deleted. */
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

describe('a webhook', () => {
  it('is added with its secret shown once, tried out, sent again, given another secret, and deleted', async () => {
    const context = await openContext(chromium, filled.url, usual, { signIn: true })
    const page = await context.newPage()
    await page.goto('/administration')
    await page.getByRole('link', { name: 'Vezi webhook-urile' }).click()
    await page.getByRole('heading', { name: 'Niciun webhook' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('link', { name: 'Adaugă un webhook' }).click()

    await page.getByRole('textbox', { name: 'Denumire' }).fill('Registratura')
    await page.getByRole('textbox', { name: 'Adresă' }).fill('http://10.0.0.1/')
    await page.getByRole('button', { name: 'Adaugă', exact: true }).click()
    await page.getByText('Alegeți cel puțin un lucru.').waitFor()
    await page.getByRole('checkbox', { name: 'Ședință programată' }).press('Space')
    await page.getByRole('button', { name: 'Adaugă', exact: true }).click()
    await page.getByText('La această adresă nu se poate trimite', { exact: false }).waitFor()
    // What was typed is still there. The name is one that nobody has (RFC 2606).
    expect(await page.getByRole('checkbox', { name: 'Ședință programată' }).isChecked()).toBe(true)
    await page.getByRole('textbox', { name: 'Adresă' }).fill('https://registratura.invalid/')
    await page.getByRole('button', { name: 'Adaugă', exact: true }).press('Enter')
    const secret = await page.getByRole('textbox', { name: 'Secret' }).inputValue()
    expect(secret).toMatch(/^whsec_/)
    expect(await findViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'L-am copiat' }).click()

    await page.getByRole('heading', { name: 'Registratura', level: 1 }).waitFor()
    await page.getByRole('heading', { name: 'Niciun mesaj' }).waitFor()
    expect(await page.getByText(secret).count()).toBe(0)
    await page.getByRole('button', { name: 'Trimite un mesaj de probă' }).click()
    await page.getByText('Numele serverului nu este cunoscut').waitFor()
    await page.getByText('Nimic nu mai ajunge.', { exact: false }).waitFor()
    await page.getByRole('button', { name: /^Trimite din nou: Mesaj de probă/ }).click()
    await page.getByText('Mesajul se trimite din nou').waitFor()
    await page.getByRole('combobox', { name: 'Stare' }).selectOption({ label: 'Livrat' })
    await page.getByText('Niciun mesaj în această stare.').waitFor()
    expect(new URL(page.url()).searchParams.get('status')).toBe('delivered')

    await page.getByRole('button', { name: 'Schimbă secretul' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Schimbă secretul' }).click()
    const renewed = await page.getByRole('textbox', { name: 'Secret' }).inputValue()
    expect(renewed).toMatch(/^whsec_/)
    expect(renewed).not.toBe(secret)
    await page.getByText('mesajele sunt semnate și cu secretul vechi', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'L-am copiat' }).click()

    await page.getByRole('link', { name: 'Modifică' }).click()
    await page.getByRole('switch', { name: 'Pornit' }).press('Space')
    await page.getByRole('button', { name: 'Salvează' }).click()
    await page.getByText('A fost oprit de un administrator', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Pornește-l' }).click()
    await page.getByRole('button', { name: 'Trimite un mesaj de probă' }).waitFor()

    await page.getByRole('button', { name: 'Șterge webhook-ul' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Șterge webhook-ul' }).click()
    await page.getByRole('heading', { name: 'Niciun webhook' }).waitFor()
    await settled(page)
    await context.close()
  })
})
