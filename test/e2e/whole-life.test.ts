/**
 * A meeting's whole life, by the hands of those whose life it is: a group is set up and a project begun, the group is
 * convened, answers, meets by video, decides; what it decided becomes work, and the work a report. Mails go through a
 * real server and are read by a reader that is not ours.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCalendar } from '../support/read-calendar.ts'
import { leaves } from '../support/read-mail.ts'
import { infoOf, textOf as textOfPdf } from '../support/read-pdf.ts'
import { administrator } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { good, linkIn, openSmallMinistry, type SmallMinistry, textIn, zone } from './small-ministry.ts'
import { pictureMoves, soundIsHeard } from './watch-media.ts'

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

async function choose(page: Page, label: string | RegExp, letters: string, option: string | RegExp) {
  await page.getByRole('combobox', { name: label }).fill(letters)
  await page.getByRole('option', { name: option }).first().click()
}

/**
 * The report of the month in which they meet, 13 days on, is to say that an action is late which was due three days after:
 * where that month is over too soon, the story begins a week later.
 */
function firstDay(tomorrow: Temporal.PlainDate): Temporal.PlainDate {
  const met = tomorrow.add({ days: 13 })
  return met.add({ days: 4 }).month === met.month ? tomorrow : tomorrow.add({ weeks: 1 })
}

/** From and until, as they stand in the form for a meeting. */
async function setHours(page: Page, from: string, until: string): Promise<void> {
  for (const [label, hour] of [
    ['De la', from],
    ['Până la', until],
  ] as const) {
    const box = page.getByRole('combobox', { name: label })
    await box.fill(hour)
    await box.press('Enter')
  }
}

