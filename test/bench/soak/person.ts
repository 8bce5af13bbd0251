/** What one of the hundred does all day: looks at pages, has one open that is told of changes, and sits in conferences. */
import { setTimeout as delay } from 'node:timers/promises'
import { io, type Socket } from 'socket.io-client'
import { JoinAnswer } from '../../../contract/conference.ts'
import type { Topic } from '../../../contract/live.ts'
import type { Id } from '../../../contract/values.ts'
import type { Colleague } from '../../faults/office.ts'
import { type TestSeat, takeSeat } from '../../sfu/support/take-seat.ts'

/** Between two looks of a person; a page is four requests. */
export const lookEveryMs = 12_000
/** How long somebody stays in a conference, and away from it. */
export const stayMs = 90_000
/** Between two things that somebody says or does in a conference. */
export const sayEveryMs = 20_000

/** Evenly spread around the mean, so that nobody walks in step. */
const about = (ms: number) => ms * (0.5 + Math.random())

export type Person = { stop(): Promise<void> }
type Watched = { colleague: Colleague; topics: Topic[]; meetingId: Id; groupId: Id; zoneSpan: string }

/** A page that is open: its socket, and the looks that its owner takes. */
export function openPage({ colleague, topics, meetingId, groupId, zoneSpan }: Watched): Person {
  const { browser } = colleague
  const stopping = new AbortController()
  const socket: Socket = io(new URL('/live', browser.url).href, {
    ...{ transports: ['websocket'], forceNew: true },
    extraHeaders: { origin: browser.url, cookie: browser.cookieHeader() },
  })
  socket.on('connect', () => socket.emit('watch', { topics }, () => undefined))
  const paths = [
    '/api/me/needs',
    `/api/meetings?${zoneSpan}`,
    `/api/meetings/${meetingId}`,
    `/api/groups/${groupId}/meetings`,
    '/api/actions?mine=true',
    '/api/projects',
    `/api/meetings/${meetingId}/agenda`,
    `/api/meetings/${meetingId}/quorum`,
  ]
  const looking = repeat(stopping.signal, lookEveryMs, async (turn) => {
    for (let each = 0; each < 4; each++)
      await colleague.ask('GET', paths[(turn * 4 + each) % paths.length] ?? '/api/me')
  })
  return {
    async stop() {
      stopping.abort()
      await looking
      socket.disconnect()
    },
  }
}

/** Somebody who goes to a conference, says something now and then, leaves, and comes back. Media is offered, and none sent. */
export function attend(colleague: Colleague, meetingId: Id, onFailure: (error: unknown) => void): Person {
  const stopping = new AbortController()
  let seat: TestSeat | null = null
  const attending = repeat(stopping.signal, stayMs / 2, () =>
    visit().catch((error: unknown) => {
      seat?.close()
      seat = null
      onFailure(error)
    }),
  )
  async function visit(): Promise<void> {
    const { ticket, url } = JoinAnswer.parse(
      (await colleague.ask('POST', `/api/meetings/${meetingId}/join`, {})).body,
    )
    seat = await takeSeat(url, { ticket })
    await seat.enter()
    const until = performance.now() + about(stayMs)
    for (let turn = 0; performance.now() < until && !stopping.signal.aborted; turn++) {
      if (turn % 2 === 0) await seat.ask('hand:set', { raised: turn % 4 === 0 })
      else await seat.ask('chat:send', { text: `Mesajul ${turn}` })
      await pause(about(sayEveryMs), stopping.signal)
    }
    await seat.ask('leave', {})
    seat.close()
    seat = null
  }
  return {
    async stop() {
      stopping.abort()
      await attending
      seat?.close()
    },
  }
}

const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => undefined)

/** Again and again until it is stopped; begins at some moment of the first pause. */
export async function repeat(
  signal: AbortSignal,
  everyMs: number,
  act: (turn: number) => Promise<void>,
): Promise<void> {
  await pause(Math.random() * everyMs, signal)
  for (let turn = 0; !signal.aborted; turn++) {
    await act(turn)
    await pause(about(everyMs), signal)
  }
}
