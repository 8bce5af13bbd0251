/**
 * The two pictures of the README, taken of the running product: a week in the calendar and a conference of four. Their
 * cameras show drawn people, because nobody's face belongs in a repository.
 *
 *   node test/screens/draw-readme-pictures.ts      writes docs/pictures/{calendar,conference}.png
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { Meeting } from '../../contract/scheduling.ts'
import { openChromium } from '../support/chromium.ts'
import { openContext, settled, usual } from './open-page.ts'
import { startFilled } from './start-filled.ts'

const run = promisify(execFile)
const out = join(import.meta.dirname, '..', '..', 'docs', 'pictures')

type Sitter = { name: string; organisation: string; wall: string; coat: string; skin: string; hair: string }
const sitters: Sitter[] = [
  { name: '', organisation: '', wall: '#cfd9e6', coat: '#28456b', skin: '#e7b998', hair: '#3b2a20' },
  {
    name: 'Ioana Țîru',
    organisation: 'ADR',
    wall: '#e4d8c6',
    coat: '#7a2f3d',
    skin: '#f0c9a8',
    hair: '#7b4a21',
  },
  {
    name: 'Vlad Ciobanu',
    organisation: 'STS',
    wall: '#d3e0d2',
    coat: '#2f4f3d',
    skin: '#d9a57f',
    hair: '#1f1b18',
  },
  {
    name: 'Raluca Ștefan',
    organisation: 'MF',
    wall: '#ddd3e6',
    coat: '#40365f',
    skin: '#edc3a2',
    hair: '#a9a4a0',
  },
]

/** Head and shoulders in front of a wall, as a page. */
const portrait = ({ wall, coat, skin, hair }: Sitter) => `<!doctype html><style>body{margin:0}</style>
<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 640 360">
  <rect width="640" height="360" fill="${wall}"/>
  <rect x="440" y="40" width="130" height="170" fill="#fff" opacity=".45"/>
  <rect x="60" y="230" width="150" height="8" fill="#000" opacity=".12"/>
  <path d="M150 360c10-86 80-116 170-116s160 30 170 116z" fill="${coat}"/>
  <path d="M286 214h68v44c0 22-68 22-68 0z" fill="${skin}"/>
  <ellipse cx="320" cy="152" rx="62" ry="78" fill="${skin}"/>
  <path d="M254 150c-6-70 38-96 70-94 44 2 70 34 62 96-12-34-30-50-60-52-34-2-58 16-72 50z" fill="${hair}"/>
</svg>`

/** A camera film for each of them, in the only form that Chromium's stand-in camera reads. */
async function film(chromium: Browser, folder: string, sitter: Sitter, index: number): Promise<string> {
  const page = await chromium.newPage({ viewport: { width: 640, height: 360 } })
  await page.setContent(portrait(sitter))
  const still = join(folder, `${index}.png`)
  await page.screenshot({ path: still })
  await page.close()
  const y4m = join(folder, `${index}.y4m`)
  const args = ['-v', 'error', '-loop', '1', '-i', still, '-t', '2', '-r', '10', '-pix_fmt', 'yuv420p', y4m]
  await run('ffmpeg', args)
  return y4m
}

const folder = await mkdtemp(join(tmpdir(), 'sfat-pictures-'))
const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
try {
  await mkdir(out, { recursive: true })
  const filled = await startFilled()
  closing.push(filled.stop)
  const chromium = await openChromium()
  closing.push(() => chromium.close())

  const calendar = await openContext(chromium, filled.url, usual, { signIn: true })
  const week = await calendar.newPage()
  await week.goto('/calendar?view=week')
  await settled(week)
  await week.screenshot({ path: join(out, 'calendar.png') })

  const { guestUrl } = Meeting.parse((await filled.browser.get(`/api/meetings/${filled.meetingId}`)).body)
  const host = await enter(sitters[0]!, 0, `/meetings/${filled.meetingId}/join`)
  for (const [index, sitter] of sitters.entries()) {
    if (index === 0) continue
    const page = await enter(sitter, index, guestUrl ?? '')
    await host.getByRole('button', { name: 'Primește', exact: true }).click()
    await page.locator('.call').waitFor()
  }
  for (const { name } of sitters.slice(1))
    await host.locator('.tile', { hasText: name }).locator('video').waitFor()
  // As text: it goes through the debugger, which the page's own policy does not hold.
  await host.waitForFunction(
    `[...document.querySelectorAll('video')].every(({ videoWidth }) => videoWidth >= 640)`,
  )
  await host.screenshot({ path: join(out, 'conference.png') })

  async function enter(sitter: Sitter, index: number, address: string) {
    const camera = await film(chromium, folder, sitter, index)
    const own = await openChromium([`--use-file-for-fake-video-capture=${camera}`])
    closing.push(() => own.close())
    const context = await openContext(own, filled.url, usual, { signIn: index === 0 })
    await context.grantPermissions(['camera', 'microphone'], { origin: filled.url })
    const guest = JSON.stringify({ name: sitter.name, organisation: sitter.organisation })
    await context.addInitScript((kept) => localStorage.setItem('sfat.guest', kept), guest)
    const page = await context.newPage()
    await page.goto(address)
    await page
      .getByRole('button', { name: index === 0 ? 'Intră în conferință' : 'Cere intrarea', exact: true })
      .click()
    if (index === 0) await page.locator('.call').waitFor()
    return page
  }
} finally {
  for (const close of closing.reverse()) await close()
}
