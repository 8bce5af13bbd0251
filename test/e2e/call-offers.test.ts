/** What a call does by itself or offers, and how each person has it otherwise. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from '../support/find-violations.ts'
import { until } from '../support/until.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'

const guestName = 'Țintea Ștefan'
const offered = 'Dispozitivul economisește date'

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const hears = (page: Page, words: string | RegExp) =>
  page.locator('[role=status][aria-live=polite]').getByText(words).waitFor({ state: 'attached' })
const comeIn = async (page: Page) => {
  await button(page, 'Intră în conferință').click()
  await page.locator('.call').waitFor()
}
const pictures = (page: Page) =>
  page.evaluate<string | undefined>(`JSON.parse(localStorage.getItem('sfat.view') ?? '{}').pictures`)
const openView = async (page: Page) => {
  await page.keyboard.press('Alt+KeyG')
  await page.getByRole('radio', { name: 'Automată' }).waitFor()
}

/** A line that is said to be as the test wants it. */
const sayLine = (hints: { saveData: boolean; type: string }) =>
  `(() => {
    const line = Object.assign(new EventTarget(), ${JSON.stringify(hints)})
    Object.defineProperty(navigator, 'connection', { value: line })
    window.changeLine = (hints) => Object.assign(line, hints).dispatchEvent(new Event('change'))
  })()`
/** Keeps what the page asked the browser to do when its tab is left. */
const keepActions = `(() => {
  const set = MediaSession.prototype.setActionHandler
  window.actions = {}
  MediaSession.prototype.setActionHandler = function (action, run) {
    set.call(this, action, run)
    window.actions[action] = run
  }
})()`
const changeLine = (page: Page, hints: { saveData?: boolean; type?: string }) =>
  page.evaluate(`changeLine(${JSON.stringify(hints)})`)
const as = async (page: Page, script: string) => {
  await page.context().addInitScript(`if (location.protocol !== 'about:') { ${script} }`)
  await page.reload()
  return page
}

describe('what a call offers', () => {
  let room: MeetingRoom
  let host: Page
  let member: Page
  let guest: Page

  beforeAll(async () => {
    room = await openMeetingRoom('Comitetul de digitalizare', { silent: true })
    host = await as(await room.host(), keepActions)
    await comeIn(host)
  })
  afterAll(() => room?.close())

  it('offers small pictures at the door to whoever saves data, and remembers the answer', async () => {
    member = await as(await room.member(), sayLine({ saveData: true, type: 'wifi' }))
    await member.getByText(offered).waitFor()
    expect(await pictures(member)).not.toBe('low')
    expect(await findViolations(member)).toEqual([])
    await button(member, 'Primește imagini mici').click()
    await member.getByText(/^Veți primi imagini mici/).waitFor()
    expect(await member.getByText(offered).count()).toBe(0)
    expect(await member.evaluate('document.activeElement.textContent.trim()')).toMatch(/^Veți primi/)
    await comeIn(member)
    await openView(member)
    expect(await member.getByRole('radio', { name: 'Puține date' }).isChecked()).toBe(true)

    // Who then wants all of them is not asked again, however often they come.
    await member.getByRole('radio', { name: 'Toate' }).check({ force: true })
    await member.keyboard.press('Escape')
    await member.reload()
    await member.locator('.call').waitFor()
    await button(member, 'Ieși din conferință').click()
    await button(member, 'Intră din nou').click()
    await button(member, 'Intră în conferință').waitFor()
    expect(await member.getByText(offered).count()).toBe(0)
    expect(await pictures(member)).toBe('all')
  })

  it('offers them in the call when the device begins to save data, and does nothing unasked', async () => {
    guest = await as(await room.guest(guestName), sayLine({ saveData: false, type: 'wifi' }))
    await button(guest, 'Cere intrarea').waitFor()
    expect(await guest.getByText(offered).count()).toBe(0)
    await button(guest, 'Cere intrarea').click()
    await button(host, 'Primește').click()
    await guest.locator('.call').waitFor()
    const inCall = guest.locator('header').getByText('Economisiți date')
    await changeLine(guest, { saveData: true })
    await inCall.waitFor()
    await hears(guest, offered)
    expect(await pictures(guest)).not.toBe('low')
    expect(await findViolations(guest)).toEqual([])
    await changeLine(guest, { saveData: false })
    await inCall.waitFor({ state: 'detached' })
    await changeLine(guest, { saveData: true })
    await button(guest, 'Imagini mici').click()
    await hears(guest, 'Primiți imagini mici')
    expect(await pictures(guest)).toBe('low')
    await inCall.waitFor({ state: 'detached' })
  })

  it('asks about mobile data only whoever comes to it in mid-call, and takes no for an answer', async () => {
    await guest.evaluate(`localStorage.removeItem('sfat.view')`)
    await guest.reload()
    await guest.locator('.call').waitFor()
    const words = guest.locator('header').getByText('Date mobile')
    await changeLine(guest, { type: 'cellular' })
    await words.waitFor()
    await button(guest, 'Lasă cum este').click()
    await words.waitFor({ state: 'detached' })
    expect(await pictures(guest)).toBe('all')
    await changeLine(guest, { type: 'wifi' })
    await changeLine(guest, { type: 'cellular' })
    await changeLine(guest, { saveData: true })
    await openView(guest)
    await guest.keyboard.press('Escape')
    expect(await guest.locator('header .info').count()).toBe(0)
  })

  it('floats by itself when its tab is left, and is back in its place when somebody comes back', async () => {
    const leaveTab = () => host.evaluate(`actions.enterpictureinpicture({ action: 'enterpictureinpicture' })`)
    const opened = host.context().waitForEvent('page')
    await leaveTab()
    const small = await opened
    await small.locator('.tile').waitFor()
    await hears(host, 'Conferința se vede în fereastra mică')
    const closed = small.waitForEvent('close')
    await host.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
    await closed
    await hears(host, 'Fereastra mică s-a închis')

    // What somebody opened themselves stays.
    const again = host.context().waitForEvent('page')
    await host.keyboard.press('Alt+KeyI')
    const own = await again
    await own.locator('.tile').waitFor()
    await leaveTab()
    await host.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`)
    await button(own, 'Microfon: pornește').waitFor()
    await host.keyboard.press('Alt+KeyI')
    await until('it is closed', () => own.isClosed())
  })

  it('does not float by itself for whoever has turned that off, also after a reload, and never after the call', async () => {
    const listens = () => host.evaluate<boolean>('Boolean(actions.enterpictureinpicture)')
    const away = host.getByRole('switch', { name: /^Fereastră mică dacă plecați din filă/ })
    expect(await listens()).toBe(true)
    await openView(host)
    await away.uncheck({ force: true })
    expect(await listens()).toBe(false)
    await host.reload()
    await host.locator('.call').waitFor()
    expect(await listens()).toBe(false)
    await openView(host)
    await away.check({ force: true })
    expect(await listens()).toBe(true)
    await host.keyboard.press('Escape')
    await button(host, 'Ieși din conferință').click()
    await button(host, 'Ies doar eu').click()
    await button(host, 'Intră din nou').waitFor()
    expect(await listens()).toBe(false)
  })

  it('gave the browser nothing to complain of', () => {
    expect(room.complaints).toEqual([])
  })
})
