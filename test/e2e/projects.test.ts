/** Projects, milestones and actions under people's hands: from a slip to the colour it gives, and from a task to its end. */
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MilestoneDetail } from '../../contract/tracking.ts'
import { openContext, phone, settled, usual, type Look } from '../screens/open-page.ts'
import { startFilled, type Filled } from '../screens/start-filled.ts'
import { openChromium } from '../support/chromium.ts'
import { until } from '../support/until.ts'

let chromium: Chromium
let filled: Filled
let context: BrowserContext
beforeAll(async () => {
  filled = await startFilled()
  chromium = await openChromium()
})
afterEach(async () => context?.close())
afterAll(async () => {
  await chromium?.close()
  await filled?.stop()
})

const today = Temporal.Now.plainDateISO('Europe/Bucharest')
/** As it may be typed: 24.11.2026. */
const typed = (days: number) => {
  const { day, month, year } = today.add({ days })
  return `${day}.${month}.${year}`
}
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function open(path: string, look: Partial<Look> = {}, signIn = true): Promise<Page> {
  context = await openContext(chromium, filled.url, { ...usual, ...look }, { signIn })
  const page = await context.newPage()
  await page.goto(path)
  await settled(page)
  return page
}

const milestonePath = () => `/projects/${filled.projects.projectId}/milestones/${filled.projects.milestoneId}`
const getMilestone = async () =>
  (await filled.browser.get(`/api/milestones/${filled.projects.milestoneId}`)).body as MilestoneDetail

describe('a project', () => {
  it('is begun, gets its milestones, and turns red with the reason in words when a forecast slips too far', async () => {
    const page = await open('/projects')
    await page.getByRole('link', { name: 'Începe un proiect' }).click()
    await field(page, 'Codul').fill('E2E-01')
    await field(page, 'Denumirea').fill('Portalul de avize')
    await button(page, 'Începe proiectul').click()
    await page.getByRole('heading', { level: 1, name: 'Portalul de avize' }).waitFor()
    await page.getByText('Fără jaloane nu se poate spune').waitFor()

    for (const [title, days] of [
      ['Specificația tehnică', 14],
      ['Punerea în funcțiune', 60],
    ] as const) {
      await page.getByRole('link', { name: 'Adaugă un jalon' }).first().click()
      await field(page, 'Denumirea').fill(title)
      await field(page, 'Termenul aprobat').fill(typed(days))
      await field(page, 'Toleranța, în zile lucrătoare').fill('5')
      await button(page, 'Adaugă jalonul').click()
      await page.getByRole('link', { name: title }).waitFor()
    }
    await button(page, 'Pornește proiectul').click()
    await page.locator('.facts', { hasText: 'În derulare' }).waitFor()
    await page.getByText('Nimic nu întârzie.').waitFor()

    await page.getByRole('link', { name: 'Specificația tehnică' }).click()
    await button(page, 'Prognoză nouă').click()
    await field(page, 'Când este de așteptat acum').fill(typed(45))
    await field(page, 'De ce').fill('Furnizorul a cerut clarificări.')
    await button(page, 'Salvează prognoza').click()
    const health = page.getByRole('region', { name: 'Sănătatea' })
    await health.getByText('Peste toleranță', { exact: true }).waitFor()
    await health
      .getByText(/„Specificația tehnică” întârzie cu \d+ (de )?zile lucrătoare, peste toleranța/)
      .waitFor()
    await page.getByText('Furnizorul a cerut clarificări.').waitFor()

    await page.getByRole('link', { name: 'Portalul de avize' }).click()
    await page.getByRole('heading', { level: 1, name: 'Portalul de avize' }).waitFor()
    await health.getByText(/„Specificația tehnică” întârzie cu/).waitFor()

    await page.goto('/projects?health=red')
    const row = page.getByRole('row', { name: /Portalul de avize/ })
    await row.getByText('Peste toleranță', { exact: true }).waitFor()
    await row.getByText(/„Specificația tehnică” întârzie cu/).waitFor()
  })

  it('keeps every forecast of a milestone with its reason and the decision it came from', async () => {
    const page = await open(milestonePath())
    const history = page.getByRole('region', { name: 'Istoricul prognozelor' }).getByRole('listitem')
    await history.nth(2).waitFor()
    const before = await history.count()
    await button(page, 'Prognoză nouă').click()
    await field(page, 'Când este de așteptat acum').fill(typed(50))
    await field(page, 'De ce').fill('Livrarea se face în două tranșe.')
    const decision = page.getByRole('combobox', { name: 'Decizia din care vine' })
    const option = decision.locator('option', { hasText: 'Decizia nr. 1' })
    await decision.selectOption(await option.getAttribute('value'))
    await button(page, 'Salvează prognoza').click()
    const first = history.first()
    await first.getByText('Livrarea se face în două tranșe.').waitFor()
    expect(await history.count()).toBe(before + 1)
    await history.nth(1).getByText('Comitetul a aprobat înlocuirea camerelor').waitFor()
    const link = first.getByRole('link', { name: /Decizia nr. 1/ })
    expect(await link.getAttribute('href')).toMatch(/^\/meetings\/[\w-]+\/minutes$/)
    await link.click()
    await page.getByText('Se aprobă înlocuirea camerelor video').first().waitFor()
  })

  it('loses nothing that was typed when somebody else was quicker, says what stands now, and sends it on request', async () => {
    const page = await open(milestonePath())
    await button(page, 'Prognoză nouă').click()
    await field(page, 'Când este de așteptat acum').fill(typed(70))
    await field(page, 'De ce').fill('Scrisă a doua.')
    const { id, version } = await getMilestone()
    const quicker = { date: today.add({ days: 65 }).toString(), reason: 'Scrisă prima.', version }
    expect((await filled.browser.post(`/api/milestones/${id}/forecasts`, quicker)).status).toBe(200)
    await button(page, 'Salvează prognoza').click()
    await page.getByText('Altcineva a modificat între timp').waitFor()
    await page.getByText(/^Acum: termen prevăzut/).waitFor()
    expect(await field(page, 'De ce').inputValue()).toBe('Scrisă a doua.')
    await button(page, 'Am văzut, trimite ce am scris').click()
    await page.getByRole('region', { name: 'Istoricul prognozelor' }).getByText('Scrisă a doua.').waitFor()
    expect((await getMilestone()).forecasts.slice(-2).map(({ reason }) => reason)).toEqual([
      'Scrisă prima.',
      'Scrisă a doua.',
    ])
  })

  it('shows what somebody else changed without being asked', async () => {
    const page = await open(`/projects/${filled.projects.emptyId}`)
    await page.getByText('Niciun jalon încă').waitFor()
    await filled.browser.post(`/api/projects/${filled.projects.emptyId}/milestones`, {
      ...{ title: 'Apărut singur', criteria: '', baseline: today.add({ days: 30 }).toString() },
      ...{ toleranceDays: 5, ownerPersonId: null },
    })
    await page.getByRole('link', { name: 'Apărut singur' }).waitFor()
  })
})

