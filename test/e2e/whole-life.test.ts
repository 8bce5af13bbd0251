/**
 * A meeting's whole life, by the hands of those whose life it is: a group is set up and a project begun, the group is
 * convened, answers, meets by video, decides; what it decided becomes work, and the work a report. Mails go through a
 * real server and are read by a reader that is not ours.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clock } from '../../api/clock.ts'
import type { Person } from '../../contract/identity.ts'
import type { Answer } from '../support/browser.ts'
import { openChromium } from '../support/chromium.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { readCalendar } from '../support/read-calendar.ts'
import { leaves, readMail, type ReadMail } from '../support/read-mail.ts'
import { textOf as textOfPdf } from '../support/read-pdf.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { pictureMoves, soundIsHeard, watchScript } from './watch-media.ts'

const zone = 'Europe/Bucharest'
const password = 'patru mere sub pat'
const guestEmail = 'ion.radu@primarie.example'

const field = (page: Page, name: string | RegExp) => page.getByRole('textbox', { name })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { name }).first()
const dialog = (page: Page) => page.getByRole('dialog')
const path = (page: Page) => new URL(page.url()).pathname
/** A day as people type it. */
const typed = ({ day, month, year }: { day: number; month: number; year: number }) =>
  [String(day).padStart(2, '0'), String(month).padStart(2, '0'), year].join('.')
const hourOf = (at: Temporal.PlainTime | Temporal.PlainDateTime) =>
  at.toString({ smallestUnit: 'minute' }).slice(-5)

