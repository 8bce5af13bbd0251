import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from '../support/find-violations.ts'
import { type Crowd, seatCrowd, somePeople } from '../support/seat-crowd.ts'
import { until } from '../support/until.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'

const knockingName = 'Țintea Ștefan'
const few = 8
const more = 40

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const hears = (page: Page, words: string | RegExp) =>
  page.locator('[role=status][aria-live=polite]').getByText(words).waitFor({ state: 'attached' })
const large = (page: Page) => page.getByRole('list', { name: 'Pe scenă' })
/** Whose tile has the focus, or null. */
const at = (page: Page) =>
  page.evaluate<string | null>(
    `document.activeElement.closest('[data-picture]')?.querySelector('.label .name')?.textContent ?? null`,
  )
const names = (page: Page) => page.locator('.tile .label .name').allInnerTexts()
const stops = (page: Page) => page.locator('[data-picture] button[tabindex="0"]').count()
const focused = (page: Page) =>
  page.evaluate<string>(
    `(({ activeElement: one }, words = one.labels?.[0]?.querySelector('.name') ?? one.labels?.[0] ?? one) =>
      one.getAttribute('aria-label') ?? words.textContent.trim())(document)`,
  )
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

/** One call and a keyboard: each story goes on from the one before. */
describe('a call by keyboard alone', () => {
  let room: MeetingRoom
  let host: Page
  let crowd: Crowd
  let later: Crowd | undefined
  const seat = async (from: number, count: number) => {
    const browser = await room.app.administrator()
    const { url, dataDir } = room.app
    return seatCrowd(
      { url, browser, dataDir, meetingId: room.meeting.id },
      somePeople(from + count)
        .slice(from)
        .map(({ name }) => ({ name })),
    )
  }
  const tiles = (count: number) =>
    until(`${count} tiles`, async () => (await host.locator('.tile').count()) === count)
  /** To the tile of somebody, from the first one. */
  const goTo = async (name: string) => {
    await press(host, 'Home')
    for (let step = (await names(host)).indexOf(name); step > 0; step--) await press(host, 'ArrowRight')
    expect(await at(host)).toBe(name)
  }

  beforeAll(async () => {
    room = await openMeetingRoom('Comitetul de digitalizare', { silent: true })
    host = await room.host()
    await button(host, 'Intră în conferință').click()
    await host.locator('.call').waitFor()
    crowd = await seat(0, few)
    await tiles(few + 1)
  })
  afterAll(async () => {
    later?.leave()
    crowd?.leave()
    await room?.close()
  })

  it('comes to the tiles with one Tab, leaves them with the next, and finds its tile again', async () => {
    await host.locator('main').focus()
    await press(host, 'Tab')
    const all = await names(host)
    expect(await at(host)).toBe(all[0])
    expect(await stops(host)).toBe(1)
    await press(host, 'ArrowRight', 'ArrowRight')
    expect(await at(host)).toBe(all[2])
    await press(host, 'Tab')
    expect(await at(host)).toBeNull()
    await press(host, 'Shift+Tab')
    expect(await at(host)).toBe(all[2])
    expect(await stops(host)).toBe(1)
    expect(await findViolations(host)).toEqual([])
  })

  it('goes along rows and columns with the arrows, and to both ends', async () => {
    const all = await names(host)
    await press(host, 'End')
    expect(await at(host)).toBe(all.at(-1))
    await press(host, 'ArrowRight')
    expect(await at(host)).toBe(all.at(-1))
    await press(host, 'Home')
    expect(await at(host)).toBe(all[0])
    const place = async () => (await host.locator('[data-picture]:focus-within').boundingBox())!
    const above = await place()
    await press(host, 'ArrowDown')
    expect((await place()).y).toBeGreaterThan(above.y)
    await press(host, 'ArrowUp')
    expect(await at(host)).toBe(all[0])
  })

  it('opens what a tile offers with Enter, and stays with the tile when it is pinned and when it is not any more', async () => {
    const name = (await names(host))[3]!
    await goTo(name)
    await press(host, 'Enter')
    await host.getByRole('menuitem', { name: 'Fixează pe scenă' }).waitFor()
    await press(host, 'Escape')
    await until('the focus is back', async () => (await at(host)) === name)
    for (const count of [1, 0]) {
      await press(host, 'Enter')
      await host.getByRole('menu').waitFor()
      await press(host, 'Enter')
      await until('it has moved', async () => (await large(host).locator('.tile').count()) === count)
      await until('the focus went with it', async () => (await at(host)) === name)
    }
    expect(await stops(host)).toBe(1)
  })

  it('stays with its tile when the layout changes', async () => {
    const name = (await names(host))[5]!
    await goTo(name)
    for (const layout of ['Așezare în grilă', 'Vorbitorul apare mare', 'Așezare automată']) {
      await press(host, 'Alt+KeyY')
      await hears(host, layout)
      await until('the focus is there', async () => (await at(host)) === name)
    }
  })

  it('stays with its tile when others go, and with its place when the tile itself goes', async () => {
    const all = await names(host)
    await goTo(all.at(-2)!)
    crowd.leave(1)
    await tiles(few)
    expect(await at(host)).toBe((await names(host)).at(-1))
    expect(await at(host)).toBe(all.at(-2))
    crowd.leave(1)
    await tiles(few - 1)
    await until('the focus is on the last tile', async () => (await at(host)) === (await names(host)).at(-1))
  })

  it('turns the pages from the tiles and keeps its place', async () => {
    later = await seat(few, more)
    await button(host, 'Pagina următoare').waitFor()
    await until('all are told of', async () => {
      const words = await host.locator('nav .numeric').textContent()
      return words?.startsWith('1 ')
    })
    const first = await names(host)
    await goTo(first[1]!)
    await press(host, 'PageDown')
    await hears(host, /^Pagina 2 din/)
    await until('the focus is on the second page', async () => {
      const name = await at(host)
      return name !== null && name === (await names(host))[1] && name !== first[1]
    })
    await press(host, 'PageUp')
    await hears(host, /^Pagina 1 din/)
    await until('the focus is on the first page', async () => (await at(host)) === (await names(host))[1])
    later.leave()
    await button(host, 'Pagina următoare').waitFor({ state: 'detached' })
  })

  it('turns them with their buttons to the last one without losing the focus', async () => {
    later = await seat(few, more)
    await button(host, 'Pagina următoare').focus()
    const page = () => host.locator('nav .numeric').textContent()
    await until('the last page', async () => {
      await press(host, 'Enter')
      const [at, , last] = ((await page()) ?? '').split(' ')
      return at === last
    })
    await press(host, 'Enter')
    expect(await focused(host)).toBe('Pagina următoare')
    later.leave()
    await button(host, 'Pagina următoare').waitFor({ state: 'detached' })
  })

  it('stays in the list when the one who was let in is gone from it', async () => {
    const guest = await room.guest(knockingName)
    await button(guest, 'Cere intrarea').click()
    await button(host, 'Persoane: arată, una așteaptă să intre').focus()
    await press(host, 'Enter')
    await button(host, `Primește pe ${knockingName}`).focus()
    await press(host, 'Enter')
    await guest.locator('.call').waitFor()
    await until('the panel has it', () => host.evaluate<boolean>(`document.activeElement.matches('aside')`))
    await press(host, 'Escape')
    await button(guest, 'Ieși din conferință').click()
  })

  it('leaves the keys of the tiles alone everywhere else, and has them on its list of keys', async () => {
    await press(host, 'Alt+KeyK')
    const list = host.getByRole('complementary', { name: 'Comenzi de la tastatură' })
    await list.getByText('De la o imagine la alta').waitFor()
    await press(host, 'ArrowRight', 'End')
    expect(await at(host)).toBeNull()
    await press(host, 'Escape')
    await list.waitFor({ state: 'detached' })
  })

  it('chooses everything about how the call looks: layout, pictures, who is hidden, and what opens from there', async () => {
    const panel = host.getByRole('dialog', { name: 'Aspect' })
    await button(host, 'Aspect: alege').focus()
    await press(host, 'Enter')
    await host.getByRole('radio', { name: 'Automată' }).waitFor()
    await until('the chosen layout has the focus', async () => (await focused(host)) === 'Automată')
    await press(host, 'ArrowLeft')
    await hears(host, 'Vorbitorul apare mare')
    await large(host).locator('.tile').waitFor()
    await press(host, 'ArrowRight')
    await hears(host, 'Așezare automată')

    await press(host, 'Tab')
    expect(await focused(host)).toBe('Toate')
    await press(host, 'ArrowRight')
    await hears(host, 'Primiți imagini mici')
    await press(host, 'ArrowLeft')
    await hears(host, 'Primiți toate imaginile')

    await press(host, 'Tab', 'Space')
    await hears(host, /^Imaginea dumneavoastră este ascunsă/)
    await press(host, 'Space')
    await hears(host, 'Vă vedeți din nou imaginea')
    await press(host, 'Tab', 'Space')
    await hears(host, 'Cei fără imagine sunt ascunși')
    await press(host, 'Space')
    await hears(host, 'Se văd și cei fără imagine')

    const reached: string[] = []
    for (let step = 0; step < 8; step++) {
      await press(host, 'Tab')
      if (!(await panel.evaluate((element) => element.matches(':focus-within')))) break
      reached.push(await focused(host))
    }
    expect(reached.map((words) => words.replace(/\s*Alt\+.*/, ''))).toEqual([
      'Fereastră mică dacă plecați din filă',
      'Pe tot ecranul',
      'În fereastră mică',
      'Legătura dumneavoastră',
      'Comenzi de la tastatură',
    ])
    if (await panel.isVisible()) await press(host, 'Escape')
    await panel.getByRole('radio').first().waitFor({ state: 'detached' })

    await button(host, 'Aspect: alege').focus()
    await press(host, 'Enter')
    await host.getByRole('radio', { name: 'Automată' }).waitFor()
    await press(host, 'Escape')
    await until('its button has the focus', async () => (await focused(host)) === 'Aspect: alege')
  })

  it('gave the browser nothing to complain of', () => {
    expect(room.complaints).toEqual([])
  })
})