describe('the list of projects', () => {
  it('keeps view and filters in the address, so that a link shows what I see', async () => {
    const page = await open('/projects')
    await page.getByRole('searchbox').fill('inspectoratele')
    await page.waitForURL(/search=inspectoratele/)
    await page.getByRole('combobox', { name: 'Starea' }).selectOption('running')
    await page.waitForURL(/status=running/)
    await page.locator('label', { hasText: 'Linia timpului' }).click()
    await page.waitForURL(/view=timeline/)
    await page.goto(page.url())
    await settled(page)
    const names = page.getByRole('list', { name: 'Proiectele pe linia timpului' }).locator('.name')
    expect(await names.count()).toBe(1)
    expect(await page.getByRole('radio', { name: 'Linia timpului' }).isChecked()).toBe(true)
  })

  it('moves a project on the board by keyboard, keeps the focus on it, and takes it back', async () => {
    const page = await open('/projects?view=board')
    const card = (column: string) =>
      page
        .getByRole('region', { name: new RegExp(`^${column}`) })
        .getByText('Registrul unic al construcțiilor')
    await card('În derulare').waitFor()
    const move = page.getByRole('button', { name: 'Mută: Registrul unic al construcțiilor' })
    await move.focus()
    await page.keyboard.press('ArrowDown')
    const line = page.getByRole('menuitem', { name: 'Mută la „Închis”' })
    await line.waitFor()
    await page.keyboard.press('End')
    await until('the line has the focus', () => line.evaluate((element) => element.matches(':focus')))
    await page.keyboard.press('Enter')
    await card('Închis').waitFor()
    await until('the card keeps the focus', () => move.evaluate((element) => element.matches(':focus')))
    await button(page, 'Anulează').click()
    await card('În derulare').waitFor()
  })

  it('offers no move where moving means nothing: health is worked out from facts', async () => {
    const page = await open('/projects?view=board&by=health')
    await page.getByRole('region', { name: /^Peste toleranță/ }).waitFor()
    expect(await page.getByRole('button', { name: /^Mută:/ }).count()).toBe(0)
  })

  it('opens a row of the time line by keyboard, and says its days to those who cannot see them', async () => {
    const page = await open('/projects?view=timeline', phone)
    const words = page.getByText(/^Livrarea echipamentelor de sală: termen aprobat .* mai târziu$/)
    await words.waitFor({ state: 'attached' })
    const opener = page.getByRole('button', { name: /^Arată jaloanele: Extinderea/ })
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Livrarea echipamentelor de sală' }).waitFor()
    expect(await opener.getAttribute('aria-expanded')).toBe('true')
    expect(await words.count()).toBe(0)
  })
})

