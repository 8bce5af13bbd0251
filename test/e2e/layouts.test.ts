import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findViolations } from '../support/find-violations.ts'
import { type Crowd, seatCrowd, somePeople } from '../support/seat-crowd.ts'
import { until } from '../support/until.ts'
import { type MeetingRoom, memberName, openMeetingRoom } from './meeting-room.ts'
import { cutLine, mediaOf, pictureMoves, soundIsHeard } from './watch-media.ts'

const guestName = 'Țintea Ștefan'
const crowdSize = 97

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const tileOf = (page: Page, name: string) => page.locator('.tile', { hasText: name })
const hears = (page: Page, words: string | RegExp) =>
  page.locator('[role=status][aria-live=polite]').getByText(words).waitFor({ state: 'attached' })
const screenOf = (page: Page, name: string) => page.getByRole('region', { name: `Ecranul arătat de ${name}` })
const large = (page: Page) => page.getByRole('list', { name: 'Pe scenă' })
const comeIn = async (page: Page) => {
  await button(page, 'Intră în conferință').click()
  await page.locator('.call').waitFor()
}
/** Keeps the elements that play voices, which stand nowhere in the page. */
const keepVoices = `(() => {
  window.voices = []
  window.Audio = class extends Audio {
    constructor(...args) { super(...args); voices.push(this) }
  }
})()`
const silent = (page: Page) =>
  page.evaluate<number>('voices.filter(({ muted, srcObject }) => muted && srcObject).length')
/** A screen is shared with its sound, here one long tone, which a browser without loudspeakers has none of. */
const shareWithSound = `(() => {
  const ask = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getDisplayMedia = async (wanted) => {
    const context = new AudioContext()
    const [tone, out] = [new OscillatorNode(context), context.createMediaStreamDestination()]
    tone.connect(out)
    tone.start()
    return new MediaStream([...(await ask(wanted)).getVideoTracks(), ...out.stream.getAudioTracks()])
  }
})()`
/** How many long tones come: a microphone's short ones have a third of their energy. */
async function tones(page: Page): Promise<number> {
  const before = (await mediaOf(page)).sounds
  await page.waitForTimeout(1_000)
  const after = (await mediaOf(page)).sounds
  return Object.entries(after).filter(([track, energy]) => energy - (before[track] ?? energy) > 0.6).length
}
/** Waits until so many shared screens are drawn and new frames of each are decoded. */
const screensMove = (page: Page, count: number) =>
  until(
    `${count} screens to move`,
    async () => {
      const tracks = await page.evaluate<string[]>(
        `[...document.querySelectorAll('[data-picture$="/screen"] video')].flatMap(({ srcObject }) => srcObject?.getVideoTracks().map(({ id }) => id) ?? [])`,
      )
      const before = (await mediaOf(page)).pictures
      await page.waitForTimeout(500)
      const after = (await mediaOf(page)).pictures
      return tracks.length === count && tracks.every((track) => (after[track] ?? 0) > (before[track] ?? 0))
    },
    60_000,
  )
/** Opens the menu of layouts and waits for its choices. */
async function openView(page: Page) {
  const automatic = page.getByRole('radio', { name: 'Automată' })
  const press = () => page.keyboard.press('Alt+KeyG')
  await press()
  // A bar that is folded anew at that moment, for a window of another size, closes what hangs on it.
  await automatic.waitFor({ timeout: 5_000 }).catch(press)
  await automatic.waitFor()
}
async function choose(page: Page, tile: string, what: string | RegExp) {
  await tileOf(page, tile).hover()
  await button(page, `Opțiuni: ${tile}`).click()
  await page.getByRole('menuitem', { name: what }).click()
}

