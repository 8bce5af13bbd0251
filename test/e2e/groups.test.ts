/** A working group from its founding on, in the browser: created, seated by mandates, revoked, subscribed to; and Today, which asks. */
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openContext, settled, usual } from '../screens/open-page.ts'
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
const typedDay = (days: number) => {
  const { day, month, year } = today.add({ days })
  return `${day}.${month}.${year}`
}
const field = (page: Page, label: string | RegExp) => page.getByRole('textbox', { name: label })

async function open(path: string): Promise<Page> {
  context = await openContext(chromium, filled.url, usual, { signIn: true })
  const page = await context.newPage()
  await page.goto(path)
  await settled(page)
  return page
}

/** Types letters of a name without diacritics, and takes the only one who fits. */
async function choosePerson(page: Page, label: string, letters: string, name: string) {
  const combobox = page.getByRole('combobox', { name: label })
  await combobox.focus()
  await page.keyboard.type(letters)
  await page.getByRole('option', { name }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  expect(await combobox.inputValue()).toContain(name)
}

async function fillAct(page: Page, number: string, days: number) {
  await field(page, 'Numărul actului').fill(number)
  await field(page, 'Data actului').fill(typedDay(days))
}

describe('a working group', () => {
  it('is founded with its rules, and a draft of it survives a reload', async () => {
    const page = await open('/groups/new')
    await field(page, 'Numele grupului').fill('Grupul pentru registrul clădirilor')
    await choosePerson(page, 'Președinte', 'vaduva', 'Dragoș Văduva')
    await page
      .getByRole('combobox', { name: 'Cvorum' })
      .selectOption('Cel puțin două treimi dintre instituții')
    await page.reload()
    await settled(page)
    await page.getByText('Am păstrat ce ați scris data trecută').waitFor()
    expect(await page.getByRole('combobox', { name: 'Președinte' }).inputValue()).toBe('Dragoș Văduva · SGG')

    await page.getByRole('button', { name: 'Creează grupul' }).click()
    await page.getByText('Completați acest câmp').waitFor()
    await until('the short name has the focus', () =>
      field(page, 'Numele scurt').evaluate((input) => input.matches(':focus')),
    )
    await page.keyboard.type('GL Clădiri')
    await page.getByRole('button', { name: 'Creează grupul' }).click()
    await page.getByRole('heading', { level: 1, name: 'Grupul pentru registrul clădirilor' }).waitFor()
    await page.getByText('Cel puțin două treimi dintre instituții').waitFor()
    await page.getByText('Niciun membru încă').waitFor()

    await page.goto('/groups?search=cladirilor')
    await page.getByRole('link', { name: 'Grupul pentru registrul clădirilor' }).waitFor()
    expect(await page.getByRole('link', { name: /Strategia națională/ }).count()).toBe(0)
  })

  it('is refused under a name that another has, beside the name', async () => {
    const page = await open('/groups/new')
    await field(page, 'Numele grupului').fill('GRUPUL PENTRU DIGITALIZAREA CADASTRULUI')
    await field(page, 'Numele scurt').fill('GL 2')
    await page.getByRole('button', { name: 'Creează grupul' }).click()
    await page.getByText('Există deja un grup cu acest nume').waitFor()
    expect(await field(page, 'Numele grupului').getAttribute('aria-invalid')).toBe('true')
  })

  it('seats titular and supleant of two institutions by keyboard, refuses a taken seat in words, and revokes one', async () => {
    const page = await open(`/groups/${filled.groups.emptyGroupId}`)
    const dialog = page.getByRole('dialog', { name: 'Mandat nou' })
    await page.getByRole('button', { name: 'Adaugă mandat' }).press('Enter')
    await choosePerson(page, 'Persoana', 'serbanescu', 'Bogdan Șerbănescu')
    await fillAct(page, '77/MF', -30)
    await field(page, 'Valabil din').fill(typedDay(-20))
    await page.keyboard.press('Enter')
    await page.getByText('Bogdan Șerbănescu are mandat în grup').waitFor()
    await dialog.waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: 'Desemnează: Supleant, MF' }).press('Enter')
    await choosePerson(page, 'Persoana', 'munteanu', 'George Munteanu')
    await fillAct(page, '78/MF', -30)
    await dialog.getByRole('button', { name: 'Adaugă mandat' }).press('Enter')
    await page.getByText('George Munteanu are mandat în grup').waitFor()

    await page.getByRole('button', { name: 'Adaugă mandat' }).press('Enter')
    await choosePerson(page, 'Persoana', 'turcanu', 'Cătălina Țurcanu')
    const institution = page.getByRole('combobox', { name: 'Instituția pe care o reprezintă' })
    await institution.selectOption('MF · Ministerul Finanțelor')
    await fillAct(page, '12/ANL', -30)
    await dialog.getByRole('button', { name: 'Adaugă mandat' }).press('Enter')
    await page.getByText('Bogdan Șerbănescu este titular pentru MF').waitFor()
    await institution.selectOption('ANL · Agenția Națională pentru Locuințe')
    await dialog.getByRole('button', { name: 'Adaugă mandat' }).press('Enter')
    await page.getByText('Cătălina Țurcanu are mandat în grup').waitFor()
    expect(await page.getByRole('heading', { level: 3, name: /^(ANL|MF)/ }).count()).toBe(2)
    // Two thirds of two institutions.
    await page.getByText('Acum: 2 din 2').waitFor()

    await page.getByRole('button', { name: 'Revocă mandatul: Bogdan Șerbănescu' }).press('Enter')
    await fillAct(page, '90/MF', -1)
    await field(page, 'Ultima zi a mandatului').fill(typedDay(-25))
    await page.getByRole('dialog').getByRole('button', { name: 'Revocă', exact: true }).press('Enter')
    await page.getByText('Ziua este în afara mandatului').waitFor()
    await field(page, 'Ultima zi a mandatului').fill(typedDay(-1))
    await page.getByRole('dialog').getByRole('button', { name: 'Revocă', exact: true }).press('Enter')
    await page.getByText('Titular nedesemnat').waitFor()
    await page.getByText('Mandate încheiate (1)').press('Enter')
    await page.getByText('revocat prin actul nr. 90/MF').waitFor()
  })

  it('shows what somebody else changes without a reload', async () => {
    const { groupId } = filled.groups
    const page = await open(`/groups/${groupId}`)
    const { body } = await filled.browser.get(`/api/groups/${groupId}`)
    const { mandates } = body as {
      mandates: { personName: string; organisation: { id: string; shortName: string } }[]
    }
    const sgg = mandates.find(({ organisation }) => organisation.shortName === 'SGG')!.organisation.id
    await page.getByRole('button', { name: 'Desemnează: Supleant, SGG' }).waitFor()
    const answer = await filled.browser.post(`/api/groups/${groupId}/mandates`, {
      ...{ personId: filled.personId, organisationId: sgg, kind: 'supleant', until: null },
      ...{ act: { number: '5', date: '2020-01-01' }, from: '2020-01-01' },
    })
    // Bogdan sits for his own ministry: the server names the mandate that is in the way.
    expect(answer.text).toContain('Bogdan')
    const { people } = await someone('Florin')
    expect(
      (
        await filled.browser.post(`/api/groups/${groupId}/mandates`, {
          ...{ personId: people[0]!.id, organisationId: sgg, kind: 'supleant', until: null },
          ...{ act: { number: '5', date: '2020-01-01' }, from: '2020-01-01' },
        })
      ).status,
    ).toBe(201)
    await page.getByText('Florin Gheorghiță').waitFor()
    expect(await page.getByRole('button', { name: 'Desemnează: Supleant, SGG' }).count()).toBe(0)
  })

  it('is closed after a question, convened no more, and opened again', async () => {
    const page = await open(`/groups/${filled.groups.groupId}`)
    const convene = page.getByRole('link', { name: 'Convoacă grupul' })
    expect(await convene.getAttribute('href')).toBe(`/groups/${filled.groups.groupId}/convene`)
    await page.getByRole('button', { name: 'Acțiuni' }).click()
    await page.getByRole('menuitem', { name: 'Închide grupul' }).click()
    await page.getByText('Ședințele deja convocate rămân programate').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Închide grupul' }).click()
    await page.getByText('Grupul este închis: istoricul rămâne').waitFor()
    expect(await convene.count()).toBe(0)
    await page.getByRole('button', { name: 'Acțiuni' }).click()
    await page.getByRole('menuitem', { name: 'Redeschide grupul' }).click()
    await convene.waitFor()
  })

  it('gives an address for another calendar, shows it once, and takes it back', async () => {
    const page = await open(`/groups/${filled.groups.groupId}`)
    await page.getByRole('button', { name: 'Creează adresa de abonare' }).click()
    const url = await field(page, 'Adresa calendarului').inputValue()
    const calendar = await context.request.get(url)
    expect(await calendar.text()).toContain('SUMMARY:Ședința ordinară a grupului')

    await page.goto('/account')
    await page.getByRole('link', { name: /Strategia națională a locuirii/ }).waitFor()
    expect(await field(page, 'Adresa calendarului').count()).toBe(0)
    await page.getByRole('button', { name: /Revocă adresa/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revocă' }).click()
    await page.getByText('Adresa nu mai funcționează').waitFor()
    expect((await context.request.get(url)).status()).toBe(404)
  })

  it('is found by a few letters from anywhere', async () => {
    const page = await open('/calendar')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Căutați sau comandați' }).fill('gli loc')
    await page.getByRole('option', { name: /Strategia națională a locuirii/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: /Strategia națională a locuirii/ }).waitFor()
  })
})

const someone = async (search: string) => {
  const { items } = (await filled.browser.get(`/api/people?search=${search}`)).body as {
    items: { id: string }[]
  }
  return { people: items }
}

describe('today', () => {
  it('names what waits for me with one button each, and forgets what is done without a reload', async () => {
    const page = await open('/')
    await page.getByRole('heading', { level: 3, name: 'Rapoarte de monitorizare' }).waitFor()
    await page
      .getByRole('link', { name: /^Scrie: / })
      .first()
      .waitFor()

    const { body } = await filled.browser.get('/api/me')
    const me = (body as { person: { id: string } }).person.id
    const due = { text: 'Trimiteți situația avizelor', ownerPersonId: me, milestoneId: null }
    const action = await filled.browser.post('/api/actions', {
      ...due,
      dueOn: today.add({ days: -1 }).toString(),
    })
    expect(action.status).toBe(201)
    const line = page.getByRole('listitem').filter({ hasText: due.text })
    await line.getByText('Termen depășit').waitFor()

    const { id, version } = action.body as { id: string; version: number }
    await filled.browser.post(`/api/actions/${id}/close`, { status: 'done', note: null, version })
    await line.waitFor({ state: 'detached' })
  })
})
