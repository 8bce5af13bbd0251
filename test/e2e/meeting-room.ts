/** The product with a meeting that goes on now, and people who open it in browsers of their own. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Meeting } from '../../contract/scheduling.ts'
import { openChromium } from '../support/chromium.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'
import { watchScript } from './watch-media.ts'

export type MeetingRoom = {
  app: TestApp
  meeting: Meeting
  /** Opens the meeting's preview as its host, the administrator who organises it. */
  host(): Promise<Page>
  /** Opens it as a member who attends. */
  member(): Promise<Page>
  /** Opens the guest link; the name is already remembered by that browser. */
  guest(name: string, organisation?: string): Promise<Page>
  /** What the pages' consoles complained of, by page. */
  complaints: string[]
  close(): Promise<void>
}

export const memberName = 'Ion Ștefănescu'
const password = 'patru mere sub pat'

export type RoomOptions = {
  /** Everybody comes with the microphone off, so that nobody speaks. */
  silent?: boolean
  viewport?: { width: number; height: number }
}

export async function openMeetingRoom(title: string, options: RoomOptions = {}): Promise<MeetingRoom> {
  const app = await startApp()
  const chromium = await openChromium([
    // The screen to share is chosen without anybody's hand.
    '--auto-select-desktop-capture-source=Entire screen',
    // Three people encode three layers each on this one machine: fewer pictures a second are enough to count them.
    '--use-fake-device-for-media-stream=fps=8',
  ]).catch(async (error: unknown) => {
    await app.stop()
    throw error
  })
  const complaints: string[] = []
  const ana = await app.administrator()
  const added = await ana.post('/api/people', {
    name: memberName,
    email: 'ion@example.ro',
    roles: ['member'],
  })
  const { person, link } = added.body as { person: { id: string }; link: { url: string } }
  await app.browser().post('/api/password', { token: new URL(link.url).searchParams.get('token'), password })
  const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ minutes: 2 })
  const booked = await ana.post('/api/meetings', {
    title,
    start: start.toPlainDateTime().toString({ smallestUnit: 'minute' }),
    zone: 'Europe/Bucharest',
    durationMinutes: 60,
    roomId: null,
    video: true,
    attendees: [{ personId: person.id }],
  })
  const meeting = booked.body as Meeting
  if (booked.status !== 201 || !meeting.guestUrl) throw new Error(`no meeting was booked: ${booked.text}`)

  async function open(who: string, path: string, prepare: (context: BrowserContext) => Promise<unknown>) {
    const context = await newContext(chromium, app.url, options)
    await prepare(context)
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${who}: ${message.text()}`)
    })
    page.on('pageerror', (error) => complaints.push(`${who}: ${error.message}`))
    await page.goto(new URL(path, app.url).href)
    return page
  }
  const signedIn = (email: string, secret: string) => (context: BrowserContext) =>
    context.request.post(`${app.url}/api/session`, {
      data: { email, password: secret },
      headers: { origin: app.url },
    })

  const join = `/meetings/${meeting.id}/join`
  return {
    app,
    meeting,
    complaints,
    host: () => open('host', join, signedIn(administrator.email, administrator.password)),
    member: () => open('member', join, signedIn('ion@example.ro', password)),
    guest: (name, organisation = '') =>
      open(name, meeting.guestUrl ?? '', (context) =>
        context.addInitScript(
          `localStorage.getItem('sfat.guest') ?? localStorage.setItem('sfat.guest', ${JSON.stringify(JSON.stringify({ name, organisation }))})`,
        ),
      ),
    async close() {
      await chromium.close()
      await app.stop()
    },
  }
}

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