describe('a meeting’s whole life', () => {
  let app: TestApp
  let mail: MailServer
  let chromium: Browser
  const contexts: BrowserContext[] = []
  let secretary: Page
  let chair: Page
  let member: Page
  let manager: Page
  /** How far the installation's clock is ahead of the world's, in hours. */
  let aheadHours = 0
  const now = clock.now

  const people = {} as Record<'secretary' | 'chair' | 'member' | 'manager' | 'director', Person>
  let group = ''
  let project = ''
  let milestone = ''
  let meeting = ''
  const today = () => clock.now().toZonedDateTimeISO(zone).toPlainDate()
  const start = Temporal.Now.zonedDateTimeISO(zone)
    .add({ minutes: 20 })
    .toPlainDateTime()
    .round({ smallestUnit: 'minute', roundingIncrement: 5, roundingMode: 'ceil' })

  const good = <T>(answer: Answer): T => {
    if (answer.status >= 300) throw new Error(`the server answered ${answer.status}: ${answer.text}`)
    return answer.body as T
  }

  beforeAll(async () => {
    mail = await startMailServer()
    app = await startApp({ env: { SMTP_URL: mail.url, MAIL_FROM: 'Sfat <sfat@edu.example>' } })
    chromium = await openChromium(['--use-fake-device-for-media-stream=fps=8'])
    const browser = await app.administrator()
    const institution = async (shortName: string, name: string) =>
      good<{ id: string }>(await browser.post('/api/organisations', { name, shortName })).id
    const [edu, mf, adr] = [
      await institution('ME', 'Ministerul Educației și Cercetării'),
      await institution('MF', 'Ministerul Finanțelor'),
      await institution('ADR', 'Autoritatea pentru Digitalizarea României'),
    ]
    const add = async (name: string, email: string, role: string, organisationId: string) => {
      const { person, link } = good<{ person: Person; link: { url: string } }>(
        await browser.post('/api/people', { name, email, roles: [role], organisationId }),
      )
      const token = new URL(link.url).searchParams.get('token')
      good(await app.browser().post('/api/password', { token, password }))
      return person
    }
    people.secretary = await add('Sorina Popescu', 'sorina@edu.example', 'secretariat', edu)
    people.chair = await add('Dan Șerban', 'dan@mf.example', 'member', mf)
    people.member = await add('Elena Țurcanu', 'elena@adr.example', 'member', adr)
    people.manager = await add('Andrei Vlăsceanu', 'andrei@edu.example', 'project-manager', edu)
    people.director = await add('Călin Chiriac', 'calin@edu.example', 'directorate', edu)
    good(
      await browser.post('/api/rooms', {
        ...{ name: 'Sala de consiliu', building: 'Sediul central', capacity: 30, equipment: [] },
      }),
    )
  })
  afterAll(async () => {
    clock.now = now
    for (const context of contexts) await context.close()
    await chromium?.close()
    await app?.stop()
    await mail?.close()
  })

  /** A browser of its own, in which that person is signed in; a stranger's without one. */
  async function open(address: string, as?: { email: string; password?: string }): Promise<Page> {
    const context = await chromium.newContext({
      ...{ baseURL: app.url, locale: 'ro-RO', reducedMotion: 'reduce' },
      viewport: { width: 1280, height: 900 },
    })
    contexts.push(context)
    context.setDefaultTimeout(60_000)
    await context.grantPermissions(['camera', 'microphone'], { origin: app.url })
    await context.addInitScript(watchScript)
    if (aheadHours > 0) await context.clock.setFixedTime(clock.now().epochMilliseconds)
    if (as) {
      const data = { email: as.email, password: as.password ?? password }
      const answer = await context.request.post('/api/session', { data, headers: { origin: app.url } })
      expect(answer.status()).toBe(200)
    }
    const page = await context.newPage()
    await page.goto(address)
    await page.locator('h1').first().waitFor()
    return page
  }

  async function choose(page: Page, label: string | RegExp, letters: string, option: string | RegExp) {
    await page.getByRole('combobox', { name: label }).fill(letters)
    await page.getByRole('option', { name: option }).first().click()
  }

  /** The newest mail to somebody whose subject holds the words. */
  async function mailTo(email: string, words: string): Promise<ReadMail> {
    return until(
      `the mail "${words}" to ${email}`,
      async () => {
        for (const { to, raw } of mail.accepted.toReversed()) {
          if (to !== email) continue
          const read = await readMail(raw)
          if (read.headers['subject']?.includes(words)) return read
        }
        return null
      },
      30_000,
    )
  }
  const textOf = (read: ReadMail, type: string) =>
    leaves(read.body).find((part) => part.type === type)?.text ?? ''
  const linkIn = (read: ReadMail, door: string) =>
    new RegExp(`http\\S+/${door}/[\\w-]+`).exec(textOf(read, 'text/plain'))?.[0] ?? ''

  it('begins with a working group: members by dated and numbered mandates, a chair, a secretary, and its rules', async () => {
    secretary = await open('/groups/new', people.secretary)
    await field(secretary, 'Numele grupului').fill('Grupul de lucru pentru catalogul electronic')
    await field(secretary, 'Numele scurt').fill('GL Catalog')
    await field(secretary, 'Numărul actului').fill('524')
    await field(secretary, 'Data actului').fill('12.01.2026')
    await choose(secretary, 'Președinte', 'serban', /Dan Șerban/)
    await choose(secretary, 'Secretar', 'sorina', /Sorina Popescu/)
    await secretary.getByRole('combobox', { name: 'Cvorum' }).selectOption({
      label: 'Cel puțin jumătate dintre instituții',
    })
    await field(secretary, 'Zile de preaviz').fill('3')
    await button(secretary, 'Creează grupul').click()
    await heading(secretary, 'Grupul de lucru pentru catalogul electronic').waitFor()
    group = path(secretary)

    const seat = async (letters: string, name: RegExp, institution: string, act: string, kind: string) => {
      await button(secretary, 'Adaugă mandat').first().click()
      const form = dialog(secretary)
      await form.getByRole('combobox', { name: 'Persoana' }).fill(letters)
      await form.getByRole('option', { name }).click()
      const institutions = form.getByRole('combobox', { name: 'Instituția pe care o reprezintă' })
      await institutions.selectOption({ label: institution })
      await form.getByText(kind, { exact: true }).click()
      await form.getByRole('textbox', { name: 'Numărul actului' }).fill(act)
      await form.getByRole('textbox', { name: 'Data actului' }).fill('20.01.2026')
      await form.getByRole('button', { name: 'Adaugă mandat' }).click()
      await form.waitFor({ state: 'hidden' })
    }
    await seat('dan s', /Dan Șerban/, 'MF · Ministerul Finanțelor', '31', 'Titular')
    await seat('elena', /Elena Țurcanu/, 'ADR · Autoritatea pentru Digitalizarea României', '1207', 'Titular')
    await seat('sorina', /Sorina Popescu/, 'ME · Ministerul Educației și Cercetării', '88', 'Supleant')
    await secretary.getByText('act nr. 1207 din 20 ianuarie 2026').waitFor()
    await secretary.getByText('Titular nedesemnat').waitFor()
  })

  it('has a project beside it, with a milestone: baseline, and how far it may slip', async () => {
    manager = await open('/projects/new', people.manager)
    await field(manager, 'Codul').fill('CAT-1')
    await field(manager, 'Denumirea').fill('Catalogul electronic')
    await button(manager, 'Începe proiectul').click()
    await heading(manager, 'Catalogul electronic').waitFor()
    project = path(manager)
    await manager.getByRole('link', { name: 'Adaugă un jalon' }).first().click()
    await field(manager, 'Denumirea').fill('Pilot în 12 școli')
    await field(manager, 'Termenul aprobat').fill(typed(today().add({ days: 20 })))
    await field(manager, 'Toleranța, în zile lucrătoare').fill('5')
    await button(manager, 'Adaugă jalonul').click()
    await button(manager, 'Pornește proiectul').click()
    await manager.getByText('În derulare').first().waitFor()
    const link = manager.getByRole('link', { name: 'Pilot în 12 școli' }).first()
    milestone = (await link.getAttribute('href')) ?? ''
  })

  it('is convened at short notice only with a reason, with an agenda tied to the milestone, a room and a guest', async () => {
    await secretary.goto(`${group}/convene`)
    await field(secretary, 'Titlul').first().fill('Ședința pentru pilot')
    await field(secretary, 'Ziua').fill(typed(start))
    await field(secretary, 'Ziua').press('Tab')
    await setHours(hourOf(start), hourOf(start.add({ hours: 1 })))
    await secretary.locator('label', { hasText: 'Sala de consiliu' }).click()
    const guests = secretary.getByRole('combobox', { name: /Alți invitați/ })
    await guests.fill(guestEmail)
    await guests.press('Enter')

    await button(secretary, 'Adaugă un punct').click()
    await field(secretary, 'Titlul punctului 1').fill('Stadiul pilotului')
    const item = secretary.getByRole('list', { name: 'Ordinea de zi' }).getByRole('listitem').first()
    await item.getByRole('combobox', { name: 'Felul' }).selectOption({ label: 'Decizie' })
    await item.getByText('Jalon și documente').click()
    await item.getByRole('combobox', { name: /Jalonul/ }).fill('pilot')
    await secretary
      .getByRole('option', { name: /Pilot în 12 școli/ })
      .first()
      .click()
    await item.locator('input[type=file]').setInputFiles({
      ...{ name: 'Stadiu.txt', mimeType: 'text/plain', buffer: Buffer.from('Opt școli din douăsprezece.') },
    })
    await field(secretary, 'Titlul punctului 1').press('Enter')
    await secretary.keyboard.type('Diverse')

    await button(secretary, 'Convoacă grupul').click()
    await secretary.getByText('Scrieți motivul termenului scurt').waitFor()
    await field(secretary, 'Motivul termenului scurt').fill('Termenul de pilotare s-a apropiat.')
    await button(secretary, 'Convoacă grupul').click()
    await heading(secretary, 'Ședința pentru pilot').waitFor()
    await secretary.waitForURL(/\/meetings\/[\w-]+$/)
    meeting = path(secretary)
    await secretary.getByText(/Au confirmat 0 din 3 instituții; cvorumul cere 2/).waitFor()
    await secretary.getByText('Stadiu.txt').first().waitFor()
  })

  /** From and until, as they stand in the form for a meeting. */
  async function setHours(from: string, until: string): Promise<void> {
    for (const [label, hour] of [
      ['De la', from],
      ['Până la', until],
    ] as const) {
      const box = secretary.getByRole('combobox', { name: label })
      await box.fill(hour)
      await box.press('Enter')
    }
  }

  it('reaches each of them with a mail that their calendar takes for an invitation of their own', async () => {
    for (const email of [people.chair.email, people.member.email, people.secretary.email, guestEmail]) {
      const read = await mailTo(email, 'Convocare: Ședința pentru pilot')
      const { properties, events } = await readCalendar(textOf(read, 'text/calendar'))
      expect(properties['METHOD']?.[0]?.text).toBe('REQUEST')
      const [event] = events
      expect(event?.startsAt).toBe(
        start.toZonedDateTime(zone).toInstant().toString({ smallestUnit: 'millisecond' }),
      )
      expect(event?.properties['SEQUENCE']?.[0]?.value).toBe('0')
      const mine = event?.properties['ATTENDEE']?.find(({ text }) => text === `mailto:${email}`)
      expect(mine?.params).toMatchObject({ PARTSTAT: 'NEEDS-ACTION', RSVP: 'TRUE' })
      expect(textOf(read, 'text/plain')).toContain('Termenul de pilotare s-a apropiat.')
    }
  })

  it('is answered on the page and by the link in the mail, and the secretary sees it without reloading', async () => {
    member = await open(meeting, people.member)
    await button(member, 'Particip').click()
    await secretary.getByText(/Au confirmat 1 din 3 instituții/).waitFor()

    const guest = await open(linkIn(await mailTo(guestEmail, 'Convocare'), 'i'))
    await button(guest, 'Poate').click()
    await guest.getByText('Ați răspuns că poate participați.').waitFor()
    await secretary.getByRole('listitem').filter({ hasText: guestEmail }).getByText('Poate').first().waitFor()

    const chairLink = linkIn(await mailTo(people.chair.email, 'Convocare'), 'i')
    await button(await open(chairLink), 'Particip').click()
    await secretary.getByText('Va fi cvorum').waitFor()
  })

  it('sends an update when the hour changes, and a cancellation to the one who is taken off, alone', async () => {
    const earlier = start.subtract({ minutes: 5 })
    await secretary.getByRole('link', { name: 'Modifică', exact: true }).click()
    await heading(secretary, 'Modificați întâlnirea').waitFor()
    await setHours(hourOf(earlier), hourOf(earlier.add({ hours: 1 })))
    await button(secretary, `Scoate: ${guestEmail}`).click()
    await button(secretary, 'Salvează').click()
    await heading(secretary, 'Ședința pentru pilot').waitFor()

    const update = await readCalendar(
      textOf(await mailTo(people.member.email, 'Modificare: Ședința pentru pilot'), 'text/calendar'),
    )
    expect(update.properties['METHOD']?.[0]?.text).toBe('REQUEST')
    expect(update.events[0]?.properties['SEQUENCE']?.[0]?.value).toBe('1')
    const gone = await readCalendar(textOf(await mailTo(guestEmail, 'Invitație retrasă'), 'text/calendar'))
    expect(gone.properties['METHOD']?.[0]?.text).toBe('CANCEL')
    expect(gone.events[0]?.properties['ATTENDEE']).toHaveLength(1)
    expect(gone.events[0]?.properties['STATUS']).toBeUndefined()
    // A new hour asks everybody again.
    await secretary.getByText(/Au confirmat 0 din 3 instituții/).waitFor()
  })

  it('is held by video, with agenda, minutes, presence and quorum beside the pictures', async () => {
    for (const page of [secretary, member]) {
      await page.goto(`${meeting}/join`)
      await button(page, 'Intră în conferință').click()
      await page.locator('.call').waitFor()
    }
    await Promise.all([secretary, member].map(pictureMoves))
    await Promise.all([secretary, member].map(soundIsHeard))
    await secretary.keyboard.press('Alt+KeyA')
    const panel = secretary.getByRole('complementary', { name: 'Ordinea de zi' })
    await panel.getByRole('heading', { name: /Stadiul pilotului/ }).waitFor()
    await panel.getByText('Prezente: 2 din 3 instituții; cvorumul cere 2.').waitFor()

    await button(secretary, 'Proces-verbal: arată').click()
    await button(secretary, 'Deschide procesul-verbal').click()
    const item = secretary.getByRole('region', { name: 'Stadiul pilotului' })
    await item.getByRole('textbox', { name: 'Dezbateri: Stadiul pilotului' }).fill('Opt școli au conturi.')
    await secretary.keyboard.press('Control+Enter')
    await secretary.keyboard.type('Pilotul se extinde cu patru săptămâni.')
    await secretary.keyboard.press('Enter')
    await item.getByText('Decizia nr. 1').waitFor()
    await button(secretary, 'Acțiune').first().click()
    await item.getByRole('textbox', { name: 'Acțiune nouă' }).fill('Trimite lista școlilor')
    await item.getByRole('combobox', { name: 'Responsabil' }).fill('elena')
    await secretary
      .getByRole('option', { name: /Elena Țurcanu/ })
      .first()
      .click()
    await item.getByRole('textbox', { name: 'Termen' }).fill(typed(today().add({ days: 7 })))
    await button(secretary, 'Adaugă acțiunea').click()
    await item.getByRole('list', { name: 'Acțiuni stabilite' }).getByText('Trimite lista școlilor').waitFor()
    await secretary.getByText('Totul este salvat').waitFor()

    await button(secretary, 'Ieși din conferință').click()
    await button(secretary, 'Încheie pentru toți').click()
    await heading(member, 'Videoconferința s-a încheiat').waitFor()
  })

  it('leaves minutes that the chair approves, and that reach every member as PDF when they are published', async () => {
    chair = await open(`${meeting}/minutes`, people.chair)
    await button(chair, 'Aprobă').click()
    await dialog(chair).getByRole('button', { name: 'Aprobă' }).click()
    await chair.getByText(/^Proces-verbal nr\. .+ din /).waitFor()

    await secretary.goto(`${meeting}/minutes`)
    await button(secretary, 'Publică').click()
    await dialog(secretary).getByText('3 persoane primesc procesul-verbal prin e-mail, în PDF.').waitFor()
    await dialog(secretary).getByRole('button', { name: 'Publică' }).click()
    await button(secretary, 'Adaugă o completare').waitFor()

    for (const { email } of [people.chair, people.member, people.secretary]) {
      const read = await mailTo(email, 'Proces-verbal PV-')
      expect(leaves(read.body).map(({ type }) => type)).toContain('application/pdf')
    }
    const answer = await secretary.request.get(`/api${meeting}/minutes.pdf`)
    const paper = await textOfPdf(await answer.body())
    expect(paper).toContain('Pilotul se extinde cu patru săptămâni.')
    expect(paper).toContain('Trimite lista școlilor')
  })

  it('makes of an action in the minutes tracked work, which its owner closes by the link in a mail', async () => {
    await manager.goto(project)
    const toDo = manager.getByRole('region', { name: 'Ce este deschis' })
    await toDo.getByText('Trimite lista școlilor').waitFor()
    await toDo.getByRole('link', { name: /Din procesul-verbal PV-/ }).waitFor()

    const owner = await open(linkIn(await mailTo(people.member.email, 'De făcut până la'), 'a'))
    await field(owner, /^Ce a ieșit/).fill('Adresa nr. 77')
    await button(owner, 'Este făcut').click()
    await owner.getByText('Acțiunea este încheiată.').waitFor()
    // The manager's page was open all the while.
    await toDo.getByText('Nicio acțiune deschisă.').waitFor()
  })

  it('moves a forecast with the decision that it came from, and the project’s health says why', async () => {
    await manager.goto(milestone)
    await button(manager, 'Prognoză nouă').click()
    const form = dialog(manager)
    await form
      .getByRole('textbox', { name: 'Când este de așteptat acum' })
      .fill(typed(today().add({ days: 48 })))
    await form.getByRole('textbox', { name: 'De ce' }).fill('Școlile cer mai mult timp.')
    const decisions = form.getByRole('combobox', { name: 'Decizia din care vine' })
    await decisions.selectOption({
      label: 'Decizia nr. 1, Ședința pentru pilot: Pilotul se extinde cu patru săptămâni.',
    })
    await form.getByRole('button', { name: 'Salvează prognoza' }).click()
    const history = manager.getByRole('region', { name: 'Istoricul prognozelor' })
    await history.getByRole('link', { name: 'Decizia nr. 1, Ședința pentru pilot' }).waitFor()
    await history.getByText('Termenul aprobat, de la început').waitFor()

    await manager.goto(project)
    const health = manager.getByRole('region', { name: 'Sănătatea' }).first()
    await health.getByText('Peste toleranță').waitFor()
    await health
      .getByText(/„Pilot în 12 școli” întârzie cu \d+ (de )?zile lucrătoare, peste toleranța de 5/)
      .waitFor()
  })

  it('stands in the report that a job drafts when the month has ended', async () => {
    // The installation's clock goes on to the second day of the next month, and with it everybody's.
    moveTo(today().with({ day: 1 }).add({ months: 1, days: 1 }))
    const desk = await open('/administration', administrator)
    await button(desk, 'Rulează acum: Întocmește rapoartele lunii încheiate').click()
    await desk
      .getByRole('row', { name: /Întocmește rapoartele lunii încheiate/ })
      .getByText(/a durat/)
      .waitFor()

    manager = await open('/reports', people.manager)
    await manager
      .getByRole('link', { name: /Catalogul electronic/ })
      .first()
      .waitFor()
    const [draft] = good<{ items: { id: string }[] }>(
      await (await managerBrowser()).get('/api/reports'),
    ).items
    await manager.goto(`/reports/${draft?.id}`)
    await heading(manager, /^Raport, /).waitFor()
    const said = async (section: string) =>
      manager.getByRole('textbox', { name: section, exact: true }).inputValue()
    expect(await said('Jaloane')).toContain('Pilot în 12 școli')
    expect(await said('Decizii')).toContain('Pilotul se extinde cu patru săptămâni.')
    expect(await said('Acțiuni')).toContain('Trimite lista școlilor')
    expect(await said('Ședințe')).toContain('Ședința pentru pilot')
  })

  /** Moves the installation's clock to ten in the morning of a day, and the browsers that are opened from now on. */
  function moveTo(day: Temporal.PlainDate): void {
    const then = day.toZonedDateTime({ timeZone: zone, plainTime: '10:00' }).toInstant()
    aheadHours = Math.ceil(then.since(now()).total('hours'))
    clock.now = () => now().add({ hours: aheadHours })
  }

  const managerBrowser = async () => {
    const browser = app.browser()
    good(await browser.post('/api/session', { email: people.manager.email, password }))
    return browser
  }

  it('is reported late, counted as late, returned with a remark, sent again and accepted', async () => {
    const report = path(manager)
    moveTo(today().add({ days: 25 }))
    manager = await open(report, people.manager)
    await manager.getByRole('textbox', { name: 'Măsuri corective' }).fill('Se suplimentează echipa.')
    await manager.locator('[data-save=saved]').waitFor()
    await button(manager, 'Trimite raportul').click()
    await dialog(manager)
      .getByText(/raportul se înregistrează ca întârziat cu/)
      .waitFor()
    await dialog(manager).getByRole('button', { name: 'Trimite raportul' }).click()
    await manager
      .getByText(/^Trimis la .*, întârziat$/)
      .first()
      .waitFor()

    const director = await open(report, people.director)
    await button(director, 'Returnează cu o observație').click()
    await director.getByRole('textbox', { name: /^Ce trebuie completat/ }).fill('Cine aprobă măsura?')
    await button(director, 'Returnează raportul').click()
    await manager.getByText('Cine aprobă măsura?').waitFor()
    await manager
      .getByRole('textbox', { name: 'Măsuri corective' })
      .fill('Se suplimentează echipa, cu aprobarea ministrului.')
    await manager.locator('[data-save=saved]').waitFor()
    await button(manager, 'Trimite din nou').click()
    await dialog(manager).getByRole('button', { name: 'Trimite din nou' }).click()

    await button(director, 'Acceptă raportul').click()
    await dialog(director).getByRole('button', { name: 'Acceptă raportul' }).click()
    await manager.getByText(/^Acceptat de Călin Chiriac, /).waitFor()
    expect(good<{ late: boolean }>(await (await managerBrowser()).get(`/api${report}`)).late).toBe(true)
    const answer = await manager.request.get(`/api${report}.pdf`)
    const paper = await textOfPdf(await answer.body())
    expect(paper).toContain('cu aprobarea ministrului')
    expect(paper).toContain('Pilot în 12 școli')
  })
})
