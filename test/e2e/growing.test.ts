import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findWorker } from '../../sfu/worker/find-worker.ts'
import { knowsAskedLayers } from '../../sfu/worker/prove-worker.ts'
import { until } from '../support/until.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'
import {
  encodedLayers,
  flashLayer,
  followedPicture,
  followPicture,
  mediaOf,
  setLayer,
} from './watch-media.ts'

const name = 'Anca'
/** The goal; the official worker gives a layer only when it has been sent for two seconds (docs/decisions/0085). */
const limitMs = knowsAskedLayers(findWorker()) ? 500 : 4_000
/** A picture that stands still for so long is seen to; its frames come every eighth of a second here. */
const stillMs = 500
const mostTries = 2

const button = (page: Page, words: string | RegExp) => page.getByRole('button', { name: words, exact: true })

type Growth = {
  /** Milliseconds from the press of a button until the first large frame was decoded. */
  took: number
  /** The longest time between two frames meanwhile. */
  longest: number
}

/** One meeting of two: each story goes on from the one before. */
describe('a picture that grows beyond what anybody watched', () => {
  let room: MeetingRoom
  let host: Page
  let sender: Page
  let track: string

  beforeAll(async () => {
    room = await openMeetingRoom('Comitetul de monitorizare', { silent: true })
    host = await room.host()
    await button(host, 'Intră în conferință').click()
    await host.locator('.call').waitFor()
    sender = await room.guest(name)
    // Only what the host receives is looked at: the other way may cost as little as it can.
    await sender.setViewportSize({ width: 400, height: 340 })
    await button(sender, 'Cere intrarea').click()
    await button(host, 'Primește').click()
    await sender.locator('.call').waitFor()
    track = await until('the picture', () =>
      host.evaluate<string | undefined>(
        `document.querySelector('.tile video:not(.mirrored)')?.srcObject?.getVideoTracks()[0]?.id`,
      ),
    )
  }, 120_000)
  afterAll(async () => room?.close())

  const widthOf = async () => (await mediaOf(host)).widths[track] ?? 0

  /** Waits until nobody watches the largest layer, then pins the tile to the stage, as a person does. */
  async function grow(): Promise<Growth> {
    await until('the large layer to rest', async () => !(await encodedLayers(sender)).includes('r2'), 60_000)
    const small = await until('the small picture', widthOf)
    await host.locator('.tile', { hasText: name }).hover()
    await button(host, `Opțiuni: ${name}`).click()
    const pin = host.getByRole('menuitem', { name: 'Fixează pe scenă' })
    await pin.waitFor()
    await followPicture(host, track)
    await pin.click()
    return await until(
      'the picture to be large',
      async () => {
        const { pressedAt, widths, longest } = await followedPicture(host)
        const large = widths.find(({ width }) => width > small)
        return large && pressedAt !== null ? { took: large.at - pressedAt, longest } : null
      },
      30_000,
    )
  }
  const pinned = () => button(host, `Anulează fixarea: ${name}`)
  const shrink = async () => {
    await pinned().click()
    await pinned().waitFor({ state: 'detached' })
  }

  it('is decoded in its large size within half a second of being wanted, and moves on meanwhile', async () => {
    const tries: Growth[] = []
    const isGood = ({ took, longest }: Growth) => took <= limitMs && longest <= stillMs
    // A sender's browser sends a layer when it believes that its line carries it, which a busy machine can talk it out of.
    while (tries.length < mostTries && !tries.some(isGood)) {
      tries.push(await grow())
      await shrink()
    }
    console.log(`  decoded after ${tries.map(({ took }) => took.toFixed(0)).join(', ')} ms`)
    expect(tries.filter(isGood), JSON.stringify(tries)).not.toEqual([])
  })

  it('does not come and go with a layer that comes and goes by itself', async () => {
    // A second go begins with what the first one pinned.
    if (await pinned().isVisible()) await shrink()
    await grow()
    const large = await widthOf()
    // As a sender does whose own line is short.
    await setLayer(sender, 'r2', false)
    await until('the picture to be smaller', async () => (await widthOf()) < large, 30_000)
    const seen: boolean[][] = []
    await until(
      'the layer to have come twice, for less than the two seconds after which it would be believed',
      async () => {
        await followPicture(host, track)
        const { sent, lasted } = await flashLayer(sender, 'r2', 800)
        // Until the worker has noticed that it is gone, and a frame that was late has been decoded.
        await until('it to be gone', async () => !(await encodedLayers(sender)).includes('r2'), 30_000)
        const { widths } = await followedPicture(host)
        if (sent > 0 && lasted < 1_800) seen.push(widths.map(({ width }) => width < large))
        return seen.length === 2
      },
      60_000,
    )
    // Small all the time; a busy sender may have gone from one small layer to another.
    for (const widths of seen) expect(new Set(widths)).toEqual(new Set([true]))
  })
})
