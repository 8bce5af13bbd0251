/** What a meeting leads to, and who is led there: milestones by name, calendars' answers, remarks, states, a second convocation. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Group } from '../../contract/groups.ts'
import type { Agenda, Minutes } from '../../contract/minutes.ts'
import type { Meeting } from '../../contract/scheduling.ts'
import type { Action, MilestoneDetail, Project } from '../../contract/tracking.ts'
import type { Browser } from '../support/browser.ts'
import { imapServer, type Mailbox, openMailbox, replyMail } from '../support/mailbox.ts'
import { readCalendar } from '../support/read-calendar.ts'
import { until } from '../support/until.ts'
import { good, linkIn, openSmallMinistry, type SmallMinistry, textIn, zone } from './small-ministry.ts'

const guestEmail = 'ion.radu@primarie.example'
const milestoneName = 'Pilot în 12 școli · Catalogul electronic'
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name, exact: true })
const region = (page: Page, name: string) => page.getByRole('region', { name })
const dialog = (page: Page) => page.getByRole('dialog')
const path = (page: Page) => new URL(page.url()).pathname

let ministry: SmallMinistry
let mailbox: Mailbox
/** The interface as the secretariat and the project's manager use it. */
let desk: Browser
let manager: Browser
let group: Group
let project: Project
let milestone: MilestoneDetail
let meeting: Meeting

beforeAll(async () => {
  mailbox = await openMailbox(imapServer ?? '')
  ministry = await openSmallMinistry({ IMAP_URL: mailbox.url })
  await signIn()
  await beginProject()
  await conveneGroup()
})
afterAll(async () => {
  await ministry?.close()
  await mailbox?.close()
})

/** Anew after a jump in time that no session lives through. */
async function signIn(): Promise<void> {
  desk = await ministry.signedIn(ministry.people.secretary)
  manager = await ministry.signedIn(ministry.people.manager)
}

async function beginProject(): Promise<void> {
  const form = { code: 'CAT-1', name: 'Catalogul electronic', description: '', organisationId: null }
  const managed = { ...form, managerPersonId: ministry.people.manager.id }
  const begun = good<Project>(await manager.post('/api/projects', managed))
  const running = { ...managed, status: 'running', version: begun.version }
  project = good<Project>(await manager.put(`/api/projects/${begun.id}`, running))
  milestone = good<MilestoneDetail>(
    await manager.post(`/api/projects/${project.id}/milestones`, {
      ...{ title: 'Pilot în 12 școli', criteria: '', toleranceDays: 5, ownerPersonId: null },
      baseline: ministry.today().add({ days: 20 }).toString(),
    }),
  )
}

/** A group whose chair and secretary have no other role than that of members, convened by the secretariat for in five minutes. */
async function conveneGroup(): Promise<void> {
  const { chair, member } = ministry.people
  const act = { number: '524', date: '2026-01-12' }
  group = good<Group>(
    await desk.post('/api/groups', {
      ...{ name: 'Grupul pentru catalog', shortName: 'GL Catalog', purpose: '', act },
      ...{ chairPersonId: chair.id, secretaryPersonId: member.id },
      rules: {
        ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 3, noticeUnit: 'working' },
        ...{ minutesApprover: 'chair', reminderHours: 0 },
      },
    }),
  )
  for (const { id, organisation } of [chair, member])
    good(
      await desk.post(`/api/groups/${group.id}/mandates`, {
        ...{ personId: id, organisationId: organisation!.id, kind: 'titular', act },
        ...{ from: act.date, until: null },
      }),
    )
  const item = { kind: 'decision', durationMinutes: 20, speaker: null, milestoneId: milestone.id }
  meeting = good<Meeting>(
    await desk.post(`/api/groups/${group.id}/convene`, {
      ...{ title: 'Ședința pentru pilot', description: '', zone, durationMinutes: 60, roomId: null },
      ...{ video: true, shortNoticeReason: 'Termenul s-a apropiat.' },
      start: ministry.time
        .now()
        .add({ minutes: 5 })
        .toZonedDateTimeISO(zone)
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' }),
      attendees: [{ email: guestEmail, name: 'Ion Radu', role: 'optional' }],
      agenda: [{ ...item, title: 'Stadiul pilotului' }],
    }),
  )
}

