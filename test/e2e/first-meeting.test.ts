/** The product's main job in one story, by hand in browsers: set up, book, be refused, join, be removed, and be counted. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openChromium } from '../support/chromium.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { pictureMoves, soundIsHeard, watchScript } from './watch-media.ts'

const secret = 'patru mere sub pat'
const secretaryName = 'Sorina Popescu'
const memberName = 'Dan Șerban'
const guestName = 'Ioana Țîru'

const field = (page: Page, label: string | RegExp) => page.getByRole('textbox', { name: label })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first()

describe('a ministry’s first meeting', () => {
  let app: TestApp
  let chromium: Browser
  let administrator: Page
  let secretary: Page
  let member: Page
  let guest: Page
  let meetingAddress: string
  let guestAddress: string

  beforeAll(async () => {
    app = await startApp({ env: { ADMIN_EMAIL: '' } })
    chromium = await openChromium(['--use-fake-device-for-media-stream=fps=8'])
  })
  afterAll(async () => {
    await chromium?.close()
    await app?.stop()
  })

  async function newBrowser(address: string): Promise<Page> {
    const context = await chromium.newContext({ locale: 'ro-RO', viewport: { width: 1280, height: 800 } })
    await context.grantPermissions(['camera', 'microphone'], { origin: app.url })
    await context.addInitScript(watchScript)
    const page = await context.newPage()
    await page.goto(new URL(address, app.url).href)
    return page
  }

  /** Adds somebody with a role, and answers the one-time link that the page shows. */
  async function addPerson(name: string, email: string, role: string): Promise<string> {
    await administrator.goto(new URL('/people/new', app.url).href)
    await field(administrator, 'Numele și prenumele').fill(name)
    await field(administrator, 'Adresa de e-mail').fill(email)
    await administrator.getByRole('checkbox', { name: role }).check()
    await button(administrator, 'Adaugă persoana').click()
    return administrator.getByRole('textbox', { name: 'Legătura cu care se alege parola' }).inputValue()
  }

  async function choosePassword(link: string): Promise<Page> {
    const page = await newBrowser(link)
    await page.getByLabel('Parola nouă').fill(secret)
    await button(page, 'Salvează și intră').click()
    await page.waitForURL(({ pathname }) => pathname === '/')
    return page
  }

  it('begins with the link that the server printed, by which the first administrator is made', async () => {
    administrator = await newBrowser(app.app.setUpLink ?? '')
    await field(administrator, 'Numele și prenumele').fill('Mihaela Dobre')
    await field(administrator, 'Adresa de e-mail').fill('mihaela@me.example')
    await administrator.getByLabel('Parola', { exact: true }).fill(secret)
    await field(administrator, 'Numele instituției').fill('Ministerul Educației')
    await field(administrator, 'Sigla').fill('ME')
    await button(administrator, 'Începe').click()
    await administrator.waitForURL(({ pathname }) => pathname === '/')
  })

  it('gives a secretary and a member an account by a link that works once', async () => {
    secretary = await choosePassword(await addPerson(secretaryName, 'sorina@me.example', 'Secretariat'))
    member = await choosePassword(await addPerson(memberName, 'dan@me.example', 'Membru'))
  })

  it('lets the secretary add a room and book it for a meeting', async () => {
    await secretary.goto(new URL('/rooms/new', app.url).href)
    await field(secretary, 'Numele sălii').fill('Sala 214')
    await secretary.getByLabel('Clădirea și etajul').fill('Sediul central, etajul 2')
    await field(secretary, 'Locuri').fill('14')
    await button(secretary, 'Adaugă sala').click()
    await secretary.waitForURL(({ pathname }) => pathname !== '/rooms/new')
    await secretary.getByText('Sala 214').first().waitFor()

    await bookRoom('Ședința de analiză')
    await heading(secretary, 'Ședința de analiză').waitFor()
    meetingAddress = new URL(secretary.url()).pathname
    guestAddress = await secretary.getByRole('textbox', { name: 'Legătura pentru invitați' }).inputValue()
  })

  it('refuses a second booking of the same hour in words, and keeps what was typed', async () => {
    await bookRoom('A doua întâlnire')
    const alert = secretary.getByRole('alert').or(secretary.getByText(/Sala 214 este ocupată/))
    await alert.first().waitFor()
    expect(await secretary.getByText(/Acolo are loc „Ședința de analiză”/).count()).toBeGreaterThan(0)
    expect(await field(secretary, 'Titlul').inputValue()).toBe('A doua întâlnire')
  })

  /** Fills in the form for a meeting that begins in some minutes, in the room, with the member, and sends it. */
  async function bookRoom(title: string): Promise<void> {
    const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest')
      .add({ minutes: 5 })
      .toPlainDateTime()
      .round({ smallestUnit: 'minute', roundingIncrement: 5, roundingMode: 'ceil' })
    await secretary.goto(
      new URL(`/meetings/new?start=${start.toString({ smallestUnit: 'minute' })}`, app.url).href,
    )
    await field(secretary, 'Titlul').fill(title)
    await secretary.getByRole('radio', { name: /Sala 214/ }).check()
    await secretary.getByRole('combobox', { name: 'Participanți' }).fill('dan@me')
    await secretary.getByRole('option', { name: new RegExp(memberName) }).click()
    await button(secretary, 'Programează').click()
  }

  it('lets the secretary and the member in at once, and the guest when the secretary says so', async () => {
    await secretary.goto(new URL(`${meetingAddress}/join`, app.url).href)
    await button(secretary, 'Intră în conferință').click()
    await secretary.locator('.call').waitFor()
    await member.goto(new URL(`${meetingAddress}/join`, app.url).href)
    await button(member, 'Intră în conferință').click()
    await member.locator('.call').waitFor()

    guest = await newBrowser(guestAddress)
    await field(guest, /^Numele/).fill(guestName)
    await button(guest, 'Cere intrarea').click()
    await button(secretary, 'Primește').click()
    await guest.locator('.call').waitFor()
  })

  it('lets all three see moving pictures of the others and hear them', async () => {
    await Promise.all([secretary, member, guest].map(pictureMoves))
    await Promise.all([secretary, member, guest].map(soundIsHeard))
  })

  it('puts the guest out when the secretary removes them', async () => {
    await button(secretary, /^Persoane: arată/).click()
    await button(secretary, `Opțiuni: ${guestName}`).last().click()
    await secretary.getByRole('menuitem', { name: 'Scoate din conferință' }).click()
    await button(secretary, 'Scoate').click()
    await heading(guest, 'Ați fost scos din videoconferință').waitFor()
    await member.locator('.tile', { hasText: guestName }).waitFor({ state: 'detached' })
  })

  it('shows on the meeting’s page who was there, when it has ended', async () => {
    await button(secretary, 'Ieși din conferință').click()
    await button(secretary, 'Încheie pentru toți').click()
    await heading(member, 'Videoconferința s-a încheiat').waitFor()
    await secretary.goto(new URL(meetingAddress, app.url).href)
    const table = secretary.getByRole('table', { name: 'Prezența' })
    for (const name of [secretaryName, memberName, guestName])
      await table.getByRole('row', { name: new RegExp(name) }).waitFor()
    expect(await table.getByRole('row', { name: new RegExp(guestName) }).textContent()).toContain('Invitat')
  })
})
