/** Somebody who speaks in a meeting with many open microphones: their page tells the node that they begin to. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conferenceLimits } from '../../contract/limits.ts'
import { type Crowd, seatCrowd, somePeople } from '../support/seat-crowd.ts'
import { until } from '../support/until.ts'
import { endlessVoice } from './endless-voice.ts'
import { type MeetingRoom, openMeetingRoom } from './meeting-room.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
/** Notes what the page says over its sockets. */
const noteWords = `(() => {
  window.words = []
  const send = WebSocket.prototype.send
  WebSocket.prototype.send = function (words) { window.words.push(String(words)); return send.call(this, words) }
})()`
const said = (page: Page, name: string) =>
  page.evaluate<number>(`words.filter((one) => one.includes('"${name}"')).length`)

describe('somebody who begins to speak', () => {
  let folder: string
  let room: MeetingRoom
  let speaker: Page
  let crowd: Crowd

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sfat-voice-'))
    const voice = join(folder, 'voice.wav')
    await writeFile(voice, endlessVoice())
    room = await openMeetingRoom('Ședință cu multe microfoane', {
      arguments: [`--use-file-for-fake-audio-capture=${voice}`],
    })
    speaker = await room.host()
    await speaker.evaluate(noteWords)
    await button(speaker, 'Intră în conferință').click()
    await speaker.locator('.call').waitFor()
  })
  afterAll(async () => {
    crowd?.leave()
    await room?.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** Mutes, and goes on in the middle of a sentence. */
  async function goOn() {
    const resumed = await said(speaker, 'producer:resume')
    await button(speaker, 'Microfon: oprește').click()
    await button(speaker, 'Microfon: pornește').click()
    await until('the microphone to be open', async () => (await said(speaker, 'producer:resume')) > resumed)
  }

  it('is announced by their page when there may be no room for their voice, and only then', async () => {
    await goOn()
    const administrator = await room.app.administrator()
    crowd = await seatCrowd(
      { url: room.app.url, browser: administrator, dataDir: room.app.dataDir, meetingId: room.meeting.id },
      somePeople(conferenceLimits.voicesHeard).map((person) => ({ ...person, speaks: true })),
    )
    expect(await said(speaker, 'voice:begin')).toBe(0)
    await until(
      'it to be said',
      async () => {
        // Their page learns of the open microphones in its own time.
        await goOn()
        return (await said(speaker, 'voice:begin')) > 0
      },
      30_000,
    )
  })
})
