/**
 * Staying in a call whatever breaks: the page is loaded again, the media worker dies, the server is killed or told to stop.
 * Three people who came by three doors: an account, a personal link and the guest link. What counts is frames that are
 * decoded and sound that is heard, not what a page says of itself.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Attendance } from '../../contract/scheduling.ts'
import { keepProduct, type KeptProduct } from '../faults/keep-product.ts'
import { createBrowser } from '../support/browser.ts'
import { killMediaWorker } from '../support/kill-media-worker.ts'
import { administrator } from '../support/start-app.ts'
import { until } from '../support/until.ts'
import { invitedName, type MeetingRoom, openMeetingRoom } from './meeting-room.ts'
import {
  pictureMoves,
  refuseSockets,
  socketsToRefuse,
  soundIsHeard,
  watchCall,
  type Watched,
} from './watch-media.ts'

const hostName = 'Administrator'
const guestName = 'Ștefan Țintea'

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const tileOf = (page: Page, name: string) => page.locator('.tile', { hasText: name })
const messages = (page: Page) => page.getByRole('list', { name: 'Mesaje' })
const seatOf = (page: Page, name: string) => tileOf(page, name).getAttribute('data-seat')

/** The product as a process of its own, which can be killed and comes back at the same address. */
async function openProduct(folder: string) {
  const product = await keepProduct({ DATA_DIR: join(folder, 'data'), LOCALE_DEFAULT: 'ro' })
  const app = {
    url: product.url,
    dataDir: join(folder, 'data'),
    browser: () => createBrowser(product.url),
    async administrator() {
      const browser = createBrowser(product.url)
      const signIn = async () => (await browser.post('/api/session', administrator)).status === 200
      await until('the administrator to be signed in', signIn)
      return browser
    },
    stop: () => product.stop(),
  }
  return { product, app }
}

