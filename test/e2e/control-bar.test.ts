import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findOverflow } from '../support/find-overflow.ts'
import { findViolations } from '../support/find-violations.ts'
import { until } from '../support/until.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'

const knockingName = 'Țintea Ștefan'
/** What can be done from the bar, as it is called while nothing is open. */
const everything = [
  'Microfon: oprește',
  'Cameră: oprește',
  'Ecran: arată',
  'Mână: ridică',
  'Aspect: alege',
  'Persoane: arată',
  'Mesaje: arată',
  'Ordine de zi: arată',
  'Proces-verbal: arată',
  'Ieși din conferință',
]
const ways = ['Alte feluri de a ieși', 'Încheie pentru toți']

const bar = (page: Page) => page.locator('#call-controls')
const more = (page: Page) => bar(page).getByRole('button', { name: /^Alte comenzi/ })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const aside = (page: Page, name: string) => page.getByRole('complementary', { name, exact: true })
const focused = (page: Page) =>
  page.evaluate<string>(
    `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()`,
  )

type Size = { width: number; height: number; textSize: 100 | 200 }
const sizes: [string, Size][] = [
  ['on a phone with text at 200 %', { width: 390, height: 844, textSize: 200 }],
  ['on a phone', { width: 390, height: 844, textSize: 100 }],
  ['at 320 pixels', { width: 320, height: 640, textSize: 100 }],
  ['at 320 pixels with text at 200 %', { width: 320, height: 640, textSize: 200 }],
  ['on a phone that lies on its side', { width: 844, height: 390, textSize: 100 }],
  ['on a small phone on its side with text at 200 %', { width: 568, height: 320, textSize: 200 }],
  ['on a wide screen', { width: 1280, height: 800, textSize: 100 }],
  ['on a wide screen with text at 200 %', { width: 1280, height: 800, textSize: 200 }],
]