const page = () => `/meetings/${meeting.id}`
const guestLink = async () => linkIn(await ministry.mailTo(guestEmail, 'Convocare'), 'i')

describe('before the meeting', () => {
  it('its agenda names the milestone of an item, and leads to it', async () => {
    const chair = await ministry.open(page(), ministry.people.chair)
    await region(chair, 'Ordinea de zi').getByRole('link', { name: milestoneName }).click()
    await chair.getByRole('heading', { level: 1, name: 'Pilot în 12 școli' }).waitFor()
  })

  it('a phone asks for the answer before it tells the facts', async () => {
    const chair = await ministry.open(page(), ministry.people.chair)
    await chair.setViewportSize({ width: 390, height: 844 })
    const [asked, told] = await Promise.all([
      chair.getByRole('heading', { name: 'Participați?' }).boundingBox(),
      chair.getByText('Organizată de Sorina Popescu').boundingBox(),
    ])
    expect(asked!.y).toBeLessThan(told!.y)
  })

  it('is answered from the menu on Today by keyboard, and is asked no more', async () => {
    const chair = await ministry.open('/', ministry.people.chair)
    await button(chair, 'Răspunde: Ședința pentru pilot').press('Enter')
    await chair.getByRole('menuitem', { name: 'Particip', exact: true }).waitFor()
    await chair.keyboard.press('ArrowDown')
    await until('the second answer has the focus', () =>
      chair.getByRole('menuitem', { name: 'Poate', exact: true }).evaluate((item) => item.matches(':focus')),
    )
    await chair.keyboard.press('Enter')
    await chair.getByText('„Ședința pentru pilot”: Poate.').waitFor()
    await button(chair, 'Răspunde: Ședința pentru pilot').waitFor({ state: 'detached' })
    expect(await answerOf(ministry.people.chair.email)).toBe('tentative')
  })

  const answerOf = async (email: string) =>
    good<Meeting>(await desk.get(`/api/meetings/${meeting.id}`)).attendees.find((one) => one.email === email)
      ?.partStat

  it('shows answers that calendars sent and nobody can be sure of, for the secretary to say whose they are', async () => {
    const secretary = await ministry.open(page(), ministry.people.secretary)
    const invitation = await ministry.mailTo(guestEmail, 'Convocare')
    const { events } = await readCalendar(textIn(invitation, 'text/calendar'))
    const reply = {
      uid: events[0]?.properties['UID']?.[0]?.text ?? '',
      stampedAt: ministry.time.now().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, ''),
    }
    await mailbox.deliver(
      replyMail({
        ...{ ...reply, from: 'Cabinet <cabinet@primarie.example>', attendee: guestEmail },
        ...{ partStat: 'ACCEPTED', more: ['COMMENT:Vine domnul primar.'] },
      }),
    )
    const waiting = region(secretary, 'Răspunsuri de lămurit')
    const first = waiting.getByRole('listitem').filter({ hasText: 'cabinet@primarie.example' })
    await first.getByText('Vine domnul primar.').waitFor()
    await first.getByText(`Răspunde pentru ${guestEmail}, de la altă adresă.`).waitFor()
    // Who was named is chosen already.
    const whose = first.getByRole('combobox', { name: 'Al cui este răspunsul' })
    expect(await whose.locator('option:checked').textContent()).toContain('Ion Radu')
    await first.getByRole('button', { name: 'Înregistrează' }).click()
    await waiting.waitFor({ state: 'detached' })
    await region(secretary, 'Participanți')
      .getByRole('listitem')
      .filter({ hasText: guestEmail })
      .getByText('Vine', { exact: true })
      .waitFor()
    expect(await answerOf(guestEmail)).toBe('accepted')

    await mailbox.deliver(
      replyMail({ ...reply, from: 'Curios <curios@altundeva.example>', partStat: 'DECLINED' }),
    )
    const second = waiting.getByRole('listitem').filter({ hasText: 'curios@altundeva.example' })
    await second.getByText('Adresa nu este pe lista de participanți.').waitFor()
    expect(await second.getByRole('button', { name: 'Înregistrează' }).isDisabled()).toBe(true)
    await second.getByRole('button', { name: 'Nu este al nimănui' }).click()
    await waiting.waitFor({ state: 'detached' })
    expect(await answerOf(guestEmail)).toBe('accepted')
  })
})