/** One meeting of a hundred, of whom three have browsers: each story goes on from the one before. */
describe('how a person sees the call', () => {
  let room: MeetingRoom
  let host: Page
  let member: Page
  let guest: Page
  let crowd: Crowd
  /** What axe finds serious on the way; told at the end, so that it does not end the story. */
  const faults: string[] = []
  const look = async (page: Page) => faults.push(...(await findViolations(page)))

  beforeAll(async () => {
    room = await openMeetingRoom('Comitetul de digitalizare')
    host = await room.host()
    await comeIn(host)
    member = await room.member()
    await comeIn(member)
    guest = await room.guest(guestName, 'Primăria Iași')
    await button(guest, 'Cere intrarea').click()
    await button(host, 'Primește').click()
    await guest.locator('.call').waitFor()
    await pictureMoves(host)
  })
  afterAll(async () => {
    crowd?.leave()
    await room?.close()
  })

  it('makes a speaker large from the menu of layouts, by keyboard, says so, and remembers it', async () => {
    await openView(host)
    await look(host)
    await host.getByRole('radio', { name: 'Automată' }).focus()
    await host.keyboard.press('ArrowRight')
    await host.keyboard.press('ArrowRight')
    await hears(host, 'Vorbitorul apare mare')
    await host.keyboard.press('Escape')
    await host.getByRole('radio', { name: 'Vorbitor' }).waitFor({ state: 'detached' })
    await large(host).locator('.tile').waitFor()
    expect(await host.locator('.strip .tile').count()).toBe(2)

    await host.context().addInitScript(keepVoices)
    await host.reload()
    await host.locator('.call').waitFor()
    await large(host).locator('.tile').waitFor()
    await pictureMoves(host)
  })

  it('pins several tiles beside each other, for this person only, and lets go of them', async () => {
    await host.keyboard.press('Alt+KeyY')
    await large(host).waitFor({ state: 'detached' })
    await choose(host, memberName, 'Fixează pe scenă')
    await hears(host, `Fixat pe scenă: ${memberName}`)
    await choose(host, guestName, 'Fixează pe scenă')
    await until('both stand large', async () => (await large(host).locator('.tile').count()) === 2)
    expect(await large(member).count()).toBe(0)
    await look(host)
    await button(host, `Anulează fixarea: ${memberName}`).click()
    await until('one stands large', async () => (await large(host).locator('.tile').count()) === 1)
    await button(host, `Anulează fixarea: ${guestName}`).click()
    await large(host).waitFor({ state: 'detached' })
  })

  it('shows two shared screens in turn or beside each other, each named, and silences one for this person only', async () => {
    for (const page of [member, guest]) await page.evaluate(shareWithSound)
    await button(member, 'Ecran: arată').click()
    await screenOf(host, memberName).locator('video').waitFor()
    await hears(host, `${memberName} arată ecranul`)
    await button(guest, 'Ecran: arată').click()
    await screenOf(host, guestName).locator('video').waitFor()
    const choice = host.getByRole('group', { name: 'Ecrane arătate' })
    await choice.getByRole('button', { name: memberName }).click()
    await large(host)
      .getByRole('region', { name: `Ecranul arătat de ${memberName}` })
      .waitFor()
    expect(await large(host).locator('.screen').count()).toBe(1)
    await choice.getByRole('button', { name: 'Alături' }).click()
    await until('both screens are large', async () => (await large(host).locator('.screen').count()) === 2)
    await screensMove(host, 2)
    await until('the sound of both', async () => (await tones(host)) === 2, 60_000)
    await look(host)
    const sound = button(host, `Oprește sunetul ecranului arătat de ${memberName}`)
    await sound.click()
    await hears(host, `Nu se mai aude ecranul arătat de ${memberName}`)
    expect(await silent(host)).toBe(1)
    await sound.click()
    await until('it is heard again', async () => (await silent(host)) === 0)
    // For the others it never stopped; whoever shares does not hear their own.
    await until('the other hears it', async () => (await tones(guest)) === 1, 60_000)
    await button(guest, 'Ecran: nu mai arăta').click()
    await screenOf(host, guestName).waitFor({ state: 'detached' })
    await hears(host, `${guestName} nu mai arată ecranul`)
    await button(member, 'Ecran: nu mai arăta').click()
    await screenOf(host, memberName).waitFor({ state: 'detached' })
  })

  it('hides my own picture from me alone', async () => {
    await openView(host)
    await host.getByRole('switch', { name: 'Ascunde imaginea mea' }).check({ force: true })
    await tileOf(host, 'Dumneavoastră').waitFor({ state: 'detached' })
    await tileOf(member, 'Administrator').locator('video').waitFor()
    await host.getByRole('switch', { name: 'Ascunde imaginea mea' }).uncheck({ force: true })
    await tileOf(host, 'Dumneavoastră').waitFor()
    await host.keyboard.press('Escape')
  })

  it('receives sound alone when told to, with its own camera off, and pictures again', async () => {
    await host.keyboard.press('Alt+KeyO')
    await host.getByText('Primiți doar sunetul.').waitFor()
    expect(await host.locator('.call video').count()).toBe(0)
    await button(host, 'Cameră: pornește').waitFor()
    await until('pictures stop', async () => {
      const before = (await mediaOf(host)).frames
      await host.waitForTimeout(700)
      return (await mediaOf(host)).frames === before
    })
    await soundIsHeard(host)
    await button(host, 'Arată imaginile').click()
    await pictureMoves(host)
    await button(host, 'Cameră: pornește').click()
  })

  it('receives small pictures when data are dear', async () => {
    await choose(host, memberName, 'Fixează pe scenă')
    const width = () =>
      tileOf(host, memberName)
        .locator('video')
        .evaluate((video) => (video as unknown as { videoWidth: number }).videoWidth)
    await until('the large picture is sharp', async () => (await width()) > 320, 60_000)
    await openView(host)
    await host.getByRole('radio', { name: 'Puține date' }).check({ force: true })
    await host.keyboard.press('Escape')
    await until('the picture is small', async () => (await width()) <= 320, 30_000)
    await openView(host)
    await host.getByRole('radio', { name: 'Toate' }).check({ force: true })
    await host.keyboard.press('Escape')
    await button(host, `Anulează fixarea: ${memberName}`).click()
  })

  it('tells in words how good somebody’s connection is, and which way my own takes', async () => {
    await choose(host, memberName, `Legătura: ${memberName}`)
    const panel = host.getByRole('complementary', { name: `Legătura: ${memberName}` })
    await panel.getByText(/^Pierderi .*%, întârziere/).waitFor()
    await panel.getByText('Sunetul', { exact: true }).waitFor()
    await look(host)
    await host.keyboard.press('Alt+KeyW')
    await host.getByRole('complementary', { name: 'Legătura dumneavoastră' }).waitFor()
    await host.getByText(/^Direct, prin (UDP|TCP)/).waitFor()
    await host.keyboard.press('Escape')
    await host.getByText(/^Direct, prin/).waitFor({ state: 'detached' })
  })

  it('lists every shortcut at a question mark, but not while somebody writes, and gives the focus back', async () => {
    const list = host.getByRole('complementary', { name: 'Comenzi de la tastatură' })
    await button(host, /^Mână: ridică/).focus()
    await host.keyboard.press('Shift+?')
    await list.getByText('Vorbiți cât țineți apăsat').waitFor()
    await look(host)
    await host.keyboard.press('Escape')
    await list.waitFor({ state: 'detached' })
    expect(await host.evaluate('document.activeElement.dataset.command')).toBe('hand')

    await button(host, 'Mesaje: arată').click()
    const field = host.getByRole('textbox', { name: 'Scrieți un mesaj tuturor' })
    await field.press('?')
    await expect.poll(() => field.inputValue()).toBe('?')
    expect(await list.count()).toBe(0)
    await field.fill('')

    await openView(host)
    await button(host, 'Comenzi de la tastatură').click()
    await list.getByRole('switch').uncheck({ force: true })
    await host.keyboard.press('Escape')
    await button(host, /^Mână: ridică/).focus()
    await host.keyboard.press('Shift+?')
    await host.keyboard.press('Alt+KeyK')
    await list.waitFor()
    await list.getByRole('switch').check({ force: true })
    await host.keyboard.press('Alt+KeyK')
    await list.waitFor({ state: 'detached' })
  })

  it('goes round its parts with F6', async () => {
    const parts: unknown[] = []
    await host.locator('header[data-part]').focus()
    for (let step = 0; step < 3; step++) {
      await host.keyboard.press('F6')
      parts.push(await host.evaluate('document.activeElement.tagName'))
    }
    expect(parts).toEqual(['MAIN', 'ASIDE', 'DIV'])
    await button(host, 'Mesaje: ascunde').click()
  })

  it('tells those who hear the page that the line is gone, and that it is back', async () => {
    await host.context().setOffline(true)
    await cutLine(host)
    await hears(host, /^Se reface legătura/)
    await host.context().setOffline(false)
    await hears(host, 'Legătura s-a refăcut.')
  })

  it('fills the screen and leaves it', async () => {
    await host.keyboard.press('Alt+KeyF')
    await until('the screen is full', () => host.evaluate<boolean>('document.fullscreenElement !== null'))
    await host.keyboard.press('Alt+KeyF')
    await until('it is not', () => host.evaluate<boolean>('document.fullscreenElement === null'))
  })

  it('keeps the call in a small window above others, with its controls and the way back', async () => {
    const opened = host.context().waitForEvent('page')
    await host.keyboard.press('Alt+KeyI')
    const small = await opened
    await small.locator('.tile').waitFor()
    await look(small)
    await button(small, 'Microfon: oprește').click()
    await button(host, 'Microfon: pornește').waitFor()
    await button(small, 'Microfon: pornește').click()
    await button(host, 'Microfon: oprește').waitFor()
    const closed = small.waitForEvent('close')
    await button(small, 'Înapoi la conferință').click()
    await closed
    await hears(host, 'Fereastra mică s-a închis')
  })

  it('seats a hundred people on pages of tiles, tells how many came, and draws only those on the page', async () => {
    const administrator = await room.app.administrator()
    const told = hears(host, /persoane au intrat/)
    // A second go at this story begins with those who came in the first.
    crowd?.leave()
    crowd = await seatCrowd(
      { url: room.app.url, browser: administrator, dataDir: room.app.dataDir, meetingId: room.meeting.id },
      somePeople(crowdSize),
    )
    await told
    await button(host, 'Pagina următoare').waitFor()
    const tiles = () => host.locator('.tile').count()
    await until('a page of tiles', async () => (await tiles()) > 9)
    expect(await tiles()).toBeLessThanOrEqual(25)
    const first = await host.locator('.tile .name').allInnerTexts()
    await host.keyboard.press('Alt+PageDown')
    await hears(host, /^Pagina 2 din/)
    const second = await host.locator('.tile .name').allInnerTexts()
    expect(second.filter((name) => first.includes(name))).toEqual([])
    await button(host, 'Pagina anterioară').click()
  })

  it('finds one of a hundred by a few letters', async () => {
    const show = button(host, /^Persoane: arată/)
    if (await show.isVisible()) await show.click()
    const panel = host.getByRole('complementary', { name: 'Persoane' })
    await panel.getByText(`(${crowdSize + 3})`).waitFor()
    const stage = await host.locator('main').boundingBox()
    for (const tile of await host.locator('.tile').all()) {
      const box = await tile.boundingBox()
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((stage?.y ?? 0) + (stage?.height ?? 0))
    }
    await look(host)
    await panel.getByRole('searchbox').fill('tintea')
    await panel.getByRole('status').getByText('O persoană găsită').waitFor({ state: 'attached' })
    await button(panel.page(), `Opțiuni: ${guestName}`).last().click()
    await host.getByRole('menuitem', { name: 'Fixează pe scenă' }).click()
    await large(host).locator('.tile', { hasText: guestName }).waitFor()
    await button(host, `Anulează fixarea: ${guestName}`).click()
    await button(host, /^Persoane: ascunde/).click()
  })

  it('hides the many without a picture, and shows them again', async () => {
    await openView(host)
    await host.getByRole('switch', { name: 'Ascunde pe cei fără imagine' }).check({ force: true })
    await until('those with a picture stay', async () => (await host.locator('.tile').count()) === 3)
    await host.getByRole('switch', { name: 'Ascunde pe cei fără imagine' }).uncheck({ force: true })
    await host.keyboard.press('Escape')
    await button(host, 'Pagina următoare').waitFor()
  })

  it('turns pages on a phone, upright and sideways, and keeps every control in reach', async () => {
    for (const size of [
      { width: 390, height: 844 },
      { width: 844, height: 390 },
    ]) {
      await host.setViewportSize(size)
      await button(host, 'Pagina următoare').waitFor()
      const bar = await host.locator('#call-controls').boundingBox()
      expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBeLessThanOrEqual(size.height)
      for (const control of await host.locator('#call-controls button:visible').all()) {
        const box = await control.boundingBox()
        expect(box?.x ?? -1).toBeGreaterThanOrEqual(0)
        expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(size.width)
      }
      await openView(host)
      await look(host)
      await host.keyboard.press('Escape')
    }
    await host.setViewportSize({ width: 1280, height: 800 })
  })

  it('tells of a crowd that leaves in one sentence', async () => {
    crowd.leave(crowdSize)
    await hears(host, /\d+ (de )?persoane au ieșit/)
    await button(host, 'Pagina următoare').waitFor({ state: 'detached' })
  })

  it('has been accessible all the way', () => {
    expect(faults).toEqual([])
  })
})
