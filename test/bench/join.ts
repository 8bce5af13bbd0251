/**
 * From the click on Join to the first decoded frame, both ways (the comer sees who is there, who is there sees the comer),
 * in the product's own page and in a minimal mediasoup page, by turns in the same run on loopback; and from opening the
 * link. Each time in a new browser profile without a cache. `npm run bench join [COUNT]`.
 */
import { availableParallelism } from 'node:os'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { JoinAnswer } from '../../contract/conference.ts'
import { Meeting } from '../../contract/scheduling.ts'
import { bundlePage } from '../support/bundle-page.ts'
import { openChromium } from '../support/chromium.ts'
import { percentile, reportBench } from '../support/report-bench.ts'
import { administrator, startApp, type TestApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { startMinimalServer } from './join/minimal-server.ts'

const count = Number(process.argv[2] ?? 20)
const warmUps = 2
/** What the issue allows: seconds, and times the minimal page. */
const goals = { joinMs: 1_000, timesMinimal: 1.5, openMs: 2_000 }

type Marks = { opened: number; click: number | null; firstFrame: number | null }
/** Milliseconds from the click to the first frame in the page of who comes, and in that of who was there. */
type Joined = { comer: number; other: number; fromOpening: number }

const marksOf = (page: Page) => page.evaluate(() => (globalThis as unknown as { marks: Marks }).marks)

/** Clicks in a page that is ready to join, and waits for both sides' first frame. */
async function joinIn(page: Page, other: Page, click: () => Promise<void>): Promise<Joined> {
  await other.evaluate(() => void ((globalThis as unknown as { marks: Marks }).marks.firstFrame = null))
  await click()
  return await until(
    'the first frame on both sides',
    async () => {
      const [ours, theirs] = await Promise.all([marksOf(page), marksOf(other)])
      if (ours.firstFrame === null || theirs.firstFrame === null || ours.click === null) return null
      return {
        comer: ours.firstFrame - ours.click,
        other: theirs.firstFrame - ours.click,
        fromOpening: ours.firstFrame - ours.opened,
      }
    },
    30_000,
  )
}

async function bookVideoMeeting(app: TestApp): Promise<Meeting> {
  const browser = await app.administrator()
  const start = Temporal.Now.zonedDateTimeISO('Europe/Bucharest').add({ minutes: 10 })
  const answer = await browser.post('/api/meetings', {
    title: 'Consiliul de lucru',
    start: start.toPlainDateTime().toString({ smallestUnit: 'minute' }),
    zone: 'Europe/Bucharest',
    durationMinutes: 60,
    roomId: null,
    video: true,
  })
  return Meeting.parse(answer.body)
}

/** Somebody who is in the product's call already, and sends. */
async function openSender(browser: Browser, script: string, app: TestApp, meeting: Meeting): Promise<Page> {
  const admin = await app.administrator()
  const { ticket, url } = JoinAnswer.parse((await admin.post(`/api/meetings/${meeting.id}/join`, {})).body)
  const context = await browser.newContext({ bypassCSP: true })
  const page = await openWith(context, script, new URL('/health/live', app.url).href)
  await page.addScriptTag({ content: await bundlePage('caller') })
  await page.evaluate(
    async ([nodeUrl, text]) => {
      const { caller } = globalThis as unknown as {
        caller: Record<string, (...args: unknown[]) => Promise<void>>
      }
      await caller['arrive']?.(nodeUrl, { ticket: text })
      await caller['enter']?.()
      await caller['publish']?.('microphone')
      await caller['publish']?.('camera')
    },
    [url, ticket] as const,
  )
  return page
}

/** Whether the sender receives nothing. */
const isAlone = async () => {
  const { caller } = globalThis as unknown as { caller: { received(): Promise<unknown[]> } }
  return (await caller.received()).length === 0
}

/** `hurried` presses as soon as there is something to press; otherwise all is loaded before. */
async function joinProduct(
  browser: Browser,
  sender: Page,
  signedIn: State,
  script: string,
  address: string,
  hurried: boolean,
) {
  const context = await browser.newContext({ storageState: signedIn, locale: 'ro-RO' })
  try {
    const page = await openWith(context, script, address)
    const join = page.getByRole('button', { name: 'Intră în conferință' })
    if (!hurried) {
      await join.waitFor()
      await page.locator('video').first().waitFor()
      await page.waitForLoadState('networkidle')
    }
    const joined = await joinIn(page, sender, () => join.click())
    // Whoever only closes the page keeps the seat, and is still sent to, for a minute.
    await page.getByRole('button', { name: 'Ieși din conferință' }).click()
    await until('the seat to be free', () => sender.evaluate(isAlone))
    return joined
  } finally {
    await context.close()
  }
}

async function joinMinimal(browser: Browser, sender: Page, script: string, address: string) {
  const context = await browser.newContext()
  try {
    const page = await openWith(context, script, address)
    return await joinIn(page, sender, () => page.getByRole('button', { name: 'Join' }).click())
  } finally {
    await context.close()
  }
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>

async function signIn(browser: Browser, app: TestApp): Promise<State> {
  const context = await browser.newContext()
  const data = { email: administrator.email, password: administrator.password }
  const answer = await context.request.post(new URL('/api/session', app.url).href, {
    data,
    headers: { origin: app.url },
  })
  if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}`)
  const state = await context.storageState()
  await context.close()
  return state
}

async function openWith(context: BrowserContext, script: string, address: string): Promise<Page> {
  await context.addInitScript({ content: script })
  const page = await context.newPage()
  await page.goto(address)
  return page
}

const [app, minimal, browser, script] = await Promise.all([
  startApp(),
  startMinimalServer(),
  openChromium(),
  bundlePage('first-frame'),
])
try {
  const meeting = await bookVideoMeeting(app)
  const signedIn = await signIn(browser, app)
  const productAddress = new URL(`/meetings/${meeting.id}/join`, app.url).href
  const sender = await openSender(browser, script, app, meeting)
  // The minimal page's sender is the page itself, in the room before the others.
  const minimalSender = await openWith(await browser.newContext(), script, `${minimal.url}/?small`)
  await minimalSender.getByRole('button', { name: 'Join' }).click()

  const product: Joined[] = []
  const hurried: Joined[] = []
  const baseline: Joined[] = []
  for (let round = -warmUps; round < count; round += 1) {
    const ours = await joinProduct(browser, sender, signedIn, script, productAddress, false)
    const theirs = await joinMinimal(browser, minimalSender, script, minimal.url)
    const opened = await joinProduct(browser, sender, signedIn, script, productAddress, true)
    if (round < 0) continue
    product.push(ours)
    baseline.push(theirs)
    hurried.push(opened)
    const said = ({ comer, other }: Joined) => `${comer.toFixed(0)} and ${other.toFixed(0)} ms`
    console.log(
      `  ${String(round + 1).padStart(3)}  Sfat ${said(ours)}, minimal ${said(theirs)}, from opening ${opened.fromOpening.toFixed(0)} ms`,
    )
  }
  const at = (list: readonly Joined[], what: keyof Joined, part: number) =>
    percentile(
      list.map((one) => one[what]),
      part,
    )
  const rows = (['comer', 'other'] as const).flatMap((side) => {
    const who = side === 'comer' ? 'who comes' : 'who is there'
    const [ours, theirs] = [at(product, side, 0.95), at(baseline, side, 0.95)]
    return [
      { what: `Sfat, ${who}, p50`, value: at(product, side, 0.5), unit: 'ms' },
      { what: `Sfat, ${who}, p95`, value: ours, unit: 'ms', limit: goals.joinMs },
      { what: `minimal, ${who}, p50`, value: at(baseline, side, 0.5), unit: 'ms' },
      { what: `minimal, ${who}, p95`, value: theirs, unit: 'ms' },
      {
        what: `Sfat over minimal, ${who}, p95`,
        value: ours / theirs,
        unit: 'times',
        limit: goals.timesMinimal,
      },
    ]
  })
  const within = reportBench(
    'join',
    `click to first decoded frame, ${count} each by turns, loopback, ${availableParallelism()} cores`,
    [
      ...rows,
      { what: 'from opening the link, p50', value: at(hurried, 'fromOpening', 0.5), unit: 'ms' },
      {
        what: 'from opening the link, p95',
        value: at(hurried, 'fromOpening', 0.95),
        unit: 'ms',
        limit: goals.openMs,
      },
    ],
  )
  if (!within) process.exitCode = 1
} finally {
  await browser.close()
  await Promise.all([app.stop(), minimal.close()])
}
