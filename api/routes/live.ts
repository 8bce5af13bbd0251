/**
 * The door of live updates: namespace `/live`, opened with the session's cookie. It only says what changed; pages ask
 * again through the API.
 */
import type { Namespace, Server, Socket } from 'socket.io'
import { AppError } from '../../contract/errors.ts'
import type { Actor } from '../../contract/identity.ts'
import { type LiveClientToServer, type LiveServerToClient, type Topic, Watch } from '../../contract/live.ts'

type Data = { actor: Actor }
export type LiveNamespace = Namespace<LiveClientToServer, LiveServerToClient, Record<string, never>, Data>
type LiveSocket = Socket<LiveClientToServer, LiveServerToClient, Record<string, never>, Data>

export type LiveDeps = {
  /** Who holds the session of this cookie header; null for a stranger. */
  identify: (cookieHeader: string) => Promise<Actor | null>
  mayWatch: (actor: Actor, topic: Topic) => Promise<boolean>
  onError: (error: unknown) => void
}

/** One browser's tabs share a session; more sockets than this are not tabs. */
const socketsPerSession = 30
const socketsAtAll = 10_000
/** A page watches something else when a person goes to another page: never this often. */
const watchesPerMinute = 120

export const liveOf = (io: Server): LiveNamespace => io.of('/live') as unknown as LiveNamespace

const sessionRoom = (sessionId: string) => `session:${sessionId}`
const topicRoom = (topic: Topic) => `topic:${topic}`

export function openLive(io: Server, { identify, mayWatch, onError }: LiveDeps): void {
  const live = liveOf(io)
  const perSession = new Map<string, number>()

  live.use((socket, next) => {
    identify(socket.handshake.headers.cookie ?? '').then(
      (actor) => {
        if (!actor) return next(refusal(new AppError('session.required')))
        const open = perSession.get(actor.sessionId) ?? 0
        if (open >= socketsPerSession || live.sockets.size >= socketsAtAll)
          return next(refusal(new AppError('request.limited', { retryAfterSeconds: 60 })))
        socket.data.actor = actor
        next()
      },
      (error: unknown) => {
        onError(error)
        next(refusal(error instanceof AppError ? error : new AppError('server.failed')))
      },
    )
  })

  live.on('connection', (socket: LiveSocket) => {
    const { actor } = socket.data
    perSession.set(actor.sessionId, (perSession.get(actor.sessionId) ?? 0) + 1)
    socket.on('disconnect', () => {
      const left = (perSession.get(actor.sessionId) ?? 1) - 1
      if (left > 0) perSession.set(actor.sessionId, left)
      else perSession.delete(actor.sessionId)
    })
    void socket.join(sessionRoom(actor.sessionId))

    let windowEnds = 0
    let watches = 0
    // One after another: an older answer must not undo a newer wish.
    let last: Promise<void> = Promise.resolve()
    socket.on('watch', (ask: unknown, acknowledge: unknown) => {
      if (performance.now() > windowEnds) {
        windowEnds = performance.now() + 60_000
        watches = 0
      }
      watches += 1
      const wish = Watch.safeParse(ask)
      if (watches > watchesPerMinute || !wish.success || typeof acknowledge !== 'function') {
        socket.disconnect(true)
        return
      }
      const answer = acknowledge as (answer: { ok: boolean }) => void
      last = last
        .then(() => watch(socket, wish.data.topics))
        .then((ok) => answer({ ok }))
        .catch((error: unknown) => {
          onError(error)
          answer({ ok: false })
        })
    })
  })

  /** Replaces what the socket watches; false when it may not watch all of it, and then it watches the rest. */
  async function watch(socket: LiveSocket, topics: Topic[]): Promise<boolean> {
    const allowed: Topic[] = []
    for (const topic of topics) if (await mayWatch(socket.data.actor, topic)) allowed.push(topic)
    const wanted = new Set(allowed.map(topicRoom))
    for (const room of socket.rooms)
      if (room.startsWith('topic:') && !wanted.has(room)) void socket.leave(room)
    if (wanted.size > 0) void socket.join([...wanted])
    return allowed.length === topics.length
  }
}

/** socket.io carries `data` of a refusal to the client's `connect_error`. */
function refusal(error: AppError): Error {
  return Object.assign(new Error(error.code), { data: { code: error.code, params: error.params } })
}

/** How the rest of the server speaks to open pages, in whichever process they are connected. */
export type LivePages = {
  tellChanged(topics: Topic[]): void
  signOut(sessionId: string): void
}

export function createLivePages(io: Server): LivePages {
  const live = liveOf(io)
  return {
    tellChanged(topics) {
      for (const topic of new Set(topics)) live.to(topicRoom(topic)).emit('changed', { topic })
    },
    signOut(sessionId) {
      const room = live.in(sessionRoom(sessionId))
      room.emit('signed-out')
      room.disconnectSockets(true)
    },
  }
}