describe('a call in which things break', () => {
  let folder: string
  let product: KeptProduct
  let room: MeetingRoom
  let host: Page
  let invited: Page
  let guest: Page
  const everybody = () => [host, invited, guest]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sfat-staying-'))
    const start = async () => {
      const opened = await openProduct(folder)
      product = opened.product
      return opened.app
    }
    room = await openMeetingRoom('Comitetul de criză', { start })
  })
  afterAll(async () => {
    await room?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** What each page has seen and said since now. */
  const watchAll = (): Promise<Watched[]> => Promise.all(everybody().map(watchCall))
  /** Everybody sees and hears somebody, on pictures that came after what broke. */
  const allSeeAndHear = async () => {
    await Promise.all(everybody().map(pictureMoves))
    await Promise.all([invited, guest].map(soundIsHeard))
  }
  /** Nobody had to do anything, and nobody was told of anybody's coming or going. */
  const nobodyNoticed = async (watched: Watched[]) => {
    for (const one of watched) expect(await one.told()).toEqual({ leftCall: false, said: [] })
  }
  /** As the guest and the invited had it before anything broke. */
  const allIsAsItWas = async () => {
    for (const page of [host, invited]) {
      await tileOf(page, guestName).getByTitle('Microfon oprit').waitFor()
      await tileOf(page, guestName).locator('.hand').waitFor()
      await tileOf(page, guestName).locator('video').waitFor()
    }
    await tileOf(host, invitedName).locator('video').waitFor({ state: 'detached' })
    await button(guest, 'Microfon: pornește').waitFor()
    await button(invited, 'Cameră: pornește').waitFor()
  }

  it('begins with three people, of whom one is muted with a hand up and one shows no picture', async () => {
    host = await room.host()
    await button(host, 'Intră în conferință').click()
    await host.locator('.call').waitFor()
    invited = await room.invited()
    await button(invited, 'Intră în conferință').click()
    await invited.locator('.call').waitFor()
    guest = await room.guest(guestName)
    await button(guest, 'Cere intrarea').click()
    // It is said a moment later, and must not be taken for news of what breaks next.
    const told = [host, invited].map((page) =>
      page
        .locator('[role=status][aria-live=polite]')
        .getByText(new RegExp(`${guestName}.* intrat`))
        .waitFor({ state: 'attached' }),
    )
    await button(host, 'Primește').click()
    await guest.locator('.call').waitFor()
    await Promise.all(told)
    await allSeeAndHear()
    await button(guest, 'Microfon: oprește').click()
    await button(guest, 'Mână: ridică').click()
    await button(invited, 'Cameră: oprește').click()
    await allIsAsItWas()
  })

  it('has everybody read what was written before', async () => {
    await button(host, /^Mesaje: arată/).click()
    await host.getByLabel('Scrieți un mesaj tuturor').fill('Votăm la 11.')
    await button(host, 'Trimite').click()
    await button(invited, /^Mesaje: arată/).click()
    await messages(invited).getByText('Votăm la 11.').waitFor()
    await button(invited, /^Mesaje: ascunde/).click()
    await button(host, /^Mesaje: ascunde/).click()
  })

  it('keeps seat, hand and mute of somebody whose page is loaded again, and tells nobody of it', async () => {
    const seat = await seatOf(host, guestName)
    const watched = await Promise.all([host, invited].map(watchCall))
    await guest.reload()
    await guest.locator('.call').waitFor()
    await allSeeAndHear()
    await allIsAsItWas()
    expect(await seatOf(host, guestName)).toBe(seat)
    await nobodyNoticed(watched)
  })

  it('keeps the seat of somebody whose page is loaded again while nothing gets through at first', async () => {
    const seat = await seatOf(host, guestName)
    const watched = await Promise.all([host, invited].map(watchCall))
    await refuseSockets(guest, 3)
    await guest.route(/transport=polling/, (route) => route.abort())
    await guest.reload()
    await guest.locator('.call').waitFor()
    expect(await socketsToRefuse(guest)).toBe(0)
    await guest.unrouteAll()
    await allSeeAndHear()
    await allIsAsItWas()
    expect(await seatOf(host, guestName)).toBe(seat)
    await nobodyNoticed(watched)
  })

  it('lets somebody stop the way back on which nothing gets through, and come to the same seat later', async () => {
    const seat = await seatOf(host, guestName)
    const watched = await Promise.all([host, invited].map(watchCall))
    await refuseSockets(guest, 1_000)
    await guest.route(/transport=polling/, (route) => route.abort())
    await guest.reload()
    await guest.getByText('Serverul nu răspunde încă.').waitFor()
    await button(guest, 'Oprește încercarea').click()
    await button(guest, 'Cere intrarea').waitFor()
    await refuseSockets(guest, 0)
    await guest.unrouteAll()
    await button(guest, 'Cere intrarea').click()
    await guest.locator('.call').waitFor()
    await allSeeAndHear()
    await allIsAsItWas()
    expect(await seatOf(host, guestName)).toBe(seat)
    await nobodyNoticed(watched)
  })

  it('keeps muted whom a host muted while their page was loaded again', async () => {
    await button(guest, 'Microfon: pornește').click()
    await tileOf(host, guestName).getByTitle('Microfon oprit').waitFor({ state: 'detached' })
    const address = guest.url()
    await guest.goto('about:blank')
    await button(host, /^Persoane: arată/).click()
    await button(host, `Oprește microfonul persoanei ${guestName}`).click()
    await tileOf(host, guestName).getByTitle('Microfon oprit').waitFor()
    await button(host, /^Persoane: ascunde/).click()
    await guest.goto(address)
    await guest.locator('.call').waitFor()
    await allSeeAndHear()
    await allIsAsItWas()
  })

  it('has everybody see and hear again when the media worker was killed', async () => {
    const watched = await watchAll()
    await killMediaWorker(product.process().pid)
    const took = await Promise.all(watched.map((one) => one.nextPicture()))
    await allSeeAndHear()
    await allIsAsItWas()
    console.log(`  a new picture after ${took.map((ms) => `${ms.toFixed(0)} ms`).join(', ')}`)
    // Three seconds on a machine with nothing else to do; here three browsers and other tests share it.
    expect(Math.max(...took)).toBeLessThan(9_000)
    await nobodyNoticed(watched)
  })

  it.each([
    ['killed', () => product.kill()],
    ['told to stop', () => product.stop()],
  ])('brings everybody back by themselves when the server was %s and started again', async (_, end) => {
    const watched = await watchAll()
    await end()
    await product.start()
    const took = await Promise.all(watched.map((one) => one.nextPicture()))
    await allSeeAndHear()
    await allIsAsItWas()
    console.log(`  a new picture after ${took.map((ms) => `${(ms / 1000).toFixed(1)} s`).join(', ')}`)
    await nobodyNoticed(watched)
    // The host is host again: what only a host may do is done, and the guest agrees.
    await button(guest, 'Microfon: pornește').click()
    await button(host, /^Persoane: arată/).click()
    await button(host, `Oprește microfonul persoanei ${guestName}`).click()
    await button(guest, 'Microfon: pornește').waitFor()
    await button(host, /^Persoane: ascunde/).click()
  })

  it('takes somebody who was away during all that back in, without preview and lobby', async () => {
    const address = guest.url()
    await guest.goto('about:blank')
    await product.kill()
    await product.start()
    await guest.goto(address)
    await guest.locator('.call').waitFor()
    await allSeeAndHear()
    // Its page was gone, and so was the server: the pages that stayed open have brought it back each time.
    await button(guest, /^Mesaje: arată/).click()
    await messages(guest).getByText('Votăm la 11.').waitFor()
    expect(await messages(guest).getByRole('listitem').count()).toBe(1)
    await button(host, /^Mesaje: arată/).click()
    await messages(host).getByText('Dumneavoastră').waitFor()
    await button(host, /^Mesaje: ascunde/).click()
  })

  it('leaves everybody behind as one person, with the time of each stop as a gap', async () => {
    await button(host, 'Ieși din conferință').click()
    await button(host, 'Încheie pentru toți').click()
    await host.getByRole('heading', { name: 'Ați încheiat conferința' }).waitFor()
    const ana = await room.app.administrator()
    const listed = await until('attendance is recorded', async () => {
      const { body } = await ana.get(`/api/meetings/${room.meeting.id}/attendance`)
      const all = body as Attendance[]
      return all.length > 0 && all.every(({ present }) => present.every((span) => span.until)) ? all : null
    })
    expect(listed.map(({ name }) => name).toSorted()).toEqual([hostName, invitedName, guestName].toSorted())
    // Three stops: at most four spans, each after the one before.
    for (const { present } of listed) {
      expect(present.length).toBeLessThanOrEqual(4)
      for (const [index, span] of present.entries())
        if (index > 0) expect(span.from >= (present[index - 1]?.until ?? '')).toBe(true)
    }
  })
})
