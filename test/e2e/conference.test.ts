import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Attendance } from '../../contract/scheduling.ts'
import { findViolations } from '../support/find-violations.ts'
import { killMediaWorker } from '../support/kill-media-worker.ts'
import { until } from '../support/until.ts'
import { type MeetingRoom, memberName, openMeetingRoom } from './meeting-room.ts'
import { cutLine, holdSoundBack, mediaOf, pictureMoves, soundIsHeard } from './watch-media.ts'

const title = 'Comitetul de digitalizare'
const guestName = 'Țintea Ștefan'
/** The first administrator's, until they change it. */
const hostName = 'Administrator'

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const tileOf = (page: Page, name: string) => page.locator('.tile', { hasText: name })
const seatOf = (page: Page, name: string) => tileOf(page, name).getAttribute('data-seat')
const says = (page: Page, words: string | RegExp) => page.getByText(words).first().waitFor()
/** Presses Join as soon as there is one, and waits until the call is drawn. */
async function comeIn(page: Page) {
  await button(page, 'Intră în conferință').click()
  await page.locator('.call').waitFor()
}

/** One meeting from its first guest to its end: each story goes on from the one before. */
describe('a conference in browsers', () => {
  let room: MeetingRoom
  let host: Page
  let member: Page
  let guest: Page
  /** What axe finds serious on the way; told at the end, so that it does not end the story. */
  const faults: string[] = []
  const look = async (page: Page) => faults.push(...(await findViolations(page)))

  beforeAll(async () => {
    room = await openMeetingRoom(title)
  })
  afterAll(async () => room?.close())

  it('lets host and member in at once, and each sees and hears the other', async () => {
    host = await room.host()
    await comeIn(host)
    member = await room.member()
    await says(member, /^Este deja în conferință: /)
    await look(member)
    await comeIn(member)
    await Promise.all([host, member].map(pictureMoves))
    await Promise.all([host, member].map(soundIsHeard))
    expect(await tileOf(host, memberName).locator('video').count()).toBe(1)
  })

  it('lets a guest wait in the lobby, unseen, until the host opens the door', async () => {
    guest = await room.guest(guestName, 'Primăria Iași')
    await button(guest, 'Cere intrarea').click()
    await says(guest, 'Așteptați la intrare')
    await says(host, `${guestName} așteaptă să intre`)
    expect(await host.title()).toMatch(/^\(1\) așteaptă/)
    expect(await member.getByText(guestName).count()).toBe(0)
    expect((await mediaOf(guest)).framesSent).toBe(0)
    await look(guest)

    await guest.reload()
    await says(guest, 'Așteptați la intrare')
    await button(host, 'Primește').click()
    await guest.locator('.call').waitFor()
    await Promise.all([host, member].map((page) => tileOf(page, guestName).locator('video').waitFor()))
    await Promise.all([host, member, guest].map(pictureMoves))
    await soundIsHeard(guest)
  })

  it('shows a raised hand to everybody', async () => {
    await button(guest, 'Mână: ridică').click()
    await tileOf(host, guestName).locator('.hand').waitFor()
    await member.getByRole('status').getByText(`${guestName} a ridicat mâna`).waitFor({ state: 'attached' })
    await button(guest, 'Mână: coboară').click()
    await tileOf(host, guestName).locator('.hand').waitFor({ state: 'detached' })
  })

  it('mutes somebody at the host’s word, tells them who did it, and lets them unmute', async () => {
    await button(host, /^Persoane: arată/).click()
    await look(host)
    await button(host, `Oprește microfonul persoanei ${guestName}`).click()
    await says(guest, /v-a oprit microfonul/)
    await button(guest, 'Microfon: pornește').waitFor()
    await tileOf(member, guestName).getByTitle('Microfon oprit').waitFor()

    await guest.keyboard.press('Alt+KeyM')
    await button(guest, 'Microfon: oprește').waitFor()
    await tileOf(member, guestName).getByTitle('Microfon oprit').waitFor({ state: 'detached' })
  })

  it('takes a camera off and back on, with its light', async () => {
    await button(guest, 'Cameră: oprește').click()
    await tileOf(host, guestName).locator('video').waitFor({ state: 'detached' })
    await button(guest, 'Cameră: pornește').click()
    await tileOf(host, guestName).locator('video').waitFor()
    await pictureMoves(host)
  })

  it('carries messages, counts the unread ones, and makes addresses into links', async () => {
    await button(guest, 'Mesaje: arată').click()
    const field = guest.getByRole('textbox', { name: 'Scrieți un mesaj tuturor' })
    await field.fill('Documentul este la https://digital.gov.ro/24.')
    await field.press('Enter')
    await field.fill('<b>Punctul</b> al doilea')
    await field.press('Enter')
    await button(member, 'Mesaje: arată, 2 necitite').click()
    const list = member.getByRole('list', { name: 'Mesaje' })
    expect(await list.getByRole('link').getAttribute('href')).toBe('https://digital.gov.ro/24')
    await list.getByText('<b>Punctul</b> al doilea').waitFor()
    await look(member)
    await button(member, 'Mesaje: ascunde').click()
    await button(guest, 'Mesaje: ascunde').click()
  })

  it('puts a shared screen on everybody’s stage and takes it off again', async () => {
    await button(member, 'Ecran: arată').click()
    const shown = host.getByRole('region', { name: `Ecranul arătat de ${memberName}` })
    await shown.locator('video').waitFor()
    await pictureMoves(host)
    await member.getByRole('region', { name: 'Arătați ecranul dumneavoastră' }).waitFor()
    await look(member)
    await button(member, 'Nu mai arăta ecranul').click()
    await shown.waitFor({ state: 'detached' })
    await tileOf(host, memberName).waitFor()
  })

  it('comes back to the same seat when the line breaks, without its picture stopping', async () => {
    const seat = await seatOf(host, guestName)
    await guest.context().setOffline(true)
    await cutLine(guest)
    await says(guest, /Se reface legătura/)
    await tileOf(host, guestName).getByText('Își reface legătura').waitFor()
    expect(await tileOf(guest, memberName).locator('video').count()).toBe(1)

    await guest.context().setOffline(false)
    await tileOf(host, guestName).getByText('Își reface legătura').waitFor({ state: 'detached' })
    await guest.getByText(/Se reface legătura/).waitFor({ state: 'detached' })
    expect(await seatOf(host, guestName)).toBe(seat)
    await Promise.all([host, guest].map(pictureMoves))
    await button(guest, 'Mână: ridică').click()
    await tileOf(host, guestName).locator('.hand').waitFor()
    await button(guest, 'Mână: coboară').click()
  })

  it('keeps the seat through a reload and shows what was said', async () => {
    const seat = await seatOf(host, memberName)
    await member.reload()
    await member.locator('.call').waitFor()
    await Promise.all([host, member].map(pictureMoves))
    await Promise.all([host, member].map(soundIsHeard))
    expect(await seatOf(host, memberName)).toBe(seat)
    await button(member, /^Mesaje: arată/).click()
    await member.getByText('<b>Punctul</b> al doilea').waitFor()
    await button(member, 'Mesaje: ascunde').click()
  })

  it('says that the browser holds the sound back, and plays it at a press', async () => {
    await member.context().addInitScript(holdSoundBack)
    await member.reload()
    await says(member, 'Browserul a oprit sunetul până apăsați.')
    await button(member, 'Pornește sunetul').click()
    await member.getByText('Browserul a oprit sunetul până apăsați.').waitFor({ state: 'detached' })
    await soundIsHeard(member)
  })

  it('goes on by itself after the media worker has died', async () => {
    const before = await mediaOf(host)
    await killMediaWorker()
    const tracks = async () => Object.keys((await mediaOf(host)).pictures)
    await until(
      'new pictures come',
      async () => (await tracks()).some((track) => !(track in before.pictures)),
      60_000,
    )
    await Promise.all([host, member, guest].map(pictureMoves))
    await soundIsHeard(guest)
  })

  it('removes a guest whom the host names, and keeps them out', async () => {
    await button(host, `Opțiuni: ${guestName}`).last().click()
    await host.getByRole('menuitem', { name: 'Scoate din conferință' }).click()
    await host.getByRole('group', { name: `Scoateți din conferință pe ${guestName}?` }).waitFor()
    await button(host, 'Scoate').click()
    await guest.getByRole('heading', { name: 'Ați fost scos din videoconferință' }).waitFor()
    await tileOf(member, guestName).waitFor({ state: 'detached' })
    expect(await button(guest, /Intră/).count()).toBe(0)
    expect((await mediaOf(guest)).framesSent).toBe(0)

    await guest.reload()
    await button(guest, 'Cere intrarea').click()
    await says(guest, 'Așteptați la intrare')
    await host.getByRole('button', { name: `Refuză pe ${guestName}` }).click()
    await guest.getByRole('heading', { name: 'Gazda nu v-a primit' }).waitFor()
  })

  it('asks the last host before leaving, and ends for all when told to', async () => {
    await button(host, 'Ieși din conferință').click()
    await says(host, 'Sunteți ultima gazdă')
    await button(host, 'Încheie pentru toți').click()
    await host.getByRole('heading', { name: 'Ați încheiat conferința' }).waitFor()
    await member.getByRole('heading', { name: 'Videoconferința s-a încheiat' }).waitFor()
    expect((await mediaOf(member)).framesSent).toBe(0)
    await look(member)
  })

  it('leaves behind who was there and for how long', async () => {
    const ana = await room.app.administrator()
    const listed = await until('attendance is recorded', async () => {
      const { body } = await ana.get(`/api/meetings/${room.meeting.id}/attendance`)
      const all = body as Attendance[]
      return all.length > 0 && all.every(({ present }) => present.every((span) => span.until)) ? all : null
    })
    expect(new Set(listed.map(({ name }) => name))).toEqual(new Set([hostName, memberName, guestName]))
    expect(listed.find(({ name }) => name === guestName)).toMatchObject({
      guest: true,
      organisation: 'Primăria Iași',
    })
    expect(listed.find(({ name }) => name === guestName)?.away).toHaveLength(1)
  })

  it('has been accessible all the way', () => {
    expect(faults).toEqual([])
  })

  it('has done all this under the strict content policy without a complaint', () => {
    // Lines that break on purpose leave their mark in the console.
    const expected = /WebSocket|ERR_INTERNET_DISCONNECTED|net::|status of 4/
    expect(room.complaints.filter((line) => !expected.test(line))).toEqual([])
  })
})
