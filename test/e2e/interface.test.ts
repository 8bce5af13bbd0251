/** How the pages behave under people's hands: nothing typed is lost, every way works by keyboard, and a conflict offers a way out. */
import { randomUUID } from 'node:crypto'
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openContext, settled, usual } from '../screens/open-page.ts'
import { administrator, startFilled, type Filled } from '../screens/start-filled.ts'
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

const tomorrow = Temporal.Now.plainDateISO('Europe/Bucharest').add({ days: 1 }).toString()
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label })

async function open(path: string): Promise<Page> {
  context = await openContext(chromium, filled.url, usual, { signIn: true })
  const page = await context.newPage()
  await page.goto(path)
  await settled(page)
  return page
}

describe('a form', () => {
  it('keeps what was typed over a reload and lets it be thrown away', async () => {
    const page = await open('/meetings/new')
    await field(page, 'Titlul').fill('Analiza riscurilor')
    await page.reload()
    expect(await field(page, 'Titlul').inputValue()).toBe('Analiza riscurilor')

    await page.getByRole('button', { name: 'Începe din nou' }).click()
    expect(await field(page, 'Titlul').inputValue()).toBe('')
    await page.reload()
    expect(await field(page, 'Titlul').inputValue()).toBe('')
  })

  it('says what is wrong beside the field when it is left, and goes to the first such field when it is sent', async () => {
    const page = await open('/people/new')
    await field(page, 'Adresa de e-mail').fill('ana@')
    await field(page, 'Funcția').focus()
    await page.getByText('Scrieți o adresă întreagă').waitFor()
    await page.getByRole('button', { name: 'Adaugă persoana' }).click()
    await until('the name has the focus', () =>
      field(page, 'Numele și prenumele').evaluate((input) => input.matches(':focus')),
    )
    expect(await field(page, 'Adresa de e-mail').inputValue()).toBe('ana@')
  })

  it('puts what the server refuses beside the field that it is about, and loses nothing', async () => {
    const page = await open('/rooms/new')
    await field(page, 'Numele sălii').fill('Sala 214')
    await page.getByRole('combobox', { name: 'Clădirea și etajul' }).fill('Corp B, etaj 2')
    await field(page, 'Locuri').fill('10')
    await page.getByRole('button', { name: 'Adaugă sala' }).click()
    await page.getByText('Există deja o sală cu acest nume').waitFor()
    expect(await field(page, 'Numele sălii').getAttribute('aria-invalid')).toBe('true')
    expect(await field(page, 'Locuri').inputValue()).toBe('10')
  })
})