describe('a meeting’s whole life', () => {
  let ministry: SmallMinistry
  let people: SmallMinistry['people']
  let secretary: Page
  let chair: Page
  let member: Page
  let manager: Page
  let group = ''
  let project = ''
  let milestone = ''
  let meeting = ''
  let start: Temporal.PlainDateTime

  beforeAll(async () => {
    ministry = await openSmallMinistry({}, firstDay)
    people = ministry.people
  })
  afterAll(() => ministry?.close())

  const today = () => ministry.today()

  it('begins with a working group: members by dated and numbered mandates, a chair, a secretary, and its rules', async () => {
    secretary = await ministry.open('/groups/new', people.secretary)
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
    await secretary.getByRole('combobox', { name: 'Cine aprobă procesul-verbal' }).selectOption({
      label: 'Președintele',
    })
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
    manager = await ministry.open('/projects/new', people.manager)
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

  it('is convened in good time without a reason, and the timetable reminds of the meeting a day before', async () => {
    const day = today().add({ days: 14 })
    await secretary.goto(`${group}/convene`)
    await field(secretary, 'Titlul').first().fill('Ședința lunară')
    await field(secretary, 'Ziua').fill(typed(day))
    await field(secretary, 'Ziua').press('Tab')
    await setHours(secretary, '10:00', '11:00')
    await button(secretary, 'Convoacă grupul').click()
    await secretary.waitForURL(/\/meetings\/[\w-]+$/)
    const monthly = path(secretary)
    for (const { email } of [people.chair, people.member, people.secretary])
      await ministry.mailTo(email, 'Convocare: Ședința lunară')
    member = await ministry.open(monthly, people.member)
    await button(member, 'Nu particip').click()
    await member.getByText('Ați răspuns că nu participați.').waitFor()

    // A day before, to the minute: the job of every minute finds what is due by then.
    ministry.moveTo(day.subtract({ days: 1 }), '10:00')
    for (const { email } of [people.chair, people.secretary]) {
      const read = await ministry.mailTo(email, 'Reamintire: Ședința lunară')
      expect(textIn(read, 'text/plain')).toContain('Nu ați răspuns încă')
      expect(linkIn(read, 'i')).not.toBe('')
    }
    secretary = await ministry.open(monthly, people.secretary)
    member = await ministry.open(monthly, people.member)
  })

  it('sends everybody a cancellation that their calendar understands, when a whole meeting is cancelled', async () => {
    await button(secretary, 'Acțiuni').click()
    await secretary.getByRole('menuitem', { name: 'Anulează întâlnirea' }).click()
    await dialog(secretary).getByRole('button', { name: 'Anulează întâlnirea' }).click()
    // The member's page is open all the while.
    await member.getByText('Anulată', { exact: true }).first().waitFor()

    for (const { email } of [people.chair, people.member, people.secretary]) {
      const [asked, cancelled] = await Promise.all(
        ['Convocare: Ședința lunară', 'Anulare: Ședința lunară'].map(async (words) =>
          readCalendar(textIn(await ministry.mailTo(email, words), 'text/calendar')),
        ),
      )
      expect(cancelled?.properties['METHOD']?.[0]?.text).toBe('CANCEL')
      const [event] = cancelled?.events ?? []
      expect(event?.properties['STATUS']?.[0]?.text).toBe('CANCELLED')
      expect(event?.properties['UID']).toEqual(asked?.events[0]?.properties['UID'])
      const sequence = (read: typeof asked) => Number(read?.events[0]?.properties['SEQUENCE']?.[0]?.value)
      expect(sequence(cancelled)).toBeGreaterThan(sequence(asked))
      expect(event?.properties['ATTENDEE']?.map(({ text }) => text)).toContain(`mailto:${email}`)
    }
    // Who had declined was not reminded.
    expect(await ministry.mailsTo(people.member.email, 'Reamintire')).toBe(0)
  })

  it('is convened at short notice only with a reason, with an agenda tied to the milestone, a room and a guest', async () => {
    start = ministry.time
      .now()
      .add({ minutes: 20 })
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .round({ smallestUnit: 'minute', roundingIncrement: 5, roundingMode: 'ceil' })
    await secretary.goto(`${group}/convene`)
    await field(secretary, 'Titlul').first().fill('Ședința pentru pilot')
    await field(secretary, 'Ziua').fill(typed(start))
    await field(secretary, 'Ziua').press('Tab')
    await setHours(secretary, hourOf(start), hourOf(start.add({ hours: 1 })))
    await secretary.locator('label', { hasText: 'Sala de consiliu' }).click()
    const guests = secretary.getByRole('combobox', { name: /Alți invitați/ })
    await guests.fill(guestEmail)
    await guests.press('Enter')

    await button(secretary, 'Adaugă un punct').click()
    await field(secretary, 'Titlul punctului 1').fill('Stadiul pilotului')
    const item = secretary.getByRole('list', { name: 'Ordinea de zi' }).getByRole('listitem').first()
    await item.getByRole('combobox', { name: 'Felul' }).selectOption({ label: 'Decizie' })
    await item.getByRole('textbox', { name: 'Minute' }).fill('25')
    await item.getByRole('combobox', { name: 'Prezintă' }).fill('Elena Țurcanu')
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

  it('reaches each of them with a mail that their calendar takes for an invitation of their own', async () => {
    for (const email of [people.chair.email, people.member.email, people.secretary.email, guestEmail]) {
      const read = await ministry.mailTo(email, 'Convocare: Ședința pentru pilot')
      const { properties, events } = await readCalendar(textIn(read, 'text/calendar'))
      expect(properties['METHOD']?.[0]?.text).toBe('REQUEST')
      const [event] = events
      expect(event?.startsAt).toBe(
        start.toZonedDateTime(zone).toInstant().toString({ smallestUnit: 'millisecond' }),
      )
      expect(event?.properties['SEQUENCE']?.[0]?.value).toBe('0')
      const mine = event?.properties['ATTENDEE']?.find(({ text }) => text === `mailto:${email}`)
      expect(mine?.params).toMatchObject({ PARTSTAT: 'NEEDS-ACTION', RSVP: 'TRUE' })
      expect(textIn(read, 'text/plain')).toContain('Termenul de pilotare s-a apropiat.')
      expect(textIn(read, 'text/plain')).toContain('1. Stadiul pilotului (25 min, Elena Țurcanu)')
    }
  })

  it('is answered on the page and by the link in the mail, and the secretary sees it without reloading', async () => {
    member = await ministry.open(meeting, people.member)
    await button(member, 'Particip').click()
    await secretary.getByText(/Au confirmat 1 din 3 instituții/).waitFor()

    const guest = await ministry.open(linkIn(await ministry.mailTo(guestEmail, 'Convocare'), 'i'))
    await button(guest, 'Poate').click()
    await guest.getByText('Ați răspuns că poate participați.').waitFor()
    await secretary.getByRole('listitem').filter({ hasText: guestEmail }).getByText('Poate').first().waitFor()

    const chairLink = linkIn(await ministry.mailTo(people.chair.email, 'Convocare'), 'i')
    await button(await ministry.open(chairLink), 'Particip').click()
    await secretary.getByText('Va fi cvorum').waitFor()
  })

  it('sends an update when the hour changes, and a cancellation to the one who is taken off, alone', async () => {
    const earlier = start.subtract({ minutes: 5 })
    await secretary.getByRole('link', { name: 'Modifică', exact: true }).click()
    await heading(secretary, 'Modificați întâlnirea').waitFor()
    await setHours(secretary, hourOf(earlier), hourOf(earlier.add({ hours: 1 })))
    await button(secretary, `Scoate: ${guestEmail}`).click()
    await button(secretary, 'Salvează').click()
    await heading(secretary, 'Ședința pentru pilot').waitFor()

    const update = await readCalendar(
      textIn(await ministry.mailTo(people.member.email, 'Modificare: Ședința pentru pilot'), 'text/calendar'),
    )
    expect(update.properties['METHOD']?.[0]?.text).toBe('REQUEST')
    expect(update.events[0]?.properties['SEQUENCE']?.[0]?.value).toBe('1')
    const gone = await readCalendar(
      textIn(await ministry.mailTo(guestEmail, 'Invitație retrasă'), 'text/calendar'),
    )
    expect(gone.properties['METHOD']?.[0]?.text).toBe('CANCEL')
    expect(gone.events[0]?.properties['ATTENDEE']).toHaveLength(1)
    expect(gone.events[0]?.properties['STATUS']).toBeUndefined()
    // A new hour asks everybody again.
    await secretary.getByText(/Au confirmat 0 din 3 instituții/).waitFor()
  })

  it('is held by video, with agenda, minutes, presence and quorum beside the pictures', async () => {
    await enter(secretary)
    await secretary.keyboard.press('Alt+KeyA')
    const panel = secretary.getByRole('complementary', { name: 'Ordinea de zi' })
    await panel.getByRole('heading', { name: /Stadiul pilotului/ }).waitFor()
    await panel.getByText('Prezente: 1 din 3 instituții; cvorumul cere 2.').waitFor()
    await enter(member)
    await panel.getByText('Prezente: 2 din 3 instituții; cvorumul cere 2.').waitFor()
    await Promise.all([secretary, member].map(pictureMoves))
    await Promise.all([secretary, member].map(soundIsHeard))

    await button(secretary, 'Proces-verbal: arată').click()
    await button(secretary, 'Deschide procesul-verbal').click()
    const item = secretary.getByRole('region', { name: 'Stadiul pilotului' })
    await item.getByRole('textbox', { name: 'Dezbateri: Stadiul pilotului' }).fill('Opt școli au conturi.')
    await secretary.keyboard.press('Control+Enter')
    await secretary.keyboard.type('Pilotul se extinde cu patru săptămâni.')
    await secretary.keyboard.press('Enter')
    await item.getByText('Decizia nr. 1').waitFor()
    for (const [what, letters, owner, days] of [
      ['Trimite lista școlilor', 'elena', /Elena Țurcanu/, 7],
      ['Cere avizul de securitate', 'serban', /Dan Șerban/, 3],
    ] as const) {
      await button(secretary, 'Acțiune').first().click()
      await item.getByRole('textbox', { name: 'Acțiune nouă' }).fill(what)
      await item.getByRole('combobox', { name: 'Responsabil' }).fill(letters)
      await secretary.getByRole('option', { name: owner }).first().click()
      await item.getByRole('textbox', { name: 'Termen' }).fill(typed(today().add({ days })))
      await button(secretary, 'Adaugă acțiunea').click()
      await item.getByRole('list', { name: 'Acțiuni stabilite' }).getByText(what).waitFor()
      await secretary.keyboard.press('Escape')
    }
    await secretary.getByText('Totul este salvat').waitFor()
  })

  const enter = async (page: Page) => {
    await page.goto(`${meeting}/join`)
    await button(page, 'Intră în conferință').click()
    await page.locator('.call').waitFor()
  }

  it('lets two write its minutes in one place at once, beside the pictures and on their page, and keeps both', async () => {
    const name = 'Dezbateri: Stadiul pilotului'
    chair = await ministry.open(`${meeting}/minutes`, people.chair)
    const [mine, theirs] = [field(secretary, name), field(chair, name)]
    await until('the chair reads what the secretary wrote', async () =>
      (await theirs.inputValue()).startsWith('Opt școli'),
    )
    await theirs.press('Control+End')
    await mine.press('Control+Home')
    await Promise.all([
      theirs.pressSequentially('\nPatru așteaptă.', { delay: 30 }),
      mine.pressSequentially('Raport verbal.\n', { delay: 30 }),
    ])
    const whole = 'Raport verbal.\nOpt școli au conturi.\nPatru așteaptă.'
    for (const text of [mine, theirs])
      await until('both texts are there', async () => (await text.inputValue()) === whole, 30_000)
    await chair.getByText('Totul este salvat').waitFor()
    await secretary.getByText('Totul este salvat').waitFor()

    await button(secretary, 'Ieși din conferință').click()
    await button(secretary, 'Încheie pentru toți').click()
    await heading(member, 'Videoconferința s-a încheiat').waitFor()
  })

  it('leaves minutes that the chair approves, and that reach every member as PDF when they are published', async () => {
    await button(chair, 'Aprobă').click()
    await dialog(chair).getByRole('button', { name: 'Aprobă' }).click()
    await chair.getByText(/^Proces-verbal nr\. .+ din /).waitFor()

    await secretary.goto(`${meeting}/minutes`)
    await button(secretary, 'Publică').click()
    await dialog(secretary).getByText('3 persoane primesc procesul-verbal prin e-mail, în PDF.').waitFor()
    await dialog(secretary).getByRole('button', { name: 'Publică' }).click()
    await button(secretary, 'Adaugă o completare').waitFor()

    for (const { email } of [people.chair, people.member, people.secretary]) {
      const read = await ministry.mailTo(email, 'Proces-verbal PV-')
      expect(leaves(read.body).map(({ type }) => type)).toContain('application/pdf')
    }
    const answer = await secretary.request.get(`/api${meeting}/minutes.pdf`)
    const paper = await textOfPdf(await answer.body())
    expect(paper).toContain('Pilotul se extinde cu patru săptămâni.')
    expect(paper).toContain('Patru așteaptă.')
    expect(paper).toContain('Trimite lista școlilor')
  })

  it('makes of an action in the minutes tracked work, which its owner closes by the link in a mail', async () => {
    manager = await ministry.open(milestone, people.manager)
    await manager.getByText('Trimite lista școlilor').first().waitFor()
    await manager.goto(project)
    const toDo = manager.getByRole('region', { name: 'Ce este deschis' })
    await toDo.getByText('Trimite lista școlilor').waitFor()
    await toDo
      .getByRole('link', { name: /Din procesul-verbal PV-/ })
      .first()
      .waitFor()

    const owner = await ministry.open(
      linkIn(await ministry.mailTo(people.member.email, 'De făcut până la'), 'a'),
    )
    await field(owner, /^Ce a ieșit/).fill('Adresa nr. 77')
    await button(owner, 'Este făcut').click()
    await owner.getByText('Acțiunea este încheiată.').waitFor()
    // The manager's page was open all the while.
    await toDo.getByText('Trimite lista școlilor').waitFor({ state: 'detached' })
    await toDo.getByText('Cere avizul de securitate').waitFor()
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
    await manager.getByRole('region', { name: 'Sănătatea' }).getByText('Peste toleranță').waitFor()

    await manager.goto(project)
    const health = manager.getByRole('region', { name: 'Sănătatea' }).first()
    await health.getByText('Peste toleranță').waitFor()
    await health
      .getByText(/„Pilot în 12 școli” întârzie cu \d+ (de )?zile lucrătoare, peste toleranța de 5/)
      .waitFor()
  })

  it('stands in the report that a job drafts when the month has ended', async () => {
    // The installation's clock goes on to the second day of the next month, and with it everybody's.
    ministry.moveTo(today().with({ day: 1 }).add({ months: 1, days: 1 }), '10:00')
    const desk = await ministry.open('/administration', administrator)
    await button(desk, 'Rulează acum: Întocmește rapoartele lunii încheiate').click()
    await desk
      .getByRole('row', { name: /Întocmește rapoartele lunii încheiate/ })
      .getByText(/a durat/)
      .waitFor()

    manager = await ministry.open('/reports', people.manager)
    await manager
      .getByRole('link', { name: /Catalogul electronic/ })
      .first()
      .waitFor()
    const [draft] = good<{ items: { id: string }[] }>(
      await (await ministry.signedIn(people.manager)).get('/api/reports'),
    ).items
    await manager.goto(`/reports/${draft?.id}`)
    await heading(manager, /^Raport, /).waitFor()
    const said = async (section: string) =>
      manager.getByRole('textbox', { name: section, exact: true }).inputValue()
    expect(await said('Jaloane')).toMatch(
      /Jalonul „Pilot în 12 școli” este prevăzut pentru .+, cu \d+ (de )?zile lucrătoare după termenul aprobat/,
    )
    expect(await said('Decizii')).toMatch(/proces-verbal nr\. PV-.+: Pilotul se extinde cu patru săptămâni\./)
    const actions = await said('Acțiuni')
    expect(actions).toMatch(/Încheiată la .+ \(responsabil: Elena Țurcanu\): Trimite lista școlilor/)
    expect(actions).toMatch(/Restantă, .+ \(responsabil: Dan Șerban\): Cere avizul de securitate/)
    const meetings = await said('Ședințe')
    expect(meetings).toMatch(/Ședința „Ședința pentru pilot” din .+: 2 participanți din 2 instituții/)
    expect(meetings).not.toContain('Ședința lunară')
    // The decision leads to the minutes that it stands in.
    const link = manager.getByRole('link', { name: /PV-/ }).first()
    expect(await link.getAttribute('href')).toBe(`${meeting}/minutes`)
  })

  it('is reported late, counted as late, returned with a remark, sent again and accepted', async () => {
    const report = path(manager)
    ministry.moveTo(today().add({ days: 25 }), '10:00')
    manager = await ministry.open(report, people.manager)
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

    const director = await ministry.open(report, people.director)
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
    expect(
      good<{ late: boolean }>(await (await ministry.signedIn(people.manager)).get(`/api${report}`)).late,
    ).toBe(true)
    const answer = await manager.request.get(`/api${report}.pdf`)
    const pdf = await answer.body()
    expect((await infoOf(pdf))['Tagged']).toBe('yes')
    const paper = await textOfPdf(pdf)
    expect(paper).toContain('cu aprobarea ministrului')
    expect(paper).toContain('Pilot în 12 școli')
  })
})