describe('the controls of a call', () => {
  let room: MeetingRoom
  let host: Page
  let touch: CDPSession
  /** Opens the call anew, in a window of this size. */
  async function look({ textSize, ...viewport }: Size) {
    await host.setViewportSize(viewport)
    // What is small is held in the hand.
    await touch.send('Emulation.setTouchEmulationEnabled', { enabled: viewport.width < 1000 })
    await host.evaluate(
      `localStorage.setItem('sfat.preferences', ${JSON.stringify(JSON.stringify({ textSize }))})`,
    )
    await host.reload()
    await host.locator('.call').waitFor()
    await button(host, 'Microfon: oprește').waitFor()
  }

  beforeAll(async () => {
    room = await openMeetingRoom('Comitetul de digitalizare')
    host = await room.host()
    await button(host, 'Intră în conferință').click()
    await host.locator('.call').waitFor()
    touch = await host.context().newCDPSession(host)
  })
  afterAll(() => room?.close())

  it.each(sizes)('are wide enough for a finger and stand beside each other: %s', async (_, size) => {
    await look(size)
    const boxes: { name: string | null; x: number; y: number; width: number; height: number }[] = []
    for (const control of await bar(host).locator('button:visible').all())
      boxes.push({ name: await control.getAttribute('aria-label'), ...(await control.boundingBox())! })
    expect(boxes.length).toBeGreaterThanOrEqual(6)
    // The way to other ways of leaving is no finger's on a screen with a mouse.
    const fingers = boxes.filter(({ name }) => size.width < 1000 || !ways.includes(name ?? ''))
    expect(fingers.filter(({ width, height }) => width < 40 || height < 40)).toEqual([])
    const right = (index: number) => (index < 0 ? 0 : boxes[index]!.x + boxes[index]!.width)
    expect(boxes.filter(({ x }, index) => x < right(index - 1))).toEqual([])
    expect(right(boxes.length - 1)).toBeLessThanOrEqual(size.width)
    const whole = await bar(host).boundingBox()
    expect((whole?.y ?? 0) + (whole?.height ?? 0)).toBeLessThanOrEqual(size.height)
    expect(await findOverflow(host)).toEqual([])
    expect(await findViolations(host)).toEqual([])
  })

  it.each(sizes)('can all be reached by keyboard: %s', async (_, size) => {
    await look(size)
    const reached: string[] = []
    await bar(host).focus()
    const inside = () => bar(host).evaluate((element) => element.matches(':focus-within'))
    for (await host.keyboard.press('Tab'); await inside(); await host.keyboard.press('Tab'))
      reached.push(await focused(host))
    if (reached.includes('Alte comenzi')) {
      await more(host).focus()
      await host.keyboard.press('Enter')
      const lines = host.getByRole('menu', { name: 'Alte comenzi' }).getByRole('menuitem')
      await lines.first().waitFor()
      for (let line = await lines.count(); line > 0; line--) {
        reached.push(await focused(host))
        await host.keyboard.press('ArrowDown')
      }
      await host.keyboard.press('Escape')
      expect(await focused(host)).toBe('Alte comenzi')
    }
    expect(reached).toEqual(expect.arrayContaining(everything))
    expect(reached.filter((name) => ways.includes(name))).toHaveLength(1)
    expect(new Set(reached).size).toBe(reached.length)
  })

  it('keep on a phone what is reached for most, and the rest in a menu that does what its lines say', async () => {
    await look({ width: 390, height: 844, textSize: 200 })
    for (const name of ['Microfon: oprește', 'Cameră: oprește', 'Mână: ridică', 'Mesaje: arată'])
      expect(await bar(host).getByRole('button', { name, exact: true }).count(), name).toBe(1)
    const choose = async (line: string) => {
      await more(host).focus()
      await host.keyboard.press('ArrowDown')
      await host.getByRole('menuitem', { name: line }).focus()
      await host.keyboard.press('Enter')
    }
    await choose('Ordine de zi: arată')
    const agenda = aside(host, 'Ordinea de zi')
    await agenda.getByText('Nu este scrisă încă.').waitFor()
    await agenda.getByRole('button', { name: 'Închide' }).click()
    await agenda.waitFor({ state: 'detached' })
    expect(await focused(host)).toBe('Alte comenzi')

    await choose('Aspect: alege')
    await host.getByRole('radio', { name: 'Vorbitor' }).waitFor()
    const panel = await host.getByRole('dialog', { name: 'Aspect' }).boundingBox()
    expect((panel?.x ?? -1) + (panel?.width ?? 0)).toBeLessThanOrEqual(390)
    await host.keyboard.press('Escape')
    await host.getByRole('radio', { name: 'Vorbitor' }).waitFor({ state: 'detached' })

    await choose('Încheie pentru toți')
    await button(host, 'Rămân').click()
    await button(host, 'Rămân').waitFor({ state: 'detached' })
  })

  it('are folded with their shortcuts at work', async () => {
    await look({ width: 320, height: 640, textSize: 100 })
    await host.keyboard.press('Alt+KeyP')
    await aside(host, 'Persoane').waitFor()
    await host.keyboard.press('Escape')
    await aside(host, 'Persoane').waitFor({ state: 'detached' })
    await host.keyboard.press('Alt+KeyG')
    await host.getByRole('radio', { name: 'Vorbitor' }).waitFor()
    await host.keyboard.press('Escape')
    await more(host).click()
    await host.getByRole('menu').waitFor()
    await host.keyboard.press('Alt+KeyP')
    await host.getByRole('menu').waitFor({ state: 'detached' })
    await aside(host, 'Persoane').waitFor()
    await host.keyboard.press('Alt+KeyP')
  })

  it('show on the button of the menu who waits at the door, in figures and in words', async () => {
    const guest = await room.guest(knockingName)
    await button(guest, 'Cere intrarea').click()
    await button(host, 'Alte comenzi (Persoane: arată, una așteaptă să intre)').waitFor()
    expect(await more(host).locator('.count').getAttribute('data-count')).toBe('1')
    await more(host).click()
    await host.getByRole('menuitem', { name: 'Persoane: arată, una așteaptă să intre' }).click()
    await aside(host, 'Persoane')
      .getByRole('button', { name: `Primește pe ${knockingName}` })
      .click()
    await guest.locator('.call').waitFor()
    await until('nobody waits', async () => (await more(host).locator('.count').count()) === 0)

    await button(guest, 'Mesaje: arată').click()
    await guest.getByRole('textbox', { name: 'Scrieți un mesaj tuturor' }).fill('Bună ziua')
    await guest.keyboard.press('Enter')
    await button(host, 'Mesaje: arată, unul necitit').waitFor()
    await host.keyboard.press('Escape')
  })

  it('hand the focus to the menu when a larger page folds what had it', async () => {
    await look({ width: 1280, height: 800, textSize: 100 })
    expect(await more(host).count()).toBe(0)
    const cut = await bar(host)
      .locator('.press > .name')
      .evaluateAll(
        (names) =>
          (names as unknown as { scrollWidth: number; clientWidth: number }[]).filter(
            ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth,
          ).length,
      )
    expect(cut).toBe(0)
    await button(host, 'Ordine de zi: arată').focus()
    await host.setViewportSize({ width: 320, height: 640 })
    await until('the menu has it', async () => (await focused(host)) === 'Alte comenzi')
  })

  it('gave the browser nothing to complain of', () => {
    expect(room.complaints).toEqual([])
  })
})
