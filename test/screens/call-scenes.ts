/** What there is to see of a conference: before it, in it with its layouts and panels, after it. By places and keys, so in every language. */
import type { Page } from 'playwright-core'
import type { Look } from './open-page.ts'

export type CallScene = {
  name: string
  /** Where whoever looks has got to; in the call, as its host, if it is not given. */
  at?: 'preview' | 'guest' | 'lobby' | 'end'
  /** Run in the page before its own scripts. */
  prepare?: string
  /** There are fifty, and not four. */
  crowd?: boolean
  /** How many screens are shared. */
  screens?: 1 | 2
  /** Somebody stands at the door. */
  knock?: boolean
  /** Nothing to see in other looks. */
  only?: (look: Look) => boolean
  do?: (page: Page, actors: readonly Page[]) => Promise<unknown>
}

const press = (key: string) => (page: Page) => page.keyboard.press(key)
const openView = async (page: Page) => {
  await page.keyboard.press('Alt+KeyG')
  await page.locator('input[value=speaker]').waitFor()
}
const layout = (value: string) => async (page: Page) => {
  await openView(page)
  await page.locator(`input[value=${value}]`).check({ force: true })
  await page.keyboard.press('Escape')
}
const pin = async (page: Page, index: number) => {
  await page.locator('[data-more]').nth(index).click()
  await page.getByRole('menuitem').first().click()
}
const openLine = async (page: Page) => {
  await page.locator('[data-more]').nth(1).click()
  await page.locator('[role=menuitem]:has(.lucide-signal)').click()
  await page.locator('.summary').waitFor()
}
/** Whoever comes first opens the minutes, the others find them. */
const openMinutes = async (page: Page) => {
  await page.keyboard.press('Alt+KeyN')
  const begin = page.locator('aside button:has(.lucide-notebook-pen)')
  const written = page.locator('aside textarea').first()
  await begin.or(written).first().waitFor()
  if (await begin.count()) await begin.click()
  await written.waitFor()
}
/** Writes to everybody, without staying in the panel. */
export const write = async (page: Page, ...messages: string[]): Promise<void> => {
  await page.keyboard.press('Alt+KeyC')
  for (const message of messages) {
    await page.locator('aside textarea').fill(message)
    await page.keyboard.press('Enter')
    await page.locator('aside .text', { hasText: message }).last().waitFor()
  }
  await page.keyboard.press('Alt+KeyC')
}

const hold = async (page: Page) => (
  await page.evaluate('holdPictures()'),
  page.locator('.call .care').first().waitFor()
)
const saveData = `Object.defineProperty(navigator.connection, 'saveData', { value: true })`
const blocked = `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))`

export const callScenes: readonly CallScene[] = [
  { name: 'call-preview', at: 'preview' },
  { name: 'call-preview-guest', at: 'guest' },
  { name: 'call-preview-blocked', at: 'guest', prepare: blocked },
  { name: 'call-preview-thrift', at: 'preview', prepare: saveData },
  { name: 'call-lobby', at: 'lobby' },
  { name: 'call-few' },
  { name: 'call-view-menu', do: openView },
  {
    name: 'call-more-menu',
    only: ({ width }) => width < 500,
    do: async (page) => {
      await page.locator('[data-folded] button').click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'call-leaving',
    do: async (page) => (await page.keyboard.press('Alt+KeyL'), page.locator('.question').waitFor()),
  },
  { name: 'call-speaker', do: layout('speaker') },
  { name: 'call-pins', do: async (page) => (await pin(page, 1), pin(page, 2)) },
  {
    name: 'call-tile-menu',
    do: async (page) => {
      await page.locator('[data-more]').nth(1).click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'call-tile-focus',
    do: async (page) => (
      await page.locator('main').focus(),
      await page.keyboard.press('Tab'),
      page.keyboard.press('ArrowRight')
    ),
  },
  {
    name: 'call-thrift',
    do: async (page) => (
      await page.evaluate(`${saveData}.dispatchEvent(new Event('change'))`),
      page.locator('header .info').waitFor()
    ),
  },
  { name: 'call-held', do: hold },
  { name: 'call-sound-only', do: press('Alt+KeyO') },
  {
    name: 'call-shortcuts',
    do: async (page) => (await page.keyboard.press('Alt+KeyK'), page.locator('aside kbd').first().waitFor()),
  },
  { name: 'call-line', do: openLine },
  {
    name: 'call-my-line',
    do: async (page) => (await page.keyboard.press('Alt+KeyW'), page.locator('.summary').waitFor()),
  },
  { name: 'call-people', do: press('Alt+KeyP') },
  {
    name: 'call-remove',
    do: async (page) => {
      await page.keyboard.press('Alt+KeyP')
      await page.locator('aside li [aria-haspopup=menu]').nth(1).click()
      await page.locator('[role=menuitem]:has(.lucide-user-x)').click()
      await page.locator('aside .question').waitFor()
    },
  },
  {
    name: 'call-chat',
    do: async (page) => (
      await page.keyboard.press('Alt+KeyC'),
      page.locator('aside .text').first().waitFor()
    ),
  },
  {
    name: 'call-agenda',
    do: async (page) => (
      await page.keyboard.press('Alt+KeyA'),
      page.locator('aside ol > li').first().waitFor()
    ),
  },
  {
    name: 'call-agenda-loading',
    do: async (page) => (
      await page.route('**/api/meetings/*/agenda', () => undefined),
      await page.keyboard.press('Alt+KeyA'),
      page.locator('aside .skeleton').first().waitFor()
    ),
  },
  {
    name: 'call-agenda-failed',
    do: async (page) => (
      await page.route('**/api/meetings/*/agenda', (route) => route.fulfill({ status: 404 })),
      await page.keyboard.press('Alt+KeyA'),
      page.locator('aside [role=alert]').waitFor()
    ),
  },
  { name: 'call-minutes', do: openMinutes },
  { name: 'call-screen', screens: 1 },
  { name: 'call-screen-held', screens: 1, do: hold },
  { name: 'call-screen-grid', screens: 1, do: layout('grid') },
  { name: 'call-two-screens', screens: 2 },
  {
    name: 'call-two-screens-beside',
    screens: 2,
    do: async (page) => page.locator('.choose button').last().click(),
  },
  {
    name: 'call-badges',
    knock: true,
    do: async (page, [actor]) => {
      if (actor) await write(actor, 'Se aude bine?')
      await page.locator('#call-controls .count').first().waitFor()
    },
  },
  { name: 'call-waiting', knock: true, do: press('Alt+KeyP') },
  { name: 'call-many', crowd: true },
  { name: 'call-many-speaker', crowd: true, do: layout('speaker') },
  { name: 'call-many-screen', crowd: true, screens: 1 },
  { name: 'call-many-people', crowd: true, do: press('Alt+KeyP') },
  { name: 'call-end', at: 'end' },
]
