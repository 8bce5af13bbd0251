/** A monitoring report under people's hands: drafted from facts, written, submitted, returned, accepted; and nothing is lost. */
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { MilestoneDetail, Project, Report } from '../../contract/tracking.ts'
import { openContext, settled, usual } from '../screens/open-page.ts'
import { readyPassword, signIn } from '../screens/ready-reports.ts'
import type { Answer, Browser } from '../support/browser.ts'
import { openChromium } from '../support/chromium.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'

type Somebody = { id: string; email: string; browser: Browser }

const today = Temporal.Now.plainDateISO('Europe/Bucharest')
const month = (back: number) => today.toPlainYearMonth().subtract({ months: back }).toString()
const inDays = (days: number) => today.add({ days }).toString()

let app: TestApp
let chromium: Chromium
let manager: Somebody
let director: Somebody
const contexts: BrowserContext[] = []
beforeAll(async () => {
  app = await startApp({ roles: ['web', 'worker'] })
  const admin = await app.administrator()
  const add = async (name: string, email: string, role: string): Promise<Somebody> => {
    const { person } = good(await admin.post('/api/people', { name, email, roles: [role] })) as {
      person: { id: string }
    }
    return { id: person.id, email, browser: await signIn(admin, person.id) }
  }
  manager = await add('Ștefan Țuțuianu', 'stefan@example.ro', 'project-manager')
  director = await add('Ioana Păun', 'ioana@example.ro', 'directorate')
  chromium = await openChromium()
})
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()))
})
afterAll(async () => {
  await chromium?.close()
  await app?.stop()
})

function good(answer: Answer): unknown {
  if (answer.status >= 300) throw new Error(`the server answered ${answer.status}: ${answer.text}`)
  return answer.body
}

async function openAs({ email }: Somebody, path: string): Promise<Page> {
  const context = await openContext(chromium, app.url, usual, { signIn: false })
  contexts.push(context)
  const answer = await context.request.post('/api/session', {
    data: { email, password: readyPassword },
    headers: { origin: app.url },
  })
  expect(answer.ok()).toBe(true)
  const page = await context.newPage()
  await page.goto(path)
  await settled(page)
  return page
}

let projects = 0
/** A running project of the manager, with a milestone. */
async function startProject(): Promise<{ project: Project; milestone: MilestoneDetail }> {
  const code = `CAT-${++projects}`
  const form = {
    ...{ code, name: `Catalogul electronic ${projects}`, description: '', organisationId: null },
    managerPersonId: manager.id,
  }
  const begun = Project.parse(good(await manager.browser.post('/api/projects', form)))
  const change = { ...form, status: 'running', version: begun.version }
  const project = Project.parse(good(await manager.browser.put(`/api/projects/${begun.id}`, change)))
  const milestone = MilestoneDetail.parse(
    good(
      await manager.browser.post(`/api/projects/${project.id}/milestones`, {
        ...{ title: 'Pilot în 12 școli', criteria: '', baseline: inDays(3) },
        ...{ toleranceDays: 5, ownerPersonId: null },
      }),
    ),
  )
  return { project, milestone }
}

async function draftReport(back = 0) {
  const { project, milestone } = await startProject()
  const report = Report.parse(
    good(await manager.browser.post('/api/reports', { projectId: project.id, period: month(back) })),
  )
  return { project, milestone, report }
}

const show = async (id: string) => Report.parse(good(await manager.browser.get(`/api/reports/${id}`)))
const textOf = (report: Report, key: string) =>
  report.sections.find((section) => section.key === key)?.text ?? ''
const section = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true })
const saved = (page: Page) => page.locator('[data-save=saved]').waitFor()
const isSaved = (id: string, key: string, text: string) =>
  until('the text to be with the server', async () => textOf(await show(id), key) === text)
/** The way a report is spoken of in its head. */
const head = (page: Page) => page.locator('.head').first()

