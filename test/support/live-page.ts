/** What a page that is open hears of changes, in the browser of whoever reads it. */
import { io, type Socket } from 'socket.io-client'
import type { LiveClientToServer, LiveServerToClient, Topic } from '../../contract/live.ts'
import type { Browser } from './browser.ts'

export type LiveSocket = Socket<LiveServerToClient, LiveClientToServer>
export type LivePage = {
  socket: LiveSocket
  /** Every change that it was told of, in order. */
  told: Topic[]
  /** How often it was told of this one. */
  times(topic: Topic): number
  /** Whether it may watch all of it. */
  ok: boolean
}

/** A socket as a page of this browser opens it, and as it is before it is connected. */
export const dialLive = (browser: Browser, headers: Record<string, string> = {}): LiveSocket =>
  io(new URL('/live', browser.url).href, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    extraHeaders: { origin: browser.url, cookie: browser.cookieHeader(), ...headers },
  })

export const connected = (socket: LiveSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.on('connect', resolve)
    socket.on('connect_error', reject)
  })

/** Opens a page on a socket, which the caller disconnects. */
export async function watchOn(socket: LiveSocket, topics: Topic[]): Promise<LivePage> {
  const told: Topic[] = []
  socket.on('changed', ({ topic }) => told.push(topic))
  await connected(socket)
  const { ok } = await socket.emitWithAck('watch', { topics })
  return { socket, told, ok, times: (topic) => told.filter((each) => each === topic).length }
}
