/**
 * Three institutions, five people and a room in the real product, with a real mail server, on a morning: a story of a day
 * must not cross midnight wherever the machine's clock stands.
 */
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import type { Environment } from '../../api/config.ts'
import type { Person } from '../../contract/identity.ts'
import type { Answer, Browser } from '../support/browser.ts'
import { openChromium } from '../support/chromium.ts'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { leaves, readMail, type ReadMail } from '../support/read-mail.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { type MovedTime, moveTime } from './moved-time.ts'
import { watchScript } from './watch-media.ts'

export const zone = 'Europe/Bucharest'
const password = 'patru mere sub pat'

type Name = 'secretary' | 'chair' | 'member' | 'manager' | 'director'

export type SmallMinistry = {
  app: TestApp
  mail: MailServer
  people: Readonly<Record<Name, Person>>
  time: MovedTime
  today(): Temporal.PlainDate
  /** It is that hour of that day, for the product and for the browsers that are opened from then on. */
  moveTo(day: Temporal.PlainDate, hour: string): void
  /** A browser of its own, in which that person is signed in; a stranger's without one. */
  open(address: string, as?: { email: string; password?: string }): Promise<Page>
  /** The interface, as that person uses it. */
  signedIn(as: { email: string }): Promise<Browser>
  /** The newest mail to somebody whose subject holds the words, once it is there. */
  mailTo(email: string, words: string): Promise<ReadMail>
  /** How many such mails have come. */
  mailsTo(email: string, words: string): Promise<number>
  close(): Promise<void>
}

/** The body of an answer that is no refusal. */
export const good = <T>(answer: Answer): T => {
  if (answer.status >= 300) throw new Error(`the server answered ${answer.status}: ${answer.text}`)
  return answer.body as T
}

export const textIn = (read: ReadMail, type: string): string =>
  leaves(read.body).find((part) => part.type === type)?.text ?? ''
/** The personal address behind `/i/` or `/a/` in a mail. */
export const linkIn = (read: ReadMail, door: string): string =>
  new RegExp(`http\\S+/${door}/[\\w-]+`).exec(textIn(read, 'text/plain'))?.[0] ?? ''

/** `firstDay` says when the story begins, that is not before tomorrow. */
export async function openSmallMinistry(
  env: Environment = {},
  firstDay = (tomorrow: Temporal.PlainDate) => tomorrow,
): Promise<SmallMinistry> {
  const time = moveTime()
  const today = () => time.now().toZonedDateTimeISO(zone).toPlainDate()
  const moveTo = (day: Temporal.PlainDate, hour: string) =>
    time.moveTo(day.toZonedDateTime({ timeZone: zone, plainTime: hour }))
  moveTo(firstDay(today().add({ days: 1 })), '09:00')

  const mail = await startMailServer()
  const app = await startApp({
    env: { SMTP_URL: mail.url, MAIL_FROM: 'Sfat <sfat@edu.example>', ...env },
  })
  const chromium: Chromium = await openChromium(['--use-fake-device-for-media-stream=fps=8'])
  const contexts: BrowserContext[] = []

  /** Each is read once, by a program of its own. */
  const read = new Map<string, Promise<ReadMail>>()
  const readOnce = (raw: string) => {
    const known = read.get(raw) ?? readMail(raw)
    read.set(raw, known)
    return known
  }
  async function findMail(email: string, words: string): Promise<ReadMail[]> {
    const found: ReadMail[] = []
    for (const { to, raw } of mail.accepted.toReversed()) {
      if (to !== email) continue
      const one = await readOnce(raw)
      if (one.headers['subject']?.includes(words)) found.push(one)
    }
    return found
  }

  return {
    ...{ app, mail, time, today, moveTo },
    people: await settle(app),
    async open(address, as) {
      const context = await chromium.newContext({
        ...{ baseURL: app.url, locale: 'ro-RO', reducedMotion: 'reduce' },
        viewport: { width: 1280, height: 900 },
      })
      contexts.push(context)
      context.setDefaultTimeout(60_000)
      await context.grantPermissions(['camera', 'microphone'], { origin: app.url })
      await context.addInitScript(watchScript)
      await time.tell(context)
      if (as) {
        const data = { email: as.email, password: as.password ?? password }
        const answer = await context.request.post('/api/session', { data, headers: { origin: app.url } })
        if (!answer.ok()) throw new Error(`${as.email} could not sign in: ${answer.status()}`)
      }
      const page = await context.newPage()
      await page.goto(address)
      await page.locator('h1').first().waitFor()
      return page
    },
    async signedIn({ email }) {
      const browser = app.browser()
      good(await browser.post('/api/session', { email, password }))
      return browser
    },
    mailTo: (email, words) =>
      until(
        `the mail "${words}" to ${email}`,
        async () => (await findMail(email, words))[0] ?? null,
        // A job of the timetable that brings it runs once a minute.
        90_000,
      ),
    mailsTo: async (email, words) => (await findMail(email, words)).length,
    async close() {
      time.restore()
      for (const context of contexts) await context.close()
      await chromium.close()
      await app.stop()
      await mail.close()
    },
  }
}

async function settle(app: TestApp): Promise<Record<Name, Person>> {
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
  const people = {
    secretary: await add('Sorina Popescu', 'sorina@edu.example', 'secretariat', edu),
    chair: await add('Dan Șerban', 'dan@mf.example', 'member', mf),
    member: await add('Elena Țurcanu', 'elena@adr.example', 'member', adr),
    manager: await add('Andrei Vlăsceanu', 'andrei@edu.example', 'project-manager', edu),
    director: await add('Călin Chiriac', 'calin@edu.example', 'directorate', edu),
  }
  const room = { name: 'Sala de consiliu', building: 'Sediul central', capacity: 30, equipment: [] }
  good(await browser.post('/api/rooms', room))
  return people
}
