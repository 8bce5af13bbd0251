/** Minutes under several hands: nothing that is typed is lost, and each state has its way to the next. */
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Boot } from '../../contract/identity.ts'
import type { Minutes } from '../../contract/minutes.ts'
import type { Meeting } from '../../contract/scheduling.ts'
import { openContext, settled, usual } from '../screens/open-page.ts'
import { startFilled, type Filled } from '../screens/start-filled.ts'
import { createBrowser } from '../support/browser.ts'
import { openChromium } from '../support/chromium.ts'
import { until } from '../support/until.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'

const sorina = { email: 'sorina.pop@mdlpa.example', password: 'șapte sași pe o punte de lemn' }
const [first, second] = ['Stadiul lucrărilor', 'Bugetul pe 2027'] as const

const textOf = (page: Page, title: string) => page.getByRole('textbox', { name: `Dezbateri: ${title}` })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const saved = (page: Page) => page.locator('[data-status=saved]').waitFor()
const holds = (page: Page, title: string, text: string) =>
  until(
    `the text of "${title}" to be ${JSON.stringify(text)}`,
    async () => (await textOf(page, title).inputValue()) === text,
  )

describe('minutes', () => {
  let chromium: Chromium
  let filled: Filled
  const contexts: BrowserContext[] = []

  beforeAll(async () => {
    filled = await startFilled()
    chromium = await openChromium()
    const added = await filled.browser.post('/api/people', {
      ...{ name: 'Sorina Pop', email: sorina.email, position: null, organisationId: null },
      roles: ['secretariat'],
    })
    const { link } = added.body as { link: { url: string } }
    const token = new URL(link.url).searchParams.get('token')
    // Whoever chooses a password is signed in with it: not in the administrator's browser.
    await createBrowser(filled.url).post('/api/password', { token, password: sorina.password })
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
  })
  afterAll(async () => {
    await chromium?.close()
    await filled?.stop()
  })

  const asked = async <T>(method: 'get' | 'post' | 'put', path: string, body?: unknown): Promise<T> => {
    const answer = await filled.browser[method](path, body as never)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
    return answer.body as T
  }
  const stored = (meeting: Meeting) => asked<Minutes>('get', `/api/meetings/${meeting.id}/minutes`)

  /** A meeting of the administrator with two items on its agenda, and its minutes opened. */
  async function openMinutes(title: string): Promise<Meeting> {
    const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ minutes: 10 })
    const meeting = await asked<Meeting>('post', '/api/meetings', {
      ...{ title, zone: 'Europe/Bucharest', durationMinutes: 60, roomId: null, video: true },
      start: start.toPlainDateTime().toString({ smallestUnit: 'minute' }),
      attendees: [{ personId: filled.personId }, { email: 'oaspete@primarie.example', name: 'Ioana Dobre' }],
    })
    const item = { kind: 'discussion', durationMinutes: 20, speaker: null, milestoneId: null }
    await asked('put', `/api/meetings/${meeting.id}/agenda`, {
      items: [first, second].map((each) => ({ ...item, title: each })),
      version: 1,
    })
    await asked('post', `/api/meetings/${meeting.id}/minutes`)
    return meeting
  }

  /** A browser of its own: `as` another person, or the administrator. */
  async function browserOf(as?: typeof sorina): Promise<BrowserContext> {
    const context = await openContext(chromium, filled.url, usual, { signIn: as === undefined })
    contexts.push(context)
    if (as) await context.request.post('/api/session', { data: as, headers: { origin: filled.url } })
    return context
  }
  async function open(meeting: Meeting, context: BrowserContext): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`/meetings/${meeting.id}/minutes`)
    await settled(page)
    return page
  }
  const both = async (meeting: Meeting) =>
    [await open(meeting, await browserOf()), await open(meeting, await browserOf(sorina))] as const

  it('take what two secretaries write in one item at once, and move neither’s caret', async () => {
    const meeting = await openMinutes('Doi scriu deodată')
    const [ana, ion] = await both(meeting)
    await textOf(ana, first).fill('Sus\n\nJos')
    await holds(ion, first, 'Sus\n\nJos')

    await textOf(ion, first).press('Control+End')
    await Promise.all([
      textOf(ion, first).pressSequentially(', scris de Sorina', { delay: 40 }),
      (async () => {
        await textOf(ana, first).press('Control+Home')
        await textOf(ana, first).pressSequentially('Mai ', { delay: 40 })
      })(),
    ])
    const whole = 'Mai Sus\n\nJos, scris de Sorina'
    await holds(ana, first, whole)
    await holds(ion, first, whole)
    await saved(ana)
    expect((await stored(meeting)).entries[0]?.discussion).toBe(whole)

    await ana.keyboard.type('și ')
    await holds(ana, first, 'Mai și Sus\n\nJos, scris de Sorina')
    await ion.keyboard.type('.')
    await holds(ana, first, 'Mai și Sus\n\nJos, scris de Sorina.')
  })

  it('show both texts where the same lines differ, and keep both when asked to', async () => {
    const meeting = await openMinutes('Aceleași rânduri')
    const [ana, ion] = await both(meeting)
    // Sorina's line is cut for a moment, so that she cannot know what comes in.
    await ion.context().setOffline(true)
    await textOf(ion, second).fill('S-a respins.')
    await ion.getByText('Nesalvat, păstrat aici').waitFor()
    await textOf(ana, second).fill('S-a aprobat.')
    await saved(ana)
    await ion.context().setOffline(false)

    const conflict = ion.getByRole('region', { name: 'Altcineva a scris în aceleași rânduri' })
    await conflict.waitFor()
    const side = (name: string) => conflict.getByRole('group', { name }).getByRole('region')
    expect(await side('Ce ați scris dumneavoastră').innerText()).toContain('S-a respins.')
    expect(await side('Ce a scris altcineva').innerText()).toContain('S-a aprobat.')
    expect(await textOf(ion, second).inputValue()).toBe('S-a respins.')
    await conflict.getByRole('button', { name: 'Păstrează-le pe amândouă' }).click()
    await holds(ion, second, 'S-a aprobat.\nS-a respins.')
    await holds(ana, second, 'S-a aprobat.\nS-a respins.')
  })

  it('keep what is typed without a connection until the server has it, even when the tab is closed', async () => {
    const meeting = await openMinutes('Fără legătură')
    const context = await browserOf()
    const page = await open(meeting, context)
    await context.setOffline(true)
    await textOf(page, first).fill('Scris în tren')
    await page.getByText('Nesalvat: serverul nu răspunde').first().waitFor()
    await page.close()
    expect((await stored(meeting)).entries[0]?.discussion).toBe('')

    await context.setOffline(false)
    const again = await open(meeting, context)
    await holds(again, first, 'Scris în tren')
    await until(
      'the server has it',
      async () => (await stored(meeting)).entries[0]?.discussion === 'Scris în tren',
    )
    await saved(again)
  })

  it('are written by keyboard alone: decisions, actions, from item to item', async () => {
    const meeting = await openMinutes('Numai cu tastatura')
    const page = await open(meeting, await browserOf())
    await textOf(page, first).focus()
    await page.keyboard.press('Control+Enter')
    await page.keyboard.type('Se aprobă devizul.')
    await page.keyboard.press('Enter')
    await page.getByText('Decizia nr. 1').waitFor()
    await until('the text has the focus again', () =>
      textOf(page, first).evaluate((field) => field.matches(':focus')),
    )

    await page.keyboard.press('Alt+ArrowDown')
    await until('the next text has the focus', () =>
      textOf(page, second).evaluate((field) => field.matches(':focus')),
    )
    await page.keyboard.press('Control+Shift+Enter')
    await page.keyboard.type('Trimite devizul refăcut')
    await page.keyboard.press('Tab')
    await page.keyboard.type('serban')
    await page.getByRole('option', { name: /Bogdan Șerbănescu/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Termen' }).fill('31.12.2030')
    await page.keyboard.press('Control+Enter')
    await page.getByText('31 decembrie 2030').waitFor()
    const [one, two] = (await stored(meeting)).entries
    expect(one?.decisions.map(({ text }) => text)).toEqual(['Se aprobă devizul.'])
    expect(two?.actions).toMatchObject([{ text: 'Trimite devizul refăcut', dueOn: '2030-12-31' }])
  })

  it('do not let somebody else’s change or removal of a decision take away what I am changing', async () => {
    const meeting = await openMinutes('Aceeași decizie')
    const entry = (await stored(meeting)).entries[0]!
    const path = `/api/meetings/${meeting.id}/minutes`
    const { entries } = await asked<Minutes>('post', `${path}/entries/${entry.id}/decisions`, {
      ...{ text: 'Cum a fost', milestoneId: null },
    })
    const { id, version } = entries[0]!.decisions[0]!
    const page = await open(meeting, await browserOf())
    await button(page, 'Modifică decizia nr. 1').click()
    await page.getByRole('textbox', { name: 'Decizia nr. 1' }).fill('Cum vreau eu')
    await asked('put', `${path}/decisions/${id}`, { text: 'Cum vrea altcineva', milestoneId: null, version })
    await page.getByText('Altcineva a scris aici între timp').waitFor()
    await page.getByText('Cum vrea altcineva').waitFor()
    await button(page, 'Păstrează varianta mea').click()
    expect((await filled.browser.delete(`${path}/decisions/${id}`)).status).toBe(200)
    await page.getByText('Altcineva a șters-o între timp').waitFor()
    await button(page, 'Salvează').click()
    await button(page, 'Modifică decizia nr. 1').waitFor()
    expect((await stored(meeting)).entries[0]?.decisions.map(({ text }) => text)).toEqual(['Cum vreau eu'])
  })

  it('are approved, published once with a word to the second who tries, and added to', async () => {
    const meeting = await openMinutes('Până la publicare')
    const [ana, ion] = await both(meeting)
    await textOf(ana, first).fill('Totul este în grafic.')
    await button(ana, 'Aprobă').click()
    await ana.getByRole('dialog').getByRole('button', { name: 'Aprobă' }).click()
    await ana.getByText(/^Proces-verbal nr\. .+ din /).waitFor()
    await ana.getByText('Totul este în grafic.').waitFor()

    for (const page of [ana, ion]) await button(page, 'Publică').click()
    await ana.getByRole('dialog').getByText('2 persoane primesc procesul-verbal prin e-mail').waitFor()
    const publish = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Publică' }).click()
    await publish(ana)
    await button(ana, 'Adaugă o completare').waitFor()
    await publish(ion)
    await ion.getByRole('dialog').getByText('Procesul-verbal nu mai este în această stare').waitFor()
    await ion.getByRole('dialog').getByRole('button', { name: 'Renunță' }).click()

    await button(ion, 'Adaugă o completare').click()
    await ion.getByRole('textbox', { name: 'Textul completării' }).fill('Se îndreaptă data din antet.')
    await ion.getByRole('dialog').getByRole('button', { name: 'Adaugă o completare' }).click()
    for (const page of [ana, ion]) await page.getByText('Se îndreaptă data din antet.').waitFor()
    expect((await stored(meeting)).addenda).toHaveLength(1)
  })

  it('show what came too late to those who typed it, instead of losing it', async () => {
    const meeting = await openMinutes('Prea târziu')
    const page = await open(meeting, await browserOf(sorina))
    await page.context().setOffline(true)
    await textOf(page, second).fill('Nu apucasem să salvez')
    await page.getByText('Nesalvat, păstrat aici').waitFor()
    const { version } = await stored(meeting)
    await asked('post', `/api/meetings/${meeting.id}/minutes/approve`, { version })
    await page.context().setOffline(false)
    await page.getByText('Text care nu a mai ajuns în procesul-verbal').waitFor()
    await page.getByText('Nu apucasem să salvez').waitFor()
  })
})