describe('an action', () => {
  it('is closed on the page with a note, and one that is late stands first and says so', async () => {
    const page = await open('/actions?mine=0')
    const late = page.getByRole('region', { name: /^Restante/ })
    await late
      .getByText(/Restantă de/)
      .first()
      .waitFor()
    const groups = page.locator('main h2')
    expect(await groups.first().textContent()).toContain('Restante')
    await button(page, 'Încheie: Propune calendarul instruirii pe județe').click()
    await field(page, 'Ce a ieșit').fill('Calendarul trimis cu adresa 771.')
    await button(page, 'Este făcut').click()
    await page.getByText('Acțiunea este încheiată.').waitFor()
    await page.goto('/actions?mine=0&status=done')
    await page.getByText('Calendarul trimis cu adresa 771.').waitFor()
  })

  it('is added for a milestone that a few letters find, without diacritics', async () => {
    const page = await open('/actions/new')
    await field(page, 'Ce este de făcut').fill('Verifică lista de inventar')
    await field(page, 'Până când').fill(typed(9))
    const milestone = page.getByRole('combobox', { name: 'Jalonul' })
    await milestone.fill('arh migr')
    await page.getByRole('option', { name: /Migrarea avizelor.*ARH-05/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await milestone.inputValue()).toBe('Migrarea avizelor din 2015–2025 · ARH-05')
    await button(page, 'Adaugă acțiunea').click()
    await page.getByRole('heading', { level: 1, name: 'Acțiuni' }).waitFor()
    await page.getByText('Verifică lista de inventar').waitFor()
  })

  it('whose owner left says so, and another is named in its place', async () => {
    const page = await open(`/projects/${filled.projects.projectId}`)
    const left = page.getByRole('listitem').filter({ hasText: 'Verifică certificatele' })
    await left.getByText('Responsabilul nu mai are cont activ').waitFor()
    await left.getByRole('link', { name: 'Numește alt responsabil' }).click()
    await page.getByText(/Horia Iliescu/).waitFor()
    const owner = page.getByRole('combobox', { name: 'Responsabilul' })
    expect(await owner.inputValue()).toBe('')
    await owner.fill('munteanu')
    await page.getByRole('option', { name: /George Munteanu/ }).click()
    await button(page, 'Salvează').click()
    const taken = page.getByRole('listitem').filter({ hasText: 'Verifică certificatele' })
    await taken.getByText('George Munteanu').waitFor()
    expect(await taken.getByText('Responsabilul nu mai are cont activ').count()).toBe(0)
  })

  it('is closed by its link without signing in, and says calmly that it is closed already', async () => {
    const page = await open(`/a/${filled.projects.token}`, phone, false)
    await page.getByText('Solicită furnizorului graficul de livrare refăcut').waitFor()
    await page.getByText(/Restantă de/).waitFor()
    await field(page, 'Ce a ieșit').fill('Graficul a sosit.')
    await button(page, 'Este făcut').click()
    await page.getByRole('status').getByText('Vă mulțumim').waitFor()
    await page.reload()
    await page.getByText('Acțiunea a fost deja încheiată').waitFor()
    expect(await page.getByRole('button', { name: 'Este făcut' }).count()).toBe(0)

    const project = (await filled.browser.get(`/api/actions/${filled.projects.action.id}`)).body
    expect(project).toMatchObject({ status: 'done', note: 'Graficul a sosit.' })
  })

  it('by a link that is no good says what to do', async () => {
    const { token } = filled.projects
    const page = await open(
      `/a/${token.slice(0, 30)}${token[30] === 'A' ? 'B' : 'A'}${token.slice(31)}`,
      phone,
      false,
    )
    await page.getByRole('heading', { level: 1, name: 'Legătura nu mai este valabilă' }).waitFor()
    await page.goto('/a/x')
    await page.getByRole('heading', { level: 1, name: 'Legătura nu mai este valabilă' }).waitFor()
    await page.getByRole('link', { name: 'Mergi la acțiunile mele' }).click()
    await page.waitForURL(/sign-in/)
  })
})