describe('during the meeting', () => {
  it('who came by a personal link has the agenda beside the pictures, and nothing that leads away', async () => {
    const guest = await ministry.open(`${await guestLink()}/join`)
    await button(guest, 'Intră în conferință').click()
    await guest.locator('.call').waitFor()
    await button(guest, 'Ordine de zi: arată').click()
    const panel = guest.getByRole('complementary', { name: 'Ordinea de zi' })
    await panel.getByRole('heading', { name: /Stadiul pilotului/ }).waitFor()
    expect(await panel.getByRole('link').count()).toBe(0)
    expect(await button(guest, /^Proces-verbal/).count()).toBe(0)
    await guest.close()
  })

  it('the group’s secretary, who has no other role, opens the minutes from the meeting’s page', async () => {
    const { today, time } = ministry
    const at = time.now().add({ minutes: 10 }).toZonedDateTimeISO(zone)
    ministry.moveTo(today(), at.toPlainTime().toString({ smallestUnit: 'minute' }))
    const secretary = await ministry.open(page(), ministry.people.member)
    await button(secretary, 'Deschide procesul-verbal').click()
    await secretary.waitForURL(new RegExp(`${page()}/minutes$`))
    await secretary.getByRole('textbox', { name: 'Dezbateri: Stadiul pilotului' }).waitFor()
  })
})

describe('minutes', () => {
  const minutes = `/minutes`
  const api = () => `/api/meetings/${meeting.id}/minutes`
  const read = async () => good<Minutes>(await desk.get(api()))
  const due = () => ministry.today().add({ days: 7 }).toString()
  let reader: Page
  const actions = (one: Page) => one.getByRole('list', { name: 'Acțiuni stabilite' }).getByRole('listitem')

  it('go back to be corrected only with a remark, which those who write read above the text', async () => {
    const chair = await ministry.signedIn(ministry.people.chair)
    const { entries } = await read()
    const line = { milestoneId: milestone.id }
    good(await desk.post(`${api()}/entries/${entries[0]!.id}/decisions`, { ...line, text: 'Se amână.' }))
    good(
      await desk.post(`${api()}/entries/${entries[0]!.id}/actions`, {
        ...{ ...line, text: 'Trimite lista', ownerPersonId: ministry.people.chair.id, dueOn: due() },
      }),
    )
    good(await chair.post(`${api()}/approve`, { version: (await read()).version }))

    const secretary = await ministry.open(page() + minutes, ministry.people.secretary)
    await button(secretary, 'Întoarce pentru corecturi').click()
    await dialog(secretary).getByRole('button', { name: 'Întoarce pentru corecturi' }).click()
    await dialog(secretary).getByText('Completați acest câmp').waitFor()
    await dialog(secretary)
      .getByRole('textbox', { name: /^Ce este de corectat/ })
      .fill('Lipsește anexa „ș”.')
    await dialog(secretary).getByRole('button', { name: 'Întoarce pentru corecturi' }).click()
    await secretary.getByText(/^Întors pentru corecturi de Sorina Popescu/).waitFor()

    const writer = await ministry.open(page() + minutes, ministry.people.member)
    await writer.getByText('Lipsește anexa „ș”.').waitFor()
    await writer.getByText(milestoneName).first().waitFor()
    good(await chair.post(`${api()}/approve`, { version: (await read()).version }))
    await writer.getByText(/^Proces-verbal nr\. .+ din /).waitFor()
    expect(await writer.getByText('Lipsește anexa „ș”.').count()).toBe(0)
  })

  it('show once they are published what they are about and how each action stands: open, late, done', async () => {
    good(await desk.post(`${api()}/publish`, { version: (await read()).version }))
    reader = await ministry.open(page() + minutes, ministry.people.director)
    const decisions = reader.getByRole('list', { name: 'Decizii' })
    await decisions.getByRole('link', { name: milestoneName }).waitFor()
    await actions(reader).getByText('Deschisă', { exact: true }).waitFor()

    ministry.moveTo(ministry.today().add({ days: 12 }), '09:00')
    await signIn()
    reader = await ministry.open(page() + minutes, ministry.people.director)
    await actions(reader)
      .getByText(/Restantă de \d+ (de )?zile lucrătoare/)
      .waitFor()
  })

  it('lead who owes the action from Today to the action itself, and everybody sees it done', async () => {
    const owner = await ministry.open('/', ministry.people.chair)
    await link(owner, 'Deschide: Trimite lista').click()
    await owner.waitForURL(/\/actions\/[\w-]+$/)
    await owner.getByText(/Din procesul-verbal PV-/).waitFor()
    await button(owner, 'Încheie: Trimite lista').click()
    await dialog(owner).getByRole('button', { name: 'Este făcut' }).click()
    await owner
      .getByText(/Încheiată la /)
      .first()
      .waitFor()

    // Their page was open all the while; the reader may see the action, too.
    await actions(reader)
      .getByText(/Încheiată la /)
      .waitFor()
    await actions(reader)
      .getByRole('link', { name: /^Vezi acțiunea/ })
      .click()
    const { id } = good<{ items: Action[] }>(await desk.get('/api/actions?limit=1')).items[0]!
    await reader.waitForURL(new RegExp(`/actions/${id}$`))
    await reader.getByText('Trimite lista').waitFor()
  })
})

