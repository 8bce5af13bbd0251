/**
 * Somebody whose line carries little, in a meeting with a shared screen, a face on the stage and several tiles. A router
 * with a queue of its own stands before them, as at home; what counts is sound that is played and frames that are decoded,
 * and that the page says why the others are missing.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { layerWidths } from '../../contract/picture-layers.ts'
import { networks } from '../../toolchain/test-parts.ts'
import { chromiumPath, openChromium } from '../support/chromium.ts'
import { type Network, openNetwork } from '../support/network.ts'
import { startApp } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { endlessVoice } from './endless-voice.ts'
import { type MeetingRoom, openMeetingRoom, roomArguments } from './meeting-room.ts'
import { sharedPages, sharedSize } from './shared-pages.ts'
import { type Media, mediaOf } from './watch-media.ts'

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const small = { width: 400, height: 340 }
/** Enough for two large pictures and everybody beside them. */
const large = { width: 1600, height: 1000 }
const sharerName = 'Ecranul arătat de Administrator'
const stageName = 'Anca'
const tileNames = ['Barbu', 'Călin']
const shortWords = 'Legătură slabă: unele imagini sunt oprite'
/** As Opus is always played. */
const samplesPerSecond = 48_000
/** Only root may make networks; with CI a test that does not run is a failure. */
const canBeTried = networks.find() !== undefined && process.getuid?.() === 0

/** The track of each picture that a page has on its screen, by whose it is: `screen` for the shared one. */
const tracksOf = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(`Object.fromEntries([...document.querySelectorAll('[data-picture]')].flatMap((tile) => {
    const track = tile.querySelector('video:not(.mirrored)')?.srcObject?.getVideoTracks()[0]
    const whose = tile.dataset.picture.endsWith('/screen') ? 'screen' : tile.querySelector('.name').textContent
    return track ? [[whose, track.id]] : []
  }))`)

/** What becomes of a page's media in so many seconds. */
async function watchFor(page: Page, seconds: number) {
  const before = await mediaOf(page)
  const from = performance.now()
  await pause(seconds * 1000)
  const after = await mediaOf(page)
  return compare(before, after, (performance.now() - from) / 1000)
}

function compare(before: Media, after: Media, seconds: number) {
  const grown = (count: keyof Media['sound']) => after.sound[count] - before.sound[count]
  return {
    packetsPerSecond: grown('packets') / seconds,
    concealed: grown('concealed') / Math.max(1, grown('samples')),
    /** How much of the voice was made up, in seconds. */
    concealedSeconds: grown('concealed') / samplesPerSecond,
    heard: after.energy > before.energy,
    frames: (track: string | undefined) =>
      track === undefined ? 0 : (after.pictures[track] ?? 0) - (before.pictures[track] ?? 0),
  }
}