describe('agenda and minutes in the conference', () => {
  let room: MeetingRoom
  beforeAll(async () => {
    room = await openMeetingRoom('Ședință cu proces-verbal')
  })
  afterAll(async () => room?.close())

  it('lie beside the pictures; what is written there is on the page, and the call’s keys are quiet meanwhile', async () => {
    const browser = await room.app.administrator()
    const path = `/api/meetings/${room.meeting.id}`
    const item = { kind: 'decision', durationMinutes: 20, speaker: 'Ion Ștefănescu', milestoneId: null }
    const items = [first, second].map((title) => ({ ...item, title }))
    expect((await browser.put(`${path}/agenda`, { items, version: 1 })).status).toBe(200)

    const host = await room.host()
    await button(host, 'Intră în conferință').click()
    await host.locator('.call').waitFor()
    await host.keyboard.press('Alt+KeyA')
    const panel = host.getByRole('complementary', { name: 'Ordinea de zi' })
    await panel.getByRole('heading', { name: new RegExp(second) }).waitFor()
    await panel.getByText('O persoană în conferință').waitFor()

    await button(host, 'Proces-verbal: arată').click()
    await button(host, 'Deschide procesul-verbal').click()
    await textOf(host, first).fill('Scris lângă imagini')
    await saved(host)
    const stage = await host.getByRole('main').boundingBox()
    const minutes = await host.getByRole('complementary', { name: 'Proces-verbal' }).boundingBox()
    expect(minutes!.x).toBeGreaterThanOrEqual(stage!.x + stage!.width)

    const microphone = button(host, /^Microfon: /)
    const before = await microphone.getAttribute('aria-label')
    await textOf(host, first).press('Alt+KeyM')
    await host.keyboard.press('Control+Enter')
    await host.keyboard.type('Se aprobă.')
    await host.keyboard.press('Enter')
    await host.getByText('Decizia nr. 1').waitFor()
    expect(await microphone.getAttribute('aria-label')).toBe(before)

    const page = await host.context().newPage()
    await page.goto(`${room.app.url}/meetings/${room.meeting.id}/minutes`)
    await holds(page, first, 'Scris lângă imagini')
    await page.getByText('Se aprobă.').waitFor()
    await textOf(page, second).fill('Scris pe pagină')
    await holds(host, second, 'Scris pe pagină')
    await page.close()
    // That nobody had opened the minutes is an answer like any other; the browser calls it a failed load.
    expect(room.complaints.filter((one) => !one.includes('status of 404'))).toEqual([])
  })

  it('say live whether the institutions that are there make a quorum', async () => {
    const browser = await room.app.administrator()
    const send = async <T>(path: string, body: unknown): Promise<T> => {
      const answer = await browser.post(path, body)
      if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`)
      return answer.body as T
    }
    const { me } = (await browser.get('/api/session')).body as Boot
    const ion = room.meeting.attendees[0]!.personId
    const now = Temporal.Now.zonedDateTimeISO('Europe/Bucharest')
    const act = { number: '1', date: now.toPlainDate().toString() }
    const { id: groupId } = await send<{ id: string }>('/api/groups', {
      ...{ name: 'Grupul de lucru', shortName: 'GL', purpose: '', act },
      ...{ chairPersonId: me!.person.id, secretaryPersonId: null },
      rules: {
        ...{ quorum: { numerator: 1, denominator: 1 }, noticeDays: 0, noticeUnit: 'calendar' },
        ...{ minutesApprover: 'chair', reminderHours: 24 },
      },
    })
    for (const [shortName, personId] of [
      ['MF', me!.person.id],
      ['STS', ion],
    ]) {
      const { id } = await send<{ id: string }>('/api/organisations', {
        name: `${shortName} întreg`,
        shortName,
      })
      await send(`/api/groups/${groupId}/mandates`, {
        ...{ personId, organisationId: id, kind: 'titular', act, from: act.date, until: null },
      })
    }
    const meeting = await send<Meeting>(`/api/groups/${groupId}/convene`, {
      ...{ title: 'Cu cvorum', description: '', zone: 'Europe/Bucharest', durationMinutes: 60 },
      ...{ roomId: null, video: true, attendees: [], agenda: [] },
      start: now.toPlainDateTime().toString({ smallestUnit: 'minute' }),
    })
    const enter = async (page: Page) => {
      await page.goto(`${room.app.url}/meetings/${meeting.id}/join`)
      await button(page, 'Intră în conferință').click()
      await page.locator('.call').waitFor()
    }
    const host = await room.host()
    await enter(host)
    await button(host, 'Persoane: arată').click()
    await host.getByText('Prezente: 1 din 2 instituții').waitFor()
    await host.getByText('Încă nu este cvorum').waitFor()
    await enter(await room.member())
    await host.getByText('Este cvorum', { exact: true }).waitFor()
  })
})
