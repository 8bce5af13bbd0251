import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JoinAnswer } from '../../contract/conference.ts'
import { takeSeat } from '../sfu/support/take-seat.ts'
import { until } from '../support/until.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'
import { answersTaken, askedLayers, encodedLayers, mediaOf, nextFrame } from './watch-media.ts'

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
/** So small that five people stand on two pages. */
const small = { width: 400, height: 340 }
const large = { width: 1600, height: 1000 }

/** The tracks of the pictures of others that stand on the page of tiles. */
const shownTracks = (page: Page): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('.tile video:not(.mirrored)')].flatMap(({ srcObject }) => srcObject?.getVideoTracks().map(({ id }) => id) ?? [])`,
  )

/** The tracks of which frames are being decoded, seen over a while. */
async function movingTracks(page: Page): Promise<string[]> {
  const before = (await mediaOf(page)).pictures
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 800)))
  const after = (await mediaOf(page)).pictures
  return Object.keys(after).filter((track) => (after[track] ?? 0) > (before[track] ?? 0))
}

/** Waits until exactly what is shown is decoded; answers with it. */
const showsAndDecodes = (page: Page, count: number): Promise<string[]> =>
  until(
    `${count} pictures to be shown and no others to be decoded`,
    async () => {
      const [moving, shown] = [await movingTracks(page), await shownTracks(page)]
      const same = moving.length === shown.length && shown.every((track) => moving.includes(track))
      return same && shown.length === count ? shown : null
    },
    60_000,
  )

/** Waits until exactly these layers of its camera are encoded; where they are not, tells what was asked of the browser. */
async function encodes(page: Page, layers: string[]): Promise<void> {
  await until(
    'a camera to be encoded in other layers',
    async () =>
      expect([await encodedLayers(page), await askedLayers(page)]).toEqual([layers, [layers]]) ?? true,
    60_000,
  )
}

/** Waits until every picture that is shown is so wide. */
const areWide = (page: Page, isWide: (width: number) => boolean) =>
  until(
    'the pictures to have another size',
    async () => {
      const [{ widths }, shown] = [await mediaOf(page), await shownTracks(page)]
      return shown.length > 0 && shown.every((track) => isWide(widths[track] ?? 0))
    },
    60_000,
  )

/** Waits until the screen that is shown moves, and is encoded with this. */
async function decodes(page: Page, codec: string): Promise<void> {
  const track = () =>
    page.evaluate<string | undefined>(
      `document.querySelector('[aria-label^="Ecranul arătat de"] video')?.srcObject?.getVideoTracks()[0]?.id`,
    )
  let before: { track: string; frames: number } | null = null
  await until(
    `a screen in ${codec}`,
    async () => {
      const [{ pictures, codecs }, shown] = [await mediaOf(page), await track()]
      if (shown === undefined || codecs[shown] !== codec) return (before = null)
      const frames = pictures[shown] ?? 0
      if (before?.track !== shown) before = { track: shown, frames }
      return frames > before.frames + 3
    },
    60_000,
  )
}

/** One meeting: each story goes on from the one before. */
describe('five people on two pages of tiles', () => {
  let room: MeetingRoom
  let host: Page
  const others: Page[] = []

  beforeAll(async () => {
    room = await openMeetingRoom('Comitetul de monitorizare', { silent: true, viewport: small })
    host = await room.host()
    await button(host, 'Intră în conferință').click()
    await host.locator('.call').waitFor()
    for (const name of ['Anca', 'Barbu', 'Călin', 'Doina']) {
      const guest = await room.guest(name)
      await button(guest, 'Cere intrarea').click()
      await button(host, 'Primește').click()
      await guest.locator('.call').waitFor()
      others.push(guest)
    }
  }, 180_000)
  afterAll(async () => room?.close())

  it('sends each the pictures of the page that it shows, and no others', async () => {
    if (await button(host, 'Pagina anterioară').isEnabled()) await button(host, 'Pagina anterioară').click()
    await host.getByText('1 din 2').waitFor()
    const tiles = await host.locator('.tile').count()
    const first = await showsAndDecodes(host, tiles - 1)
    await button(host, 'Pagina următoare').click()
    const second = await showsAndDecodes(host, 5 - tiles)
    expect(second.filter((track) => first.includes(track))).toEqual([])
    await button(host, 'Pagina anterioară').click()
    expect((await showsAndDecodes(host, tiles - 1)).toSorted()).toEqual(first.toSorted())
  })

  it('lets a camera rest that nobody watches, and encodes of the others what is watched', async () => {
    // Whoever came last stands on the second page of everybody else.
    const [unseen, seen] = [others.at(-1), others.at(0)]
    await encodes(unseen!, [])
    await encodes(seen!, ['r0'])
  })

  it('lets it rest on when the network may be another one and ICE begins anew', async () => {
    const unseen = others.at(-1)!
    const before = await answersTaken(unseen)
    await unseen.evaluate(`dispatchEvent(new Event('online'))`)
    await until('ICE to begin anew', async () => (await answersTaken(unseen)) > before)
    await encodes(unseen, [])
  })

  it('raises a picture with its tile, and lowers it again', async () => {
    await host.setViewportSize(small)
    await areWide(host, (width) => width === 320)
    await host.setViewportSize(large)
    await areWide(host, (width) => width > 320)
    await until('more than one layer', async () => (await encodedLayers(others[0]!)).length > 1, 60_000)
    await host.setViewportSize(small)
    await areWide(host, (width) => width === 320)
    await encodes(others[0]!, ['r0'])
  })

  it('has a layer back within half a second of its being wanted', async () => {
    const [sender] = others
    const taken: number[] = []
    // Whatever else this machine does, once in a few times it is not in the way.
    for (let turn = 0; turn < 6 && !taken.some((ms) => ms <= 500); turn++) {
      await until('the layer to rest', async () => (await encodedLayers(sender!)).join() === 'r0', 60_000)
      const back = nextFrame(sender!, 'r1')
      const wanted = host.evaluate<number>(
        `new Promise((resolve) => addEventListener('resize', () => resolve(Date.now()), { once: true }))`,
      )
      await host.setViewportSize(large)
      taken.push((await back) - (await wanted))
      await host.setViewportSize(small)
    }
    expect(Math.min(...taken)).toBeLessThanOrEqual(500)
  })

  it('has a picture back within half a second that nobody had watched', async () => {
    const unseen = others.at(-1)!
    const taken: number[] = []
    for (let turn = 0; turn < 6 && !taken.some((ms) => ms <= 500); turn++) {
      await until('the camera to rest', async () => (await encodedLayers(unseen)).length === 0, 60_000)
      const back = host.evaluate(`new Promise((resolve) => {
        addEventListener('click', () => {
          const wanted = performance.now()
          const look = () => {
            const video = document.querySelector('.tile video:not(.mirrored)')
            if (video) video.requestVideoFrameCallback(() => resolve(performance.now() - wanted))
            else requestAnimationFrame(look)
          }
          requestAnimationFrame(() => requestAnimationFrame(look))
        }, { capture: true, once: true })
      })`) as Promise<number>
      await button(host, 'Pagina următoare').click()
      taken.push(await back)
      await button(host, 'Pagina anterioară').click()
    }
    expect(Math.min(...taken)).toBeLessThanOrEqual(500)
  })

  it('shows a screen in VP9 while everybody can decode it, and in VP8 as soon as somebody is in who cannot', async () => {
    const [sharer] = others
    await Promise.all([host, sharer!].map((page) => page.setViewportSize(large)))
    const share = button(sharer!, 'Ecran: arată')
    // A second go finds it shared; the bar of a small window has neither.
    await share.or(button(sharer!, 'Ecran: nu mai arăta')).waitFor()
    if (await share.isVisible()) await share.click()
    await decodes(host, 'video/VP9')
    const admin = await room.app.administrator()
    const joined = await admin.post(`/api/meetings/${room.meeting.id}/join`, {})
    const { ticket, url } = JoinAnswer.parse(joined.body)
    const old = await takeSeat(url, { ticket })
    try {
      const { codecs, ...rest } = old.welcome.routerRtpCapabilities
      await old.ask('enter', {
        rtpCapabilities: { ...rest, codecs: codecs.filter(({ mimeType }) => mimeType !== 'video/VP9') },
      })
      await decodes(host, 'video/VP8')
      await old.ask('leave', {})
    } finally {
      old.close()
    }
    await decodes(host, 'video/VP9')
  })
})
