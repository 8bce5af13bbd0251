/** A group is convened by hand in browsers: notice, mandates, agenda, answers on the page and by the link in the mail, change and cancellation. */
import type { Browser as Chromium, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Group } from '../../contract/groups.ts'
import type { Organisation, Person } from '../../contract/identity.ts'
import type { Agenda } from '../../contract/minutes.ts'
import { openContext, settled, usual } from '../screens/open-page.ts'
import type { Browser } from '../support/browser.ts'
import { openChromium } from '../support/chromium.ts'
import { Refusal, startMailServer, type MailServer } from '../support/mail-server.ts'
import { readMail } from '../support/read-mail.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { watchScript } from './watch-media.ts'

const zone = 'Europe/Bucharest'
const password = 'patru mere sub pat'
const today = Temporal.Now.plainDateISO(zone)
const day = (days: number) => today.add({ days }).toString()
/** Far enough for every rule, and a Wednesday, so that no weekend comes in between. */
const meetingDay = today.add({ days: 21 + ((3 - today.dayOfWeek + 7) % 7) })

const field = (page: Page, label: string | RegExp) => page.getByRole('textbox', { name: label })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const region = (page: Page, name: string) => page.getByRole('region', { name })

let app: TestApp
let mail: MailServer
let chromium: Chromium
let ana: Browser
let group: Group
let secretary: Page
let member: Page
let guest: Page
let meetingPath: string

beforeAll(async () => {
  mail = await startMailServer()
  app = await startApp({ env: { SMTP_URL: mail.url, MAIL_FROM: 'sfat@example.ro' } })
  chromium = await openChromium(['--use-fake-device-for-media-stream=fps=8'])
  ana = await app.administrator()
  group = await seatPeople()
  // What has come until now is about Dan's account.
  await until('the account is mailed', () => mail.accepted.length > 0)
  mail.seen.length = mail.accepted.length = 0
  secretary = await openPage(await signedIn(administrator.email, administrator.password))
  member = await openPage(await signedIn('dan@me.example', password))
  guest = await openPage(await newContext())
})
afterAll(async () => {
  await chromium?.close()
  await app?.stop()
  await mail?.close()
})

