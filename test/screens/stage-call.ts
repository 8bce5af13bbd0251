/** A conference for looking at: a few drawn people with cameras, sometimes a crowd without, seen as somebody with given preferences would. */
import type { Browser as Chromium, Page } from 'playwright-core'
import { Meeting } from '../../contract/scheduling.ts'
import type { Agenda } from '../../contract/minutes.ts'
import { seatCrowd, somePeople } from '../support/seat-crowd.ts'
import { until } from '../support/until.ts'
import { type CallScene, write } from './call-scenes.ts'
import { drawnMedia, faces } from './drawn-media.ts'
import { type Look, openContext, usual } from './open-page.ts'
import { shortLine } from './short-line.ts'
import type { Filled } from './start-filled.ts'

const cast = [
  { name: 'Ioana Țîru', organisation: 'ADR' },
  { name: 'Vlad Ciobanu', organisation: 'STS' },
  { name: 'Raluca Constantinescu-Ștefan', organisation: 'Ministerul Finanțelor' },
]
const knocking = { name: 'Gheorghe Văcărescu-Țepeneag', organisation: 'Agenția Națională pentru Locuințe' }
const crowdSize = 44

export type StagedCall = {
  /**
   * Shows each of the scenes in its turn, to `see`. What a page reports as wrong goes to `wrong`. Several looks are played
   * one after the other.
   */
  play(
    look: Look,
    scenes: readonly CallScene[],
    see: (page: Page, scene: CallScene) => Promise<void>,
    wrong?: (what: string) => void,
  ): Promise<void>
  close(): Promise<void>
}

/** Seats the cast in the meeting of the ready data, gives it an agenda and lets them write something. */
export async function stageCall(chromium: Chromium, filled: Filled): Promise<StagedCall> {
  const path = `/api/meetings/${filled.meetingId}`
  const { guestUrl } = Meeting.parse((await filled.browser.get(path)).body)
  await giveAgenda(filled, path)

  type Who = 'host' | (typeof cast)[number]
  /** The page before the call, with everything on it that will come. */
  const open = async (
    look: Look,
    who: Who,
    face = 0,
    { prepare, wrong }: { prepare?: string | undefined; wrong?: ((what: string) => void) | undefined } = {},
  ) => {
    const context = await openContext(chromium, filled.url, look, {
      signIn: who === 'host',
      ...(wrong && { wrong }),
    })
    // Five browsers that encode video share this machine with whatever else runs on it.
    context.setDefaultTimeout(60_000)
    await context.grantPermissions(['camera', 'microphone'], { origin: filled.url })
    const remember = `localStorage.setItem('sfat.guest', ${JSON.stringify(JSON.stringify(who))})`
    for (const script of [
      drawnMedia(faces[face] ?? faces[0]!, 'Indicatorii trimestrului III'),
      who === 'host' ? shortLine : remember,
      ...(prepare ? [prepare] : []),
    ])
      // A new window begins on about:blank, which has neither devices nor storage.
      await context.addInitScript(`if (location.protocol !== 'about:') { ${script} }`)
    const page = await context.newPage()
    await page.goto(who === 'host' ? `/meetings/${filled.meetingId}/join` : (guestUrl ?? ''))
    await page.locator('form button[type=submit]').waitFor()
    return page
  }
  const enter = (page: Page) => page.locator('form button[type=submit]').click()
  const comeIn = async (look: Look, wrong?: (what: string) => void) => {
    const page = await open(look, 'host', 0, { wrong })
    await enter(page)
    await page.locator('.call').waitFor()
    return page
  }
  const knock = async (look: Look, wrong?: (what: string) => void) => {
    const page = await open(look, knocking, 3, { wrong })
    await enter(page)
    await page.locator('.wait').waitFor()
    return page
  }

  // Without a host the lobby has nobody to open it.
  const doorkeeper = await comeIn(usual)
  const actors: Page[] = []
  for (const [index, guest] of cast.entries()) {
    const page = await open(usual, guest, index + 1)
    await enter(page)
    await doorkeeper.getByRole('button', { name: 'Primește', exact: true }).click()
    await page.locator('.call').waitFor()
    actors.push(page)
  }
  await write(
    actors[0]!,
    'Bună ziua! Documentele sunt la https://documente.example/locuire/trimestrul-3/indicatori',
  )
  await write(
    actors[2]!,
    'Mulțumesc. Anexa a doua are alte cifre decât raportul: 1.248 de locuințe, nu 1.284.',
    'Le corectăm până vineri.',
  )
  await leave(doorkeeper)

  const share = async (count: number) => {
    for (const actor of actors.slice(0, count)) await actor.keyboard.press('Alt+KeyS')
  }

  return {
    async play(look, scenes, see, wrong) {
      const wanted = scenes.filter(({ only }) => only?.(look) ?? true)
      for (const scene of wanted) {
        const { at, prepare } = scene
        if (at !== 'preview' && at !== 'guest' && at !== 'lobby') continue
        const page =
          at === 'lobby'
            ? await knock(look, wrong)
            : await open(look, at === 'preview' ? 'host' : cast[0]!, 0, { prepare, wrong })
        await page.locator('.own video, .devices .notice').first().waitFor()
        await scene.do?.(page, actors)
        await see(page, scene)
        // By the door, or the empty seat would wait in the next scene.
        if (at === 'lobby') await giveUp(page)
        await page.context().close()
      }
      const inside = wanted.filter(({ at }) => at === undefined || at === 'end')
      if (!inside.length) return
      const page = await comeIn(look, wrong)
      for (const crowded of [false, true]) {
        const some = inside.filter(({ crowd }) => Boolean(crowd) === crowded)
        const at = { url: filled.url, browser: filled.browser, dataDir: filled.dataDir }
        const crowd =
          crowded && some.length
            ? await seatCrowd({ ...at, meetingId: filled.meetingId }, somePeople(crowdSize))
            : undefined
        for (const screens of [undefined, 1, 2] as const)
          for (const knocks of [false, true]) {
            const list = some.filter(
              (scene) => scene.screens === screens && Boolean(scene.knock) === knocks && scene.at !== 'end',
            )
            if (!list.length) continue
            await share(screens ?? 0)
            const waiting = knocks ? await knock(usual) : undefined
            for (const scene of list) {
              await begin(page)
              await scene.do?.(page, actors)
              await see(page, scene)
            }
            if (waiting) {
              await giveUp(waiting)
              await waiting.context().close()
            }
            await share(screens ?? 0)
          }
        crowd?.leave()
      }
      await leave(page)
      for (const scene of inside.filter(({ at }) => at === 'end')) await see(page, scene)
      await page.context().close()
    },
    async close() {
      for (const actor of actors) await actor.context().close()
    },
  }
}

