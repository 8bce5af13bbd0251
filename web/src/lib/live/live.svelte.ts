/**
 * Live updates of ordinary pages: `watch` names what a page shows and is called back when it changed; the page then asks
 * again through the API. The socket library is loaded only when the first page watches something.
 */
import type { Socket } from 'socket.io-client'
import type { LiveClientToServer, LiveServerToClient, Topic } from '#contract/live.ts'
import { session } from '#lib/session/session.svelte.ts'

type Watcher = { topics: readonly Topic[]; changed: () => void }

const watchers = new Set<Watcher>()
let socket: Socket<LiveServerToClient, LiveClientToServer> | undefined
let opening: Promise<void> | undefined

const topics = () => [...new Set([...watchers].flatMap((watcher) => watcher.topics))].slice(0, 20)
const tell = (heard: () => void = () => undefined) => {
  if (socket?.connected) socket.emit('watch', { topics: topics() }, heard)
}

/** Somebody who has just opened a page wants to see it; what changes in the first second is told when the connection is made. */
const pageFirstMs = 1_000
/** How long to wait before the library is asked for again, in milliseconds. */
const againMs = 2_000

async function open(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, pageFirstMs))
  const { io } = await import('socket.io-client')
  socket = io('/live', { transports: ['websocket'], withCredentials: true, reconnectionDelayMax: 15_000 })
  socket.on('connect', () => {
    // Once the server listens for us: what changed before that, since the page asked, was missed.
    tell(() => {
      for (const watcher of watchers) watcher.changed()
    })
  })
  socket.on('changed', ({ topic }) => {
    for (const watcher of watchers) if (watcher.topics.includes(topic)) watcher.changed()
  })
  socket.on('signed-out', () => session.forget())
}

/** Without live updates a page still works; where there was no connection at first, they come when there is one. */
function begin(): void {
  opening ??= open().catch(() => {
    opening = undefined
    setTimeout(() => {
      if (watchers.size > 0) begin()
    }, againMs)
  })
}

/** Calls `changed` whenever one of the topics did, and each time the connection is made. Returns how to stop. */
export function watch(wanted: readonly Topic[], changed: () => void): () => void {
  const watcher = { topics: wanted, changed }
  watchers.add(watcher)
  begin()
  tell()
  return () => {
    watchers.delete(watcher)
    tell()
  }
}

/** Ends the connection, so that the next person on this browser starts with their own. */
export function stopLive(): void {
  socket?.disconnect()
  socket = undefined
  opening = undefined
}
