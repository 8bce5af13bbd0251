/**
 * From the click on Join to the first decoded frame of somebody else, in the product's own page and in a minimal mediasoup
 * page, by turns in the same run on loopback. The product may take 250 ms more at p95. `npm run bench join [COUNT]`.
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
const allowedMs = 250

type Marks = { click: number | null; firstFrame: number | null }

/** Milliseconds from the click to the first frame, in a page that is ready to join. */
async function joinIn(page: Page, click: () => Promise<void>): Promise<number> {
  await click()
  const { marks } = await until(
    'the first frame of somebody else',
    async () => {
      const marks = await page.evaluate(() => (globalThis as unknown as { marks: Marks }).marks)
      return marks.firstFrame === null ? null : { marks }
    },
    30_000,
  )
  if (marks.click === null || marks.firstFrame === null) throw new Error('the click was not seen')
  return marks.firstFrame - marks.click
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
async function openSender(browser: Browser, app: TestApp, meeting: Meeting): Promise<Page> {
  const admin = await app.administrator()
  const { ticket, url } = JoinAnswer.parse((await admin.post(`/api/meetings/${meeting.id}/join`, {})).body)
  const page = await (await browser.newContext({ bypassCSP: true })).newPage()
  await page.goto(new URL('/health/live', app.url).href)
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

async function joinProduct(browser: Browser, sender: Page, signedIn: State, script: string, address: string) {
  const context = await browser.newContext({ storageState: signedIn, locale: 'ro-RO' })
  try {
    const page = await openWith(context, script, address)
    const join = page.getByRole('button', { name: 'Intră în conferință' })
    await join.waitFor()
    await page.locator('video').first().waitFor()
    await page.waitForLoadState('networkidle')
    const taken = await joinIn(page, () => join.click())
    // Whoever only closes the page keeps the seat, and is still sent to, for a minute.
    await page.getByRole('button', { name: 'Ieși din conferință' }).click()
    await until('the seat to be free', () => sender.evaluate(isAlone))
    return taken
  } finally {
    await context.close()
  }
}

async function joinMinimal(browser: Browser, script: string, address: string) {
  const context = await browser.newContext()
  try {
    const page = await openWith(context, script, address)
    return await joinIn(page, () => page.getByRole('button', { name: 'Join' }).click())
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
  const sender = await openSender(browser, app, meeting)
  // The minimal page's sender is the page itself, in the room before the others.
  const minimalSender = await openWith(await browser.newContext(), script, `${minimal.url}/?small`)
  await minimalSender.getByRole('button', { name: 'Join' }).click()

  const product: number[] = []
  const baseline: number[] = []
  for (let round = -warmUps; round < count; round += 1) {
    const ours = await joinProduct(browser, sender, signedIn, script, productAddress)
    const theirs = await joinMinimal(browser, script, minimal.url)
    if (round < 0) continue
    product.push(ours)
    baseline.push(theirs)
    console.log(
      `  ${String(round + 1).padStart(3)}  Sfat ${ours.toFixed(0)} ms, minimal ${theirs.toFixed(0)} ms`,
    )
  }
  const more = percentile(product, 0.95) - percentile(baseline, 0.95)
  const within = reportBench(
    'join',
    `click to first decoded remote frame, ${count} each by turns, loopback, ${availableParallelism()} cores`,
    [
      { what: 'Sfat p50', value: percentile(product, 0.5), unit: 'ms' },
      { what: 'Sfat p95', value: percentile(product, 0.95), unit: 'ms' },
      { what: 'minimal p50', value: percentile(baseline, 0.5), unit: 'ms' },
      { what: 'minimal p95', value: percentile(baseline, 0.95), unit: 'ms' },
      { what: 'Sfat over minimal at p95', value: more, unit: 'ms', limit: allowedMs },
    ],
  )
  if (!within) process.exitCode = 1
} finally {
  await browser.close()
  await Promise.all([app.stop(), minimal.close()])
}
