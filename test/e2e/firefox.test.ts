/** Firefox and Chromium, both as Debian ships them, in one call. */
import { networkInterfaces } from 'node:os'
import type { Page as ChromiumPage } from 'playwright-core'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Environment } from '../../api/config.ts'
import { openFirefox, press } from '../support/firefox.ts'
import { startApp } from '../support/start-app.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'
import { pictureMoves, soundIsHeard, watchScript } from './watch-media.ts'

const guestName = 'Călin Vulpe'
const hostName = 'Administrator'

/** Firefox sends no media to the loopback address: it goes over whatever other address this machine has. */
function mediaAddress(): Environment {
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
  return others[0] ? { SFU_LISTEN_ADDRESS: others[0].address } : {}
}

describe('Firefox and Chromium in one call', () => {
  let room: MeetingRoom
  let firefox: Browser
  let host: ChromiumPage
  let guest: Page
  const complaints: string[] = []

  beforeAll(async () => {
    room = await openMeetingRoom('Două navigatoare', { start: () => startApp({ env: mediaAddress() }) })
    firefox = await openFirefox()
  })
  afterAll(async () => {
    await firefox?.close()
    await room?.close()
  })

  const button = (name: string | RegExp) => host.getByRole('button', { name, exact: true })
  const tile = (name: string) => host.locator('.tile', { hasText: name })
  const shownInFirefox = (selector: string) => guest.waitForSelector(selector, { timeout: 60_000 })

  it('see and hear each other', async () => {
    host = await room.host()
    await button('Intră în conferință').click()
    await host.locator('.call').waitFor()

    guest = await firefox.newPage()
    await guest.setViewport({ width: 1280, height: 800 })
    guest.on('pageerror', (error) => complaints.push(String(error)))
    await guest.evaluateOnNewDocument(watchScript)
    const kept = JSON.stringify({ name: guestName, organisation: '' })
    await guest.evaluateOnNewDocument(
      `location.protocol === 'http:' && localStorage.setItem('sfat.guest', ${JSON.stringify(kept)})`,
    )
    await guest.goto(room.meeting.guestUrl ?? '')
    await press(guest, 'Cere intrarea')
    await button('Primește').click()
    await shownInFirefox('.call')
    await Promise.all([pictureMoves(host), pictureMoves(guest)])
    await Promise.all([soundIsHeard(host), soundIsHeard(guest)])
  })

  it('follow what the other turns off and on', async () => {
    await press(guest, 'Cameră: oprește')
    await tile(guestName).locator('video').waitFor({ state: 'detached' })
    await press(guest, 'Cameră: pornește')
    await tile(guestName).locator('video').waitFor()
    await pictureMoves(host)
    await press(guest, 'Microfon: oprește')
    await tile(guestName).getByTitle('Microfon oprit').waitFor()
    await press(guest, 'Microfon: pornește')
    await tile(guestName).getByTitle('Microfon oprit').waitFor({ state: 'detached' })
    await soundIsHeard(host)
  })

  it('show a screen from Chromium in Firefox', async () => {
    await button('Ecran: arată').click()
    await shownInFirefox(`[aria-label="Ecranul arătat de ${hostName}"] video`)
    await pictureMoves(guest)
    await button('Nu mai arăta ecranul').click()
  })

  it('keep the seat when Firefox loads the page again', async () => {
    const seat = await tile(guestName).getAttribute('data-seat')
    await guest.reload()
    await shownInFirefox('.call')
    await Promise.all([pictureMoves(host), pictureMoves(guest)])
    await Promise.all([soundIsHeard(host), soundIsHeard(guest)])
    expect(await tile(guestName).getAttribute('data-seat')).toBe(seat)
  })

  it('without a complaint of Firefox', () => {
    expect(complaints).toEqual([])
  })
})