/** As somebody sees the call who has just come and chosen nothing yet. */
async function begin(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.evaluate("['sfat.view', 'sfat.devices'].forEach((key) => localStorage.removeItem(key))")
  await page.reload()
  await page.locator('.call').waitFor()
  await until(
    'the pictures move',
    () =>
      page.evaluate<boolean>(`
        [...document.querySelectorAll('.call video')].length > 1 &&
        [...document.querySelectorAll('.call video')].every(({ videoWidth }) => videoWidth > 0)`),
    60_000,
  )
}

/** Leaves by the door, or the empty seat would be in the next picture. */
async function leave(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  if (!(await page.locator('.question').isVisible())) await page.keyboard.press('Alt+KeyL')
  await page.locator('.question button').first().click()
  await page.locator('.end').waitFor()
}

async function giveUp(page: Page): Promise<void> {
  await page.locator('.wait button').click()
  await page.locator('.end').waitFor()
}

async function giveAgenda({ browser }: Filled, path: string): Promise<void> {
  const { items, version } = (await browser.get(`${path}/agenda`)).body as Agenda
  if (items.length) return
  const asked = (title: string, kind: string, durationMinutes: number, speaker: string | null) => ({
    ...{ title, kind, durationMinutes, speaker, milestoneId: null },
  })
  const answer = await browser.put(`${path}/agenda`, {
    version,
    items: [
      asked('Stadiul indicatorilor pentru trimestrul III', 'information', 20, 'Cătălina Țurcanu'),
      asked('Întârzierea licitației pentru lotul 2 și recalcularea termenelor', 'decision', 35, null),
      asked('Interoperabilitatea registrelor', 'discussion', 25, 'Raluca Constantinescu-Ștefan'),
      asked('Diverse', 'information', 10, null),
    ],
  })
  if (answer.status !== 200) throw new Error(`the agenda was not taken: ${answer.text}`)
}
