/** Pictures of the call in its layouts: a few drawn people with cameras, a crowd without, seen by the administrator. */
import type { Browser as Chromium, Page } from 'playwright-core'
import { Meeting } from '../../contract/scheduling.ts'
import { type Crowd, seatCrowd, somePeople } from '../support/seat-crowd.ts'
import { until } from '../support/until.ts'
import { drawnMedia, faces } from './drawn-media.ts'
import { type Look, openContext, phone, usual } from './open-page.ts'
import type { Filled } from './start-filled.ts'

const cast = [
  { name: 'Ioana Țîru', organisation: 'ADR' },
  { name: 'Vlad Ciobanu', organisation: 'STS' },
  { name: 'Raluca Constantinescu-Ștefan', organisation: 'Ministerul Finanțelor' },
]
const crowdSize = 44

const sideways = { width: 844, height: 390 }
const looks: [suffix: string, look: Partial<Look>][] = [
  ['1280', {}],
  ['390', phone],
  ['1280-en', { locale: 'en' }],
  ['390-en', { ...phone, locale: 'en' }],
  ['844', sideways],
  ['1280-contrast', { theme: 'contrast' }],
  ['1280-200', { textSize: 200 }],
  ['390-200', { ...phone, textSize: 200 }],
]

type Scene = { name: string; crowd?: boolean; screens?: number; do?: (page: Page) => Promise<void> }

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

const scenes: Scene[] = [
  { name: 'call-few' },
  { name: 'call-view-menu', do: openView },
  { name: 'call-speaker', do: layout('speaker') },
  { name: 'call-pins', do: async (page) => (await pin(page, 1), pin(page, 2)) },
  {
    name: 'call-tile-menu',
    do: async (page) => {
      await page.locator('[data-more]').nth(1).click()
      await page.getByRole('menu').waitFor()
    },
  },
  { name: 'call-sound-only', do: press('Alt+KeyO') },
  { name: 'call-shortcuts', do: press('Alt+KeyK') },
  {
    name: 'call-line',
    do: async (page) => {
      await page.locator('[data-more]').nth(1).click()
      await page.locator('[role=menuitem]:has(.lucide-signal)').click()
      await page.locator('.summary').waitFor()
    },
  },
  {
    name: 'call-my-line',
    do: async (page) => (await page.keyboard.press('Alt+KeyW'), page.locator('.summary').waitFor()),
  },
  { name: 'call-screen', screens: 1 },
  { name: 'call-two-screens', screens: 2 },
  {
    name: 'call-two-screens-beside',
    screens: 2,
    do: async (page) => page.locator('.choose button').last().click(),
  },
  { name: 'call-screen-grid', screens: 1, do: layout('grid') },
  { name: 'call-many', crowd: true },
  { name: 'call-many-speaker', crowd: true, do: layout('speaker') },
  { name: 'call-many-screen', crowd: true, screens: 1 },
  { name: 'call-many-people', crowd: true, do: press('Alt+KeyP') },
]

/** Leaves by the door, or the empty seat would be in the next picture. */
async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.keyboard.press('Alt+KeyL')
  await page.locator('.question button').first().click()
  await page.locator('.call').waitFor({ state: 'detached' })
  await page.context().close()
}

/** Takes those whose name has `part` in it; the folder must exist. */
export async function takeCalls(
  chromium: Chromium,
  filled: Filled,
  wanted: (name: string) => boolean,
  save: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  if (!scenes.some(({ name }) => looks.some(([suffix]) => wanted(`${name}-${suffix}`)))) return
  const { guestUrl } = Meeting.parse((await filled.browser.get(`/api/meetings/${filled.meetingId}`)).body)
  const open = async (look: Look, signIn: boolean, index: number, guest?: (typeof cast)[number]) => {
    const context = await openContext(chromium, filled.url, look, { signIn })
    await context.grantPermissions(['camera', 'microphone'], { origin: filled.url })
    await context.addInitScript(drawnMedia(faces[index] ?? faces[0]!, 'Indicatorii trimestrului III'))
    await context.addInitScript(
      `localStorage.setItem('sfat.guest', ${JSON.stringify(JSON.stringify(guest ?? {}))})`,
    )
    const page = await context.newPage()
    await page.goto(signIn ? `/meetings/${filled.meetingId}/join` : (guestUrl ?? ''))
    await page.locator('.join button, button.join, form button[type=submit]').last().waitFor()
    return page
  }
  const comeIn = async (look: Look) => {
    const page = await open(look, true, 0)
    await page.getByRole('button', { name: /^(Intră în conferință|Join the conference)/ }).click()
    await page.locator('.call').waitFor()
    return page
  }
  // The host's first seat stays: without it the lobby has nobody to open it.
  const doorkeeper = await comeIn(usual)
  const actors: Page[] = []
  for (const [index, guest] of cast.entries()) {
    const page = await open(usual, false, index + 1, guest)
    await page.getByRole('button', { name: 'Cere intrarea' }).click()
    await doorkeeper.getByRole('button', { name: 'Primește', exact: true }).click()
    await page.locator('.call').waitFor()
    actors.push(page)
  }
  await leave(doorkeeper)

  let crowd: Crowd | undefined
  for (const many of [false, true]) {
    if (
      many &&
      !scenes.some((scene) => scene.crowd && looks.some(([suffix]) => wanted(`${scene.name}-${suffix}`)))
    )
      break
    if (many) {
      const at = {
        url: filled.url,
        browser: filled.browser,
        dataDir: filled.dataDir,
        meetingId: filled.meetingId,
      }
      crowd = await seatCrowd(at, somePeople(crowdSize))
    }
    for (const screens of [0, 1, 2]) {
      const some = scenes.filter((scene) => Boolean(scene.crowd) === many && (scene.screens ?? 0) === screens)
      const list = some.flatMap((scene) =>
        looks.flatMap(([suffix, look]) =>
          wanted(`${scene.name}-${suffix}`) ? [{ scene, suffix, look }] : [],
        ),
      )
      if (!list.length) continue
      for (const actor of actors.slice(0, screens)) await actor.keyboard.press('Alt+KeyS')
      for (const { scene, suffix, look } of list) {
        const page = await comeIn({ ...usual, ...look })
        await until(
          'the pictures move',
          async () =>
            page.evaluate<boolean>(`
          [...document.querySelectorAll('.call video')].length > 1 &&
          [...document.querySelectorAll('.call video')].every(({ videoWidth }) => videoWidth > 0)`),
          60_000,
        )
        await scene.do?.(page)
        await page.waitForTimeout(1500)
        await save(page, `${scene.name}-${suffix}`)
        await leave(page)
      }
      for (const actor of actors.slice(0, screens)) await actor.keyboard.press('Alt+KeyS')
    }
  }
  crowd?.leave()
  for (const actor of actors) await actor.context().close()
}
