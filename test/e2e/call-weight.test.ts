/** How much the pages by which people come to a call bring before they can be used, and what they wait for. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { weighScripts } from '../support/page-weight.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'

/** Of gzipped script: what must have come before anything is drawn, and with all that comes by itself. */
const budget = { first: 150_000, all: 200_000 }

let room: MeetingRoom
beforeAll(async () => void (room = await openMeetingRoom('Ședința de cântărit')))
afterAll(async () => await room?.close())

const doors = [
  ['an account', () => room.host()],
  ['a personal link', () => room.invited()],
  ['the guest link', () => room.guest('Ștefan Țintea')],
] as const

describe('whoever comes to a call', { timeout: 120_000 }, () => {
  it.each(doors)('by %s brings little', async (_, come) => {
    const page: Page = await come()
    const weigh = weighScripts(page)
    await page.reload()
    await page.getByRole('button', { name: /Intră în conferință|Cere/ }).waitFor()
    // The call's own screen, its media and its line come by themselves, and none of them is needed to draw the preview.
    await page.waitForLoadState('networkidle')
    const { first, all } = weigh()
    expect(first).toBeLessThan(budget.first)
    expect(all).toBeLessThan(budget.all)
    await page.context().close()
  })

  it.each(doors)('by %s waits for no script to find out which others it needs', async (_, come) => {
    const known = await come()
    const weighAsItIs = weighScripts(known)
    await known.reload({ waitUntil: 'networkidle' })
    const asItIs = weighAsItIs()
    const address = known.url()
    await known.context().close()
    const context = await room.chromium.newContext()
    // Whatever is asked for now is asked for by the page itself.
    await context.route(/\/entry\/boot\.\w+\.js$/, (route) => route.abort())
    const page = await context.newPage()
    // Throws when something has not been asked for that must have come before the page draws.
    const weigh = weighScripts(page)
    await page.goto(address, { waitUntil: 'networkidle' })
    expect(weigh().first).toBeGreaterThanOrEqual(asItIs.first)
    await context.close()
  })
})
