/** The product with a meeting that goes on now, and people who open it in browsers of their own. */
import type { Browser, BrowserContext, Page, Request } from 'playwright-core'
import { loadSecrets } from '../../api/secrets.ts'
import type { Meeting } from '../../contract/scheduling.ts'
import { invitationUrl } from '../../scheduler/invitation-link.ts'
import { openChromium } from '../support/chromium.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { watchScript } from './watch-media.ts'

/** The product that the meeting is in: in this process, or in one of its own. */
export type RoomProduct = Pick<TestApp, 'url' | 'dataDir' | 'browser' | 'administrator' | 'stop'>

export type MeetingRoom = {
  app: RoomProduct
  chromium: Browser
  meeting: Meeting
  /** Opens the meeting's preview as its host, the administrator who organises it. */
  host(): Promise<Page>
  /** Opens it as a member who attends. */
  member(): Promise<Page>
  /** Opens the personal link of somebody who was invited and has no account. */
  invited(): Promise<Page>
  /** Opens the guest link; the name is already remembered by that browser. */
  guest(name: string, organisation?: string): Promise<Page>
  /** The same in another browser than the others', e.g. on another network. */
  guestIn(browser: Browser, name: string): Promise<Page>
  /** What the pages' consoles complained of, by page. */
  complaints: string[]
  close(): Promise<void>
}

export const memberName = 'Ion Ștefănescu'
export const invitedName = 'Maria Țurcanu'
const password = 'patru mere sub pat'

export type RoomOptions = {
  /** Everybody comes with the microphone off, so that nobody speaks. */
  silent?: boolean
  viewport?: { width: number; height: number }
  /** What else the browser is told. */
  arguments?: string[]
  /** Starts the product that the meeting is in. */
  start?: () => Promise<RoomProduct>
}

export async function openMeetingRoom(title: string, options: RoomOptions = {}): Promise<MeetingRoom> {
  const app = await (options.start ?? startApp)()
  const chromium = await openChromium([...roomArguments(app.url), ...(options.arguments ?? [])]).catch(
    async (error: unknown) => {
      await app.stop()
      throw error
    },
  )
  const complaints: string[] = []
  const ana = await app.administrator()
  const added = await ana.post('/api/people', {
    name: memberName,
    email: 'ion@example.ro',
    roles: ['member'],
  })
  const { person, link } = added.body as { person: { id: string }; link: { url: string } }
  await app.browser().post('/api/password', { token: new URL(link.url).searchParams.get('token'), password })
  const from = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ minutes: 2 })
  const booked = await ana.post('/api/meetings', {
    title,
    start: from.toPlainDateTime().toString({ smallestUnit: 'minute' }),
    zone: 'Europe/Bucharest',
    durationMinutes: 60,
    roomId: null,
    video: true,
    attendees: [{ personId: person.id }, { name: invitedName, email: 'maria@example.org' }],
  })
  const meeting = booked.body as Meeting
  if (booked.status !== 201 || !meeting.guestUrl) throw new Error(`no meeting was booked: ${booked.text}`)

  async function open(
    who: string,
    path: string,
    prepare: (context: BrowserContext) => Promise<unknown>,
    browser = chromium,
  ) {
    const context = await newContext(browser, app.url, options)
    await prepare(context)
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${who}: ${message.text()}`)
    })
    page.on('pageerror', (error) => complaints.push(`${who}: ${error.message}`))
    await load(page, new URL(path, app.url).href)
    return page
  }
  /** Opens the meeting's page of this attendee, as their mail would lead them. */
  const openInvited = async () => {
    const attendee = meeting.attendees.find(({ name }) => name === invitedName)
    const { guestLink } = await loadSecrets(app.dataDir)
    const link = invitationUrl({ key: guestLink, publicUrl: app.url }, attendee?.id ?? '')
    return open(invitedName, `${link}/join`, async () => undefined)
  }
  const openGuest = (name: string, organisation: string, browser?: Browser) =>
    open(
      name,
      meeting.guestUrl ?? '',
      (context) =>
        context.addInitScript(
          `localStorage.getItem('sfat.guest') ?? localStorage.setItem('sfat.guest', ${JSON.stringify(JSON.stringify({ name, organisation }))})`,
        ),
      browser,
    )
  const signedIn = (email: string, secret: string) => async (context: BrowserContext) => {
    const answer = await context.request.post(`${app.url}/api/session`, {
      data: { email, password: secret },
      headers: { origin: app.url },
    })
    if (!answer.ok()) throw new Error(`${email} was not signed in: ${await answer.text()}`)
  }

  const join = `/meetings/${meeting.id}/join`
  return {
    app,
    chromium,
    meeting,
    invited: openInvited,
    complaints,
    host: () => open('host', join, signedIn(administrator.email, administrator.password)),
    member: () => open('member', join, signedIn('ion@example.ro', password)),
    guest: (name, organisation = '') => openGuest(name, organisation),
    guestIn: (browser, name) => openGuest(name, '', browser),
    async close() {
      await chromium.close()
      await app.stop()
    },
  }
}

/** Opens a page; again where this machine's own network changed meanwhile, as it does beside tests with networks of theirs. */
async function load(page: Page, url: string): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    let changed = false
    const notice = (request: Request) => {
      changed ||= request.failure()?.errorText === 'net::ERR_NETWORK_CHANGED'
    }
    page.on('requestfailed', notice)
    await page.goto(url)
    const drawn = page.locator('h1, .call')
    await until('the page is drawn', async () => changed || (await drawn.count()) > 0, 60_000)
    page.off('requestfailed', notice)
    if (!changed) return
  }
}

/** What a browser needs to take part in a meeting of this product. */
export const roomArguments = (url: string): string[] => [
  // The screen to share is chosen without anybody's hand.
  '--auto-select-desktop-capture-source=Entire screen',
  // Three people encode three layers each on this one machine: fewer pictures a second are enough to count them.
  '--use-fake-device-for-media-stream=fps=8',
  // Cameras are for https and for this machine; in a test's own network there is neither.
  `--unsafely-treat-insecure-origin-as-secure=${url}`,
]

async function newContext(
  chromium: Browser,
  url: string,
  { silent = false, viewport = { width: 1280, height: 800 } }: RoomOptions,
): Promise<BrowserContext> {
  const context = await chromium.newContext({ locale: 'ro-RO', viewport })
  // Three browsers that encode video share this machine with whatever else runs on it.
  context.setDefaultTimeout(60_000)
  await context.grantPermissions(['camera', 'microphone'], { origin: url })
  await context.addInitScript(watchScript)
  if (silent)
    await context.addInitScript(
      `localStorage.getItem('sfat.devices') ?? localStorage.setItem('sfat.devices', '{"microphoneOn":false}')`,
    )
  return context
}