describe.skipIf(!canBeTried)('somebody whose line is short', () => {
  let folder: string
  let network: Network
  let room: MeetingRoom
  let inside: Browser
  let host: Page
  let guest: Page
  /** How wide the stage is while nothing is short, in pixels. */
  let wideStage: number

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sfat-voice-'))
    const voice = join(folder, 'voice.wav')
    await writeFile(voice, endlessVoice())
    network = await openNetwork({ delayMs: 20 })
    room = await openMeetingRoom('Linii scurte', {
      silent: true,
      arguments: [`--use-file-for-fake-audio-capture=${voice}`],
      start: () => startApp({ env: { HOST: network.address } }),
    })
    inside = await openChromium(roomArguments(room.app.url), await network.inside(chromiumPath))
    host = await room.host()
    await button(host, 'Intră în conferință').click()
    await host.locator('.call').waitFor()
    const comeIn = async (page: Page) => {
      await button(page, 'Cere intrarea').click()
      await button(host, 'Primește').click()
      await page.locator('.call').waitFor()
    }
    for (const name of [stageName, ...tileNames]) {
      const page = await room.guest(name)
      await page.setViewportSize(small)
      await comeIn(page)
    }
    guest = await room.guestIn(inside, 'Doina')
    await guest.setViewportSize(large)
    await comeIn(guest)
    await host.evaluate(sharedPages)
    await button(host, 'Ecran: arată').click()
    await button(host, 'Microfon: pornește').click()
  }, 180_000)
  afterAll(async () => {
    await inside?.close()
    await room?.close()
    await network?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Waits until these pictures are shown and decoded; answers with when each began to be, in milliseconds. */
  async function picturesCome(names: readonly string[], limitMs: number): Promise<Record<string, number>> {
    const from = performance.now()
    const began: Record<string, number> = {}
    const before = await mediaOf(guest)
    const missing = () => names.filter((name) => !(name in began))
    await until(
      `the pictures of ${names.join(', ')}`,
      async () => {
        // Statistics cost the page something that tells them.
        const [now, tracks] = await Promise.all([mediaOf(guest), tracksOf(guest), pause(100)])
        for (const name of names)
          if (compare(before, now, 1).frames(tracks[name]) > 0) began[name] ??= performance.now() - from
        return missing().length === 0
      },
      limitMs,
    ).catch((error: unknown) => {
      throw new Error(`still missing: ${missing().join(', ')}`, { cause: error })
    })
    return began
  }
  const everythingComes = (limitMs: number) => picturesCome(['screen', stageName, ...tileNames], limitMs)
  /** Its line carries so much from now on. Waits until the page says so and this is so; answers with how much of the voice was made up meanwhile (s). */
  async function becomes(rate: number, isSettled: () => Promise<boolean>): Promise<number> {
    const before = await mediaOf(guest)
    network.become({ rate }, 'down')
    await guest.getByText(shortWords).waitFor()
    await until('what does not pass to be given up', isSettled, 60_000)
    return compare(before, await mediaOf(guest), 1).concealedSeconds
  }
  /** Its line carries everything from now on. Answers with when each picture was there again (ms), and the stage as large as before. */
  async function comesBack(): Promise<Record<string, number>> {
    const from = performance.now()
    network.become({ rate: 20_000 }, 'down')
    const began = await everythingComes(60_000)
    await until('the stage to be as large', async () => (await stageWidth()) === wideStage, 60_000)
    return { ...began, large: performance.now() - from }
  }
  const screenWidth = async () => (await mediaOf(guest)).widths[(await tracksOf(guest))['screen'] ?? '']
  const stageWidth = async () => (await mediaOf(guest)).widths[(await tracksOf(guest))[stageName] ?? '']
  /** Of those that stand in tiles, whose picture is shown. */
  const tilesShown = async () => {
    const tracks = await tracksOf(guest)
    return tileNames.filter((name) => name in tracks)
  }
  const choose = async (tile: string, what: string | RegExp) => {
    await guest.locator('[data-picture]', { hasText: tile }).first().hover()
    await button(guest, `Opțiuni: ${tile}`).click()
    await guest.getByRole('menuitem', { name: what }).click()
  }

  it('hears, reads the screen and sees everybody while the line carries everything', async () => {
    await choose(sharerName, 'Fixează pe scenă')
    await choose(stageName, 'Fixează pe scenă')
    await everythingComes(60_000)
    await until('the screen in its full size', async () => (await screenWidth()) === sharedSize.width, 60_000)
    wideStage = await until('the stage in a large layer', async () => largeOnly(await stageWidth()), 60_000)
    const { heard, concealed } = await watchFor(guest, 5)
    expect(heard).toBe(true)
    expect(concealed).toBeLessThan(0.05)
  })

  it('hears, and gets page after page of the screen, on 450 kbit/s, where tiles give way, and is told why', async () => {
    const lost = await becomes(450, async () => (await tilesShown()).length === 0)
    const tracks = await tracksOf(guest)
    const after = await watchFor(guest, 15)
    const before = await mediaOf(guest)
    console.log(`  450 kbit/s: ${summary(after, tracks)}; at first ${lost.toFixed(2)} s made up`)
    // From the moment at which the queue of the line was full.
    expect(lost).toBeLessThan(3)
    // A whole page comes as a burst, which this line just carries: the voice loses a word at times, and a page may have to wait.
    expect(after.concealed).toBeLessThan(0.1)
    expect(after.packetsPerSecond).toBeGreaterThan(30)
    await until(
      'another page of the screen',
      async () => compare(before, await mediaOf(guest), 1).frames(tracks['screen']) > 0,
      20_000,
    )
    expect(await screenWidth()).toBe(sharedSize.width)
    expect(await tilesShown()).toEqual([])
    await choose(tileNames[0]!, /^Legătura/)
    const panel = guest.locator('.line')
    await panel.getByText('Legătură slabă').waitFor()
    await panel.getByText('Nu vine: legătura dumneavoastră nu o poate duce acum').waitFor()
    await guest.keyboard.press('Escape')
  })

  it('has everything back by itself, the stage as large as before, soon after the line is wide again', async () => {
    console.log(`  back after 450 kbit/s: ${JSON.stringify(await comesBack())}`)
    await becomes(300, async () => (await tilesShown()).length === 0)
    const back = await comesBack()
    console.log(`  back after 300 kbit/s: ${JSON.stringify(back)}`)
    // Ten seconds are the goal; whole pictures of five encoders on one machine take their time.
    expect(Math.max(...Object.values(back))).toBeLessThan(20_000)
  })

  it('still hears where not even the screen passes; the fall, and a try of the screen, cost the voice a moment each', async () => {
    const lost = await becomes(100, async () => {
      const { frames } = await mediaOf(guest)
      await pause(1_000)
      return (await mediaOf(guest)).frames === frames
    })
    const after = await watchFor(guest, 15)
    console.log(
      `  100 kbit/s: ${summary(after, await tracksOf(guest))}; at first ${lost.toFixed(2)} s made up`,
    )
    expect(lost).toBeLessThan(6)
    expect(after.heard).toBe(true)
    // Whether the screen passes again can be found out only by sending it: once in this time, if at all.
    expect(lost + after.concealedSeconds).toBeLessThan(7)
    expect(after.packetsPerSecond).toBeGreaterThan(30)
    expect(await tilesShown()).toEqual([])
  })

  it('hears, reads the screen and sees the stage on a line that loses one packet of twenty', async () => {
    network.become({ rate: 0, lossPercent: 5 })
    await picturesCome(['screen', stageName], 90_000)
    const tracks = await tracksOf(guest)
    const after = await watchFor(guest, 15)
    console.log(`  5 % lost: ${summary(after, tracks)}`)
    expect(after.concealed).toBeLessThan(0.05)
    for (const name of ['screen', stageName]) expect(after.frames(tracks[name]), name).toBeGreaterThan(15)
  })
})

/** A width that is not the smallest layer's. */
const largeOnly = (width: number | undefined) =>
  width !== undefined && width > layerWidths[0] ? width : null

const summary = (watched: ReturnType<typeof compare>, tracks: Record<string, string>): string => {
  const { packetsPerSecond, concealed, frames } = watched
  const pictures = Object.entries(tracks).map(([name, track]) => `${name} ${frames(track)}`)
  return `${packetsPerSecond.toFixed(0)} packets of sound a second, ${(concealed * 100).toFixed(1)} % made up; frames: ${pictures.join(', ')}`
}
