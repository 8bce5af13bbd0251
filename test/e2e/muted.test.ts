import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../support/until.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'
import { soundIsHeard } from './watch-media.ts'

const name = 'Ștefan Țintea'
const button = (page: Page, words: string | RegExp) => page.getByRole('button', { name: words, exact: true })

describe('somebody who mutes themselves while the browser still opens another microphone for them', () => {
  let room: MeetingRoom
  let host: Page
  let guest: Page

  beforeAll(async () => {
    room = await openMeetingRoom('Consiliul tehnic')
    host = await room.host()
    await button(host, 'Intră în conferință').click()
    await host.locator('.call').waitFor()
    guest = await room.guest(name)
    await until('the microphones to be listed', async () => {
      const names = await guest
        .getByRole('combobox', { name: 'Microfon' })
        .locator('option')
        .allTextContents()
      return names.filter((one) => one.startsWith('Fake')).length > 1
    })
  }, 120_000)
  afterAll(async () => room?.close())

  const mutedMark = () => host.locator('.tile', { hasText: name }).getByTitle('Microfon oprit')

  it('is muted for the others at once, stays so when the other one is open, and is heard over it when they speak again', async () => {
    // As Bluetooth and a question of the browser do: it is open when the page is told so.
    await guest.evaluate(`{
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      navigator.mediaDevices.getUserMedia = (wanted) =>
        new Promise((resolve) => { globalThis.letOpen = () => resolve(open(wanted)) })
    }`)
    await guest.getByRole('combobox', { name: 'Microfon' }).selectOption({ index: 1 })
    await button(guest, 'Cere intrarea').click()
    await button(host, 'Primește').click()
    await guest.locator('.call').waitFor()
    await soundIsHeard(host)

    await button(guest, 'Microfon: oprește').click()
    await mutedMark().waitFor()
    await guest.evaluate('globalThis.letOpen()')
    await button(guest, 'Microfon: pornește').and(guest.locator(':not([aria-busy])')).waitFor()
    expect(await mutedMark().isVisible()).toBe(true)

    await button(guest, 'Microfon: pornește').click()
    await mutedMark().waitFor({ state: 'detached' })
    await soundIsHeard(host)
  })
})