describe('a monitoring report', () => {
  it('is drafted from facts, written, submitted, returned with a remark, submitted again and accepted', async () => {
    await startProject()
    const page = await openAs(manager, '/reports')
    await page.getByRole('button', { name: 'Întocmește un raport' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Întocmește', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: /^Raport, / }).waitFor()
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    expect(await section(page, 'Jaloane').inputValue()).toContain('Pilot în 12 școli')

    await section(page, 'Măsuri corective').fill('Se suplimentează echipa.')
    await isSaved(id, 'corrective-measures', 'Se suplimentează echipa.')
    await saved(page)
    await page.getByRole('button', { name: 'Trimite raportul' }).click()
    const question = page.getByRole('dialog')
    await question.getByText('îl trimiteți la timp').waitFor()
    await question.getByRole('button', { name: 'Trimite raportul' }).click()
    await head(page).getByText('Trimis, așteaptă decizia').waitFor()
    await head(page)
      .getByText(/Nr\. R-\d+\/\d{4} din /)
      .waitFor()

    const desk = await openAs(director, '/reports')
    await desk.getByRole('link', { name: /^Citește și decide: Catalogul electronic 1, / }).click()
    await desk.getByRole('button', { name: 'Returnează cu o observație' }).click()
    await desk.getByRole('textbox', { name: /^Ce trebuie completat/ }).fill('Cine aprobă măsura?')
    await desk.getByRole('button', { name: 'Returnează raportul' }).click()
    await head(desk).getByText('Returnat').waitFor()

    // The author's page was open all the while.
    await page.getByText('Cine aprobă măsura?').waitFor()
    await section(page, 'Măsuri corective').fill('Se suplimentează echipa, cu aprobarea ministrului.')
    await page.getByRole('button', { name: 'Trimite din nou' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Trimite din nou' }).click()
    await head(page).getByText('Trimis, așteaptă decizia').waitFor()
    // What was typed a moment before went with it.
    expect(textOf(await show(id), 'corrective-measures')).toContain('cu aprobarea ministrului')

    await desk.getByRole('button', { name: 'Acceptă raportul' }).click()
    await desk.getByRole('dialog').getByRole('button', { name: 'Acceptă raportul' }).click()
    await head(desk).getByText('Acceptat').waitFor()
    await page.getByText(/^Acceptat de Ioana Păun, /).waitFor()
    expect((await show(id)).status).toBe('accepted')
  })

  it('is late in words before it is sent, when it is sent, and afterwards', async () => {
    const { report, project } = await draftReport(2)
    const page = await openAs(manager, `/reports?project=${project.id}`)
    await page
      .getByRole('row', { name: new RegExp(project.code) })
      .getByText(/^Întârziat cu /)
      .first()
      .waitFor()
    await page.goto(`/reports/${report.id}`)
    await page.getByRole('button', { name: 'Trimite raportul' }).click()
    await page
      .getByRole('dialog')
      .getByText(/raportul se înregistrează ca întârziat cu/)
      .waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Trimite raportul' }).click()
    await head(page)
      .getByText(/^Trimis la .*, întârziat$/)
      .waitFor()
    expect((await show(report.id)).late).toBe(true)
  })

  it('that was submitted meanwhile says so in a sentence when it is submitted again', async () => {
    const { report } = await draftReport()
    const page = await openAs(manager, `/reports/${report.id}`)
    await page.getByRole('button', { name: 'Trimite raportul' }).click()
    good(await manager.browser.post(`/api/reports/${report.id}/submit`, { version: report.version }))
    await page.getByRole('dialog').getByRole('button', { name: 'Trimite raportul' }).click()
    await page.getByText(/Raportul nu mai este în această stare/).waitFor()
    await head(page).getByText('Trimis, așteaptă decizia').waitFor()
  })
})

describe('a fact and the sentence that says it', () => {
  it('light each other up by keyboard, from both sides', async () => {
    const { report } = await draftReport()
    const page = await openAs(manager, `/reports/${report.id}`)
    const fact = page.getByRole('button', { name: 'Pilot în 12 școli' })
    await fact.focus()
    await page.locator('mark.active', { hasText: 'Pilot în 12 școli' }).first().waitFor()

    await section(page, 'Rezumat').focus()
    await until('nothing is lit', async () => (await page.locator('mark.active').count()) === 0)
    await section(page, 'Jaloane').focus()
    await page.keyboard.press('Control+Home')
    await page.locator('li.active', { hasText: 'Pilot în 12 școli' }).waitFor()
    expect(await fact.getAttribute('aria-pressed')).toBe('true')
  })

  it('part when the sentence is deleted, and it can be put back', async () => {
    const { report } = await draftReport()
    const page = await openAs(manager, `/reports/${report.id}`)
    const sentence = await section(page, 'Jaloane').inputValue()
    await section(page, 'Jaloane').fill('Alt text.')
    await page.getByRole('button', { name: 'Pune din nou în „Jaloane”' }).click()
    await isSaved(report.id, 'milestones', `Alt text.\n${sentence}`)
  })

  it('are marked when the fact has changed, before beside after, until the facts are taken as they are now', async () => {
    const { report, milestone } = await draftReport()
    const page = await openAs(manager, `/reports/${report.id}`)
    await section(page, 'Rezumat').fill('Rezumatul meu.')
    await isSaved(report.id, 'summary', 'Rezumatul meu.')
    good(
      await manager.browser.post(`/api/milestones/${milestone.id}/forecasts`, {
        ...{ date: inDays(40), reason: 'Furnizorul întârzie', decisionId: null },
        version: milestone.version,
      }),
    )
    // Live: the page was open when it changed.
    const fact = page.locator('li', { hasText: 'Pilot în 12 școli' }).first()
    await fact.getByText('Schimbat').waitFor()
    expect(await fact.locator('del').first().innerText()).toContain(inDays(3).slice(0, 4))
    await page.locator('mark.changed').first().waitFor()

    const before = await section(page, 'Jaloane').inputValue()
    await page.getByRole('button', { name: 'Preia faptele de acum' }).click()
    await until(
      'the untouched section to be drafted anew',
      async () => (await section(page, 'Jaloane').inputValue()) !== before,
    )
    expect(await section(page, 'Rezumat').inputValue()).toBe('Rezumatul meu.')
    await page.getByText('Schimbat').first().waitFor({ state: 'detached' })
  })
})

describe('what is written in a report', () => {
  it('is kept without a server, over a reload, and saved when there is one again', async () => {
    const { report } = await draftReport()
    const page = await openAs(manager, `/reports/${report.id}`)
    await page.route(`**/api/reports/${report.id}`, (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    )
    await section(page, 'Rezumat').fill('Scris fără rețea.')
    await page.locator('[data-save=waiting]').waitFor()
    expect(textOf(await show(report.id), 'summary')).not.toBe('Scris fără rețea.')

    await page.reload()
    await page.getByText('Am adus înapoi ce ați scris').waitFor()
    expect(await section(page, 'Rezumat').inputValue()).toBe('Scris fără rețea.')
    await page.unroute(`**/api/reports/${report.id}`)
    await isSaved(report.id, 'summary', 'Scris fără rețea.')
    await saved(page)
  })

  it('is joined with what somebody else saved in another section, without a question', async () => {
    const { report } = await draftReport()
    const page = await openAs(manager, `/reports/${report.id}`)
    const { version } = await show(report.id)
    const sections = [{ key: 'next-period', text: 'Scris de altcineva.' }]
    await section(page, 'Rezumat').fill('Scris de mine.')
    const answer = await manager.browser.put(`/api/reports/${report.id}`, { sections, version })
    // Whoever was second was told so; this browser then goes on from what it is given.
    if (answer.status === 409)
      good(
        await manager.browser.put(`/api/reports/${report.id}`, {
          sections,
          version: (await show(report.id)).version,
        }),
      )
    await isSaved(report.id, 'summary', 'Scris de mine.')
    await until(
      'the other text to arrive',
      async () => (await section(page, 'Luna următoare').inputValue()) === 'Scris de altcineva.',
    )
    expect(textOf(await show(report.id), 'next-period')).toBe('Scris de altcineva.')
  })

  it('is not taken for somebody else’s when it comes back before its own answer does', async () => {
    const { report } = await draftReport()
    const page = await openAs(manager, `/reports/${report.id}`)
    const answers: (() => void)[] = []
    await page.route(`**/api/reports/${report.id}`, async (route) => {
      if (route.request().method() !== 'PUT' || answers.length > 0) return route.continue()
      const response = await route.fetch()
      await new Promise<void>((resolve) => answers.push(resolve))
      await route.fulfill({ response })
    })
    await section(page, 'Rezumat').fill('Prima parte.')
    await isSaved(report.id, 'summary', 'Prima parte.')
    await until('the answer to be held back', () => answers.length === 1)
    await section(page, 'Rezumat').fill('Prima parte. A doua parte.')
    // Something else changes the report, so that the page asks for it and finds its own words there.
    const asked = page.waitForResponse(
      (response) => response.request().method() === 'GET' && response.url().endsWith(`/${report.id}`),
    )
    good(
      await manager.browser.put(`/api/reports/${report.id}`, {
        sections: [{ key: 'meetings', text: 'Altele.' }],
        version: (await show(report.id)).version,
      }),
    )
    await asked
    answers[0]?.()
    await isSaved(report.id, 'summary', 'Prima parte. A doua parte.')
    await saved(page)
    expect(await page.getByText('Altcineva a scris în aceeași secțiune').count()).toBe(0)
    expect(await section(page, 'Ședințe').inputValue()).toBe('Altele.')
  })

  it('stands beside what somebody else saved in the same section, and the author chooses', async () => {
    const { report } = await draftReport()
    const page = await openAs(manager, `/reports/${report.id}`)
    await page.route(`**/api/reports/${report.id}`, (route) =>
      route.request().method() === 'PUT' ? route.abort() : route.continue(),
    )
    await section(page, 'Rezumat').fill('Rezumatul meu.')
    await page.locator('[data-save=waiting]').waitFor()
    good(
      await manager.browser.put(`/api/reports/${report.id}`, {
        sections: [{ key: 'summary', text: 'Rezumatul altcuiva.' }],
        version: report.version,
      }),
    )
    await page.getByText('Altcineva a scris în aceeași secțiune').waitFor()
    await page.getByText('Rezumatul meu.').waitFor()
    await page.getByText('Rezumatul altcuiva.').waitFor()
    await page.unroute(`**/api/reports/${report.id}`)
    await page.getByRole('button', { name: 'Păstrează-le pe amândouă' }).click()
    await isSaved(report.id, 'summary', 'Rezumatul altcuiva.\nRezumatul meu.')
    await saved(page)
  })
})