async function make<T>(path: string, body: unknown): Promise<T> {
  const answer = await ana.post(path, body)
  if (answer.status >= 300) throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`)
  return answer.body as T
}

/** Three institutions: a member with an account, one without, and one whose mandate ends in two days. */
async function seatPeople(): Promise<Group> {
  const seat = async (shortName: string, name: string, email: string, roles: string[]) => {
    const { id: organisationId } = await make<Organisation>('/api/organisations', {
      ...{ name: `Instituția ${shortName}`, shortName },
    })
    const added = await make<{ person: Person; link: { url: string } | null }>('/api/people', {
      ...{ name, email, roles, organisationId },
    })
    if (added.link)
      await app
        .browser()
        .post('/api/password', { token: new URL(added.link.url).searchParams.get('token'), password })
    return { personId: added.person.id, organisationId }
  }
  const act = { number: '87/2026', date: day(-30) }
  const { id } = await make<Group>('/api/groups', {
    ...{ name: 'Interoperabilitate', shortName: 'GLI', purpose: '', act },
    ...{ chairPersonId: null, secretaryPersonId: null },
    rules: {
      ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 5, noticeUnit: 'working' },
      ...{ minutesApprover: 'secretary', reminderHours: 0 },
    },
  })
  for (const [shortName, name, email, roles, lasts] of [
    ['ME', 'Dan Șerban', 'dan@me.example', ['member'], null],
    ['MF', '"Țîru", Ioana „Nana” 😀', 'ioana@mf.example', [], null],
    ['ANL', 'Radu Neagoe', 'radu@anl.example', [], day(2)],
  ] as const)
    await make(`/api/groups/${id}/mandates`, {
      ...(await seat(shortName, name, email, [...roles])),
      ...{ kind: 'titular', act, from: day(-30), until: lasts },
    })
  return (await ana.get(`/api/groups/${id}`)).body as Group
}

async function newContext() {
  const context = await openContext(chromium, app.url, usual, { signIn: false })
  context.setDefaultTimeout(60_000)
  await context.grantPermissions(['camera', 'microphone'], { origin: app.url })
  await context.addInitScript(watchScript)
  return context
}
type Context = Awaited<ReturnType<typeof newContext>>

async function signedIn(email: string, secret: string): Promise<Context> {
  const context = await newContext()
  const answer = await context.request.post('/api/session', {
    data: { email, password: secret },
    headers: { origin: app.url },
  })
  if (!answer.ok()) throw new Error(`${email} could not sign in: ${answer.status()}`)
  return context
}

const openPage = (context: Context) => context.newPage()

/** The last mail to an address that says this in its subject, once it has come: its personal link. */
async function linkMailedTo(address: string, subject: RegExp): Promise<string> {
  let found: string | undefined
  await until(`a mail ${subject} to ${address}`, async () => {
    for (const { to, raw } of mail.accepted.toReversed()) {
      if (to !== address) continue
      const { headers } = await readMail(raw)
      if (!subject.test(headers['subject'] ?? '')) continue
      found = /\/i\/[A-Za-z0-9_-]{20,}/.exec(raw.replaceAll(/=\r?\n/g, ''))?.[0]
      return found !== undefined
    }
    return false
  })
  return found ?? ''
}

/** Types a day and a time into the form, as people do. */
async function choose(page: Page, date: string, from?: string) {
  await field(page, 'Ziua').fill(date)
  await field(page, 'Ziua').press('Tab')
  if (!from) return
  await page.getByRole('combobox', { name: 'De la' }).fill(from)
  await page.getByRole('combobox', { name: 'De la' }).press('Enter')
}

describe('a group is convened', () => {
  it('with the notice counted while the day is chosen, and a reason demanded where it is too short', async () => {
    await secretary.goto(`/groups/${group.id}/convene`)
    await settled(secretary)
    await secretary.getByText('Regula grupului cere 5 zile lucrătoare.').waitFor()
    expect(await field(secretary, 'Motivul termenului scurt').count()).toBe(0)

    await choose(secretary, day(1))
    const reason = field(secretary, 'Motivul termenului scurt')
    await reason.waitFor()
    await button(secretary, 'Convoacă grupul').click()
    await secretary.getByText('Scrieți motivul termenului scurt').waitFor()
    await until('the reason has the focus', () => reason.evaluate((input) => input.matches(':focus')))
    expect(mail.seen).toEqual([])

    // One press takes the first day that the rule allows.
    await button(secretary, /^Mută pe /).click()
    await reason.waitFor({ state: 'detached' })
    await choose(secretary, day(1))
    await reason.fill('Comisia cere un răspuns până vineri.')
  })

  it('to those whose mandates are valid on that day, and says who is left out and why', async () => {
    const members = secretary.getByRole('list', { name: 'Membrii convocați' })
    await members.getByText('Radu Neagoe').waitFor()

    await choose(secretary, meetingDay.toString(), '10:00')
    await members.getByText('Radu Neagoe').waitFor({ state: 'detached' })
    await secretary
      .getByText(/Radu Neagoe \(ANL\): mandatul se încheie la .*, înainte de întâlnire/)
      .waitFor()
    await members.getByText('Dan Șerban').waitFor()
    await members.getByText('"Țîru", Ioana „Nana” 😀').waitFor()
  })

  it('with an agenda written and ordered by keyboard, whose running times follow', async () => {
    await button(secretary, 'Adaugă un punct').click()
    await secretary.keyboard.type('Diverse')
    await secretary.keyboard.press('Enter')
    await secretary.keyboard.type('Stadiul registrelor')
    await secretary.keyboard.press('Alt+ArrowUp')
    const items = secretary.getByRole('list', { name: 'Ordinea de zi' }).locator('> li')
    await until('the second item is the first', async () =>
      (await field(secretary, 'Titlul punctului 1').inputValue()).startsWith('Stadiul'),
    )
    expect(await field(secretary, 'Titlul punctului 1').evaluate((input) => input.matches(':focus'))).toBe(
      true,
    )
    await items.nth(0).getByRole('textbox', { name: 'Minute' }).fill('45')
    await items.nth(1).getByText('10:45–11:00').waitFor()
    await items.nth(0).getByRole('combobox', { name: 'Felul' }).selectOption('decision')
  })

  it('says in words when the agenda is longer than the meeting, and when a title is too long', async () => {
    const items = secretary.getByRole('list', { name: 'Ordinea de zi' }).locator('> li')
    await items.nth(1).getByRole('textbox', { name: 'Minute' }).fill('120')
    await secretary.getByText('este mai lungă cu 45 min').waitFor()
    await button(secretary, 'Convoacă grupul').click()
    await secretary.getByText('Ordinea de zi este mai lungă decât întâlnirea').waitFor()
    await items.nth(1).getByRole('textbox', { name: 'Minute' }).fill('15')
    await secretary.getByText('rămân 1 h').waitFor()

    await field(secretary, 'Titlul punctului 2').fill('ș'.repeat(301))
    await field(secretary, 'Titlul punctului 2').press('Tab')
    await secretary.getByText('Cel mult 300 de caractere.').waitFor()
    await field(secretary, 'Titlul punctului 2').fill('Diverse')
    expect(mail.seen).toEqual([])
  })

  it('keeps all of it over a reload, adds a guest by a pasted address, and sends what the summary says', async () => {
    await secretary.reload()
    await settled(secretary)
    expect(await field(secretary, 'Titlul punctului 1').inputValue()).toBe('Stadiul registrelor')
    const guests = secretary.getByRole('combobox', { name: 'Alți invitați' })
    await guests.fill('"O’Neill, Eva „Evi” ș" <eva@primarie.example>')
    await guests.press('Enter')
    const summary = region(secretary, 'Ce se trimite')
    await summary.getByText('2 membri. Invitați: O’Neill, Eva „Evi” ș.').waitFor()
    await summary.getByText('2 puncte, 1 h').waitFor()

    await button(secretary, 'Convoacă grupul').click()
    await secretary.getByRole('heading', { level: 1, name: 'Ședința GLI' }).waitFor()
    meetingPath = new URL(secretary.url()).pathname
    await region(secretary, 'Convocarea')
      .getByText(/^nr\. .+ din/)
      .waitFor()
    await linkMailedTo('eva@primarie.example', /Ședința GLI/)
    await until('the others are mailed as well', () => new Set(mail.seen.map(({ to }) => to)).size >= 3)
    expect(new Set(mail.seen.map(({ to }) => to))).toEqual(
      new Set(['dan@me.example', 'ioana@mf.example', 'eva@primarie.example']),
    )
  })
})

describe('answers', () => {
  it('are given on the page by a member, and the secretary sees them without reloading', async () => {
    const quorum = region(secretary, 'Cvorum')
    await quorum.getByText('Încă nu este cvorum').waitFor()
    await member.goto(meetingPath)
    await settled(member)
    await button(member, 'Particip').click()
    await member.getByText('Ați răspuns că participați.').waitFor()
    await quorum.getByText('Va fi cvorum').waitFor()
    await quorum.getByText('Au confirmat 1 din 2 instituții; cvorumul cere 1.').waitFor()
  })

  it('are given by the link in a mail, with a comment that only the secretary reads', async () => {
    await guest.goto(await linkMailedTo('ioana@mf.example', /Ședința GLI/))
    await guest.getByText('Invitație pentru "Țîru", Ioana „Nana” 😀').waitFor()
    await guest.getByRole('heading', { name: 'Stadiul registrelor' }).waitFor()
    await field(guest, /Un mesaj pentru secretariat/).fill('Vine colega mea, Țuțu „Ș”.')
    await button(guest, 'Nu particip').click()
    await guest.getByText('Ați răspuns că nu participați.').waitFor()
    await secretary.getByText('Vine colega mea, Țuțu „Ș”.').waitFor()
    await member.getByRole('listitem').filter({ hasText: 'ioana@mf.example' }).getByText('Nu vine').waitFor()
    expect(await member.getByText('Vine colega mea').count()).toBe(0)
  })

  it('are refused to a link that is nobody’s, and to one that was cut off', async () => {
    const link = await linkMailedTo('ioana@mf.example', /Ședința GLI/)
    const forged = link.slice(0, -4) + (link.endsWith('AAAA') ? 'BBBB' : 'AAAA')
    for (const wrong of [forged, link.slice(0, 12)]) {
      const page = await guest.context().newPage()
      await page.goto(wrong)
      await page.getByRole('heading', { name: 'Legătura nu este valabilă' }).waitFor()
      expect(await button(page, 'Particip').count()).toBe(0)
      await page.close()
    }
  })
})

describe('the agenda of a meeting', () => {
  it('takes documents, and refuses in words what is none', async () => {
    await secretary.goto(`${meetingPath}/agenda`)
    await settled(secretary)
    const item = secretary.getByRole('list', { name: 'Ordinea de zi' }).locator('> li').first()
    await item.getByText('Jalon și documente').click()
    await item.locator('input[type=file]').setInputFiles([
      { name: 'instalare.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
      { name: 'Notă „ș” 😀.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') },
    ])
    await item.getByText('Acest fel de fișier nu se primește').waitFor()
    await item.getByRole('link', { name: 'Notă „ș” 😀.pdf' }).waitFor()
    await member.goto(meetingPath)
    await member.getByRole('link', { name: 'Notă „ș” 😀.pdf' }).waitFor()
  })

  it('that somebody else has changed meanwhile keeps what I typed, shows both, and lets me go on', async () => {
    await field(secretary, 'Titlul punctului 2').fill('Diverse și calendar')
    const address = `/api${meetingPath}/agenda`
    const { items, version } = (await ana.get(address)).body as Agenda
    const theirs = items.map(({ id, title, kind, durationMinutes, speaker, milestoneId }) => ({
      ...{ id, title, kind, durationMinutes, speaker, milestoneId },
    }))
    const changed = await ana.put(address, {
      items: [...theirs, { ...theirs[0], id: undefined, title: 'Buget' }],
      version,
    })
    expect(changed.status).toBe(200)

    const table = secretary.getByRole('table', { name: 'Ce diferă' })
    await table.getByRole('row', { name: /^Buget.*nu există/ }).waitFor()
    await table.getByRole('row', { name: /Diverse și calendar/ }).waitFor()
    await secretary.getByRole('button', { name: /Buget:.*Pune la mine/ }).click()
    await button(secretary, 'Continuă cu varianta mea').click()
    await table.waitFor({ state: 'detached' })
    // The longer agenda is refused, and nothing is lost.
    await secretary
      .getByRole('list', { name: 'Ordinea de zi' })
      .locator('> li')
      .nth(2)
      .getByRole('textbox', { name: 'Minute' })
      .fill('5')
    await button(secretary, 'Salvează').click()
    await secretary.waitForURL(new URL(meetingPath, app.url).href)
    for (const title of ['Stadiul registrelor', 'Diverse și calendar', 'Buget'])
      await region(secretary, 'Ordinea de zi').getByRole('heading', { name: title }).waitFor()
  })
})

describe('a meeting that is moved and then cancelled', () => {
  it('asks everybody again about the new hour', async () => {
    const start = Temporal.Now.zonedDateTimeISO(zone).add({ minutes: 6 }).toPlainDateTime()
    await secretary.goto(`${meetingPath}/edit`)
    await settled(secretary)
    await choose(secretary, start.toPlainDate().toString(), start.toPlainTime().toString().slice(0, 5))
    await button(secretary, 'Salvează').click()
    await secretary.waitForURL(new URL(meetingPath, app.url).href)
    await region(secretary, 'Cvorum').getByText('Au confirmat 0 din 2 instituții; cvorumul cere 1.').waitFor()
    await guest.goto(await linkMailedTo('ioana@mf.example', /Modificare/))
    await guest.getByText('Nu ați răspuns încă.').waitFor()
  })

  it('lets the invited in by their link, under the name that was invited', async () => {
    await guest.getByRole('link', { name: 'Intră', exact: true }).click()
    await guest.waitForURL(/\/i\/.+\/join$/)
    await button(guest, 'Intră în conferință').click()
    await guest.locator('.call').waitFor()
    const table = secretary.getByRole('table', { name: 'Prezența' })
    await table.getByRole('row', { name: /Țîru/ }).waitFor()
    await region(secretary, 'Cvorum')
      .getByText(/Prezente: 1 din 2 instituții/)
      .waitFor()
    await guest.goto('about:blank')
  })

  it('shows the secretary by name whom no mail reached, and sends it again', async () => {
    mail.manners.onRecipient = (address) => {
      if (address === 'eva@primarie.example') throw new Refusal(550, '5.1.1 User unknown')
    }
    await secretary.goto(meetingPath)
    await settled(secretary)
    await button(secretary, 'Acțiuni').click()
    await secretary.getByRole('menuitem', { name: 'Anulează întâlnirea' }).click()
    await secretary.getByRole('dialog').getByRole('button', { name: 'Anulează întâlnirea' }).click()
    await secretary.getByText('Anulată', { exact: true }).waitFor()

    const failed = secretary.getByRole('list', { name: 'Cui nu i-a ajuns' }).getByRole('listitem')
    await failed.filter({ hasText: 'O’Neill, Eva' }).getByText('Adresa nu există').waitFor()
    delete mail.manners.onRecipient
    await failed.getByRole('button', { name: /Trimite din nou/ }).click()
    await until('the cancellation has come to Eva', () =>
      mail.accepted.some(({ to, raw }) => to === 'eva@primarie.example' && /method="?cancel/i.test(raw)),
    )
    await failed.waitFor({ state: 'detached' })
  })

  it('says so to those who open their link, and takes no answer any more', async () => {
    await guest.goto(await linkMailedTo('ioana@mf.example', /Modificare/))
    await guest.getByText('Întâlnirea a fost anulată').waitFor()
    expect(await button(guest, 'Particip').count()).toBe(0)
    expect(await guest.getByRole('link', { name: 'Intră', exact: true }).count()).toBe(0)
  })
})