describe('a room that is taken', () => {
  it('names what is in the way, and one press takes what is possible instead', async () => {
    const page = await open(`/meetings/new?start=${tomorrow}T09:30`)
    await field(page, 'Titlul').fill('Verificarea devizului')
    await page.getByRole('radio', { name: /Sala 214/ }).check()
    await page.getByText('Sala 214 este ocupată la ora aleasă').waitFor()
    await page.getByRole('button', { name: 'Aceeași sală, 10:00' }).click()
    await page.getByRole('radio', { name: /Sala 214.*Liberă/ }).waitFor()
    expect(await page.getByRole('combobox', { name: 'De la' }).inputValue()).toBe('10:00')
    expect(await page.getByRole('combobox', { name: 'Până la' }).inputValue()).toBe('11:00')

    await page.getByRole('button', { name: 'Programează', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Verificarea devizului' }).waitFor()
    await page.getByText('10:00–11:00').waitFor()
  })

  it('is refused in words when somebody else was quicker, with the form as it was', async () => {
    const name = await newRoom('Sala râvnită')
    const page = await open(`/meetings/new?start=${tomorrow}T16:00`)
    await field(page, 'Titlul').fill('Prea târziu')
    await page.getByRole('radio', { name: new RegExp(name) }).check()
    // Without live updates, as on a poor connection: the page still believes the room is free.
    await page.route('**/api/rooms/availability*', (route) => route.abort())
    const answer = await filled.browser.post('/api/meetings', {
      title: 'Mai devreme',
      start: `${tomorrow}T16:00`,
      zone: 'Europe/Bucharest',
      durationMinutes: 60,
      roomId: await roomId(name),
      video: false,
    })
    expect(answer.status).toBe(201)
    await page.getByRole('button', { name: 'Programează', exact: true }).click()
    await page.getByText('Acolo are loc „Mai devreme”').waitFor()
    expect(await field(page, 'Titlul').inputValue()).toBe('Prea târziu')
  })
})

/** A room that no earlier run of the same test has used; its name. */
async function newRoom(called: string): Promise<string> {
  const name = `${called} ${randomUUID().slice(0, 4)}`
  const answer = await filled.browser.post('/api/rooms', { name, building: 'Corp C', capacity: 5 })
  expect(answer.status).toBe(201)
  return name
}

const roomId = async (name: string) => {
  const { items } = (await filled.browser.get('/api/rooms')).body as { items: { id: string; name: string }[] }
  return items.find((room) => room.name === name)?.id
}

describe('the calendar', () => {
  it('books by keyboard: arrows choose the hour, Enter opens the offer, Enter takes it', async () => {
    const page = await open(`/calendar?view=day&date=${tomorrow}`)
    const column = page.getByRole('group', { name: 'Sala „Mihail Kogălniceanu”' })
    await column.focus()
    await page.keyboard.press('ArrowDown')
    for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Enter')
    const offer = page.getByRole('dialog', { name: 'Programează aici' })
    await offer.getByText('10:00–11:15').waitFor()
    await until('the offer has the focus', () =>
      offer.evaluate((panel) => panel.contains(panel.ownerDocument.activeElement)),
    )
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/meetings\/new/)
    await page.getByRole('radio', { name: /Kogălniceanu/, checked: true }).waitFor()
    expect(await page.getByRole('combobox', { name: 'De la' }).inputValue()).toBe('10:00')
    expect(await page.getByRole('combobox', { name: 'Până la' }).inputValue()).toBe('11:15')
  })

  it('keeps its filters in the address, so that a link shows what I see', async () => {
    const page = await open('/calendar?view=list')
    await page.getByRole('checkbox', { name: 'Doar ale mele' }).check()
    await page.waitForURL(/mine=1/)
    const link = page.url()
    await page.goto('/')
    await page.goto(link)
    expect(await page.getByRole('checkbox', { name: 'Doar ale mele' }).isChecked()).toBe(true)
  })
})

describe('the frame', () => {
  it('changes the language of everything without a reload', async () => {
    const page = await open('/meetings/new')
    await field(page, 'Titlul').fill('Rămâne')
    await page.getByRole('button', { name: /Limba/ }).click()
    await page.getByRole('menuitemradio', { name: 'English' }).click()
    await page.getByRole('heading', { level: 1, name: 'Book a meeting' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await field(page, 'Title').inputValue()).toBe('Rămâne')
  })

  it('opens and walks its menus by keyboard, and gives the focus back', async () => {
    const page = await open('/')
    const button = page.getByRole('button', { name: /^Cont:/ })
    await button.focus()
    await page.keyboard.press('ArrowDown')
    const mine = page.getByRole('menuitem', { name: 'Contul meu' })
    await until('the first line has the focus', () => mine.evaluate((line) => line.matches(':focus')))
    await page.keyboard.press('End')
    await until('the last line has the focus', () =>
      page.getByRole('menuitem', { name: 'Ieși din cont' }).evaluate((line) => line.matches(':focus')),
    )
    await page.keyboard.press('Escape')
    await until('the button has the focus', () => button.evaluate((element) => element.matches(':focus')))
  })

  it('finds a meeting by a few letters, without diacritics', async () => {
    const page = await open('/rooms')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Căutați sau comandați' }).fill('sedinta fin')
    await page.getByRole('option', { name: /Ședință de lucru cu Ministerul Finanțelor/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Ședință de lucru cu Ministerul Finanțelor' }).waitFor()
  })

  it('asks to sign in again when the session has ended, and comes back with the form as it was', async () => {
    const page = await open('/meetings/new')
    await field(page, 'Titlul').fill('Întreruptă')
    await context.clearCookies()
    await page.getByRole('button', { name: 'Programează', exact: true }).click()
    await page.waitForURL(/sign-in\?return=/)
    await field(page, 'Adresa de e-mail').fill(administrator.email)
    await page.getByLabel('Parola', { exact: true }).fill(administrator.password)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/meetings\/new/)
    expect(await field(page, 'Titlul').inputValue()).toBe('Întreruptă')
  })

  it('shows what somebody else changed without being asked', async () => {
    const page = await open('/rooms')
    await page.getByRole('link', { name: await newRoom('Sala nouă') }).waitFor()
  })
})