describe('the navigation', () => {
  it('leads to reports whoever manages a project, without any role for it, and nobody else', async () => {
    const { chair, member } = ministry.people
    const reports = (one: Page) => one.getByRole('navigation').getByRole('link', { name: 'Rapoarte' })
    const before = await ministry.open('/', member)
    await before.getByRole('navigation').getByRole('link', { name: 'Acțiuni' }).waitFor()
    expect(await reports(before).count()).toBe(0)

    const { id, version } = good<Project>(await manager.get(`/api/projects/${project.id}`))
    const form = { code: 'CAT-1', name: 'Catalogul electronic', description: '', organisationId: null }
    good(
      await manager.put(`/api/projects/${id}`, {
        ...{ ...form, managerPersonId: chair.id, status: 'running', version },
      }),
    )
    const now = await ministry.open('/', chair)
    await reports(now).click()
    await now.getByRole('heading', { level: 1, name: 'Rapoarte' }).waitFor()
  })
})

describe('a meeting without quorum', () => {
  it('is convened again with its agenda and without notice, and is valid whoever comes', async () => {
    const secretary = await ministry.open(page(), ministry.people.secretary)
    await secretary.getByText('Întâlnirea nu a avut cvorum').waitFor()
    await link(secretary, 'Convoacă din nou').click()
    await secretary.waitForURL(new RegExp(`/groups/${group.id}/convene\\?repeats=${meeting.id}`))
    await secretary.getByText('Repetă „Ședința pentru pilot”, care nu a avut cvorum.').waitFor()
    const titles = secretary.getByRole('textbox', { name: 'Titlul punctului 1' })
    await titles.waitFor()
    expect(await titles.inputValue()).toBe('Stadiul pilotului')
    const { day, month, year } = ministry.today()
    await secretary.getByRole('textbox', { name: 'Ziua' }).fill(`${day}.${month}.${year}`)
    await secretary.getByRole('textbox', { name: 'Ziua' }).press('Tab')
    await secretary.getByText('A doua convocare nu cere termen.').waitFor()
    expect(await secretary.getByRole('textbox', { name: 'Motivul termenului scurt' }).count()).toBe(0)

    await button(secretary, 'Convoacă grupul').click()
    await secretary.waitForURL(/\/meetings\/[\w-]+$/)
    await region(secretary, 'Cvorum').getByText('Nu este necesar').waitFor()
    await region(secretary, 'Convocarea').getByRole('link', { name: 'Întâlnirea fără cvorum' }).waitFor()
    const again = good<Agenda>(await desk.get(`/api${path(secretary)}/agenda`))
    expect(again.items.map(({ title, milestoneId }) => [title, milestoneId])).toEqual([
      ['Stadiul pilotului', milestone.id],
    ])
  })
})
