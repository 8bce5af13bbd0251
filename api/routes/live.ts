/**
 * The door of live updates: namespace `/live`, opened with the session's cookie. It only says what changed; pages ask
 * again through the API.
 */
import type { Namespace, Server, Socket } from 'socket.io'
import { AppError } from '../../contract/errors.ts'
import type { Actor } from '../../contract/identity.ts'
import { liveLimits } from '../../contract/limits.ts'
import { type LiveClientToServer, type LiveServerToClient, type Topic, Watch } from '../../contract/live.ts'
import type { Id } from '../../contract/values.ts'
import type { Reconsidered } from './live-pages.ts'

type Data = { actor: Actor }
/** What processes say to one another. */
type BetweenServers = { reconsider: (asked: Reconsidered, answer: (done: boolean) => void) => void }
export type LiveNamespace = Namespace<LiveClientToServer, LiveServerToClient, BetweenServers, Data>
type LiveSocket = Socket<LiveClientToServer, LiveServerToClient, BetweenServers, Data>

export type LiveDeps = {
  /** Who holds the session of this cookie header; null for a stranger. */
  identify: (cookieHeader: string) => Promise<Actor | null>
  mayWatch: (actor: Actor, topic: Topic) => Promise<boolean>
  onError: (error: unknown) => void
}

export const liveOf = (io: Server): LiveNamespace => io.of('/live') as unknown as LiveNamespace

export const sessionRoom = (sessionId: string) => `session:${sessionId}`
export const personRoom = (personId: Id) => `person:${personId}`
export const topicRoom = (topic: Topic) => `topic:${topic}`

export function openLive(io: Server, { identify, mayWatch, onError }: LiveDeps): void {
  const live = liveOf(io)
  const ofSession = countOpen()
  const ofAccount = countOpen()

  live.use((socket, next) => {
    identify(socket.handshake.headers.cookie ?? '').then(
      (actor) => {
        if (!actor) return next(refusal(new AppError('session.required')))
        const isTooMuch =
          ofSession.open(actor.sessionId) >= liveLimits.perSession ||
          ofAccount.open(actor.personId) >= liveLimits.perAccount ||
          live.sockets.size >= liveLimits.atAll
        if (isTooMuch) return next(refusal(new AppError('request.limited', { retryAfterSeconds: 60 })))
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
    ofSession.add(actor.sessionId)
    ofAccount.add(actor.personId)
    socket.on('disconnect', () => {
      ofSession.remove(actor.sessionId)
      ofAccount.remove(actor.personId)
    })
    void socket.join([sessionRoom(actor.sessionId), personRoom(actor.personId)])

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
      if (watches > liveLimits.watchesPerMinute || !wish.success || typeof acknowledge !== 'function') {
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
    if (wanted.size > 0) await socket.join([...wanted])
    // A right that has ended since we asked: whoever took it away did not see us among those who watch.
    let all = allowed.length === topics.length
    for (const topic of allowed)
      if (!(await mayWatch(socket.data.actor, topic))) {
        all = false
        void socket.leave(topicRoom(topic))
      }
    return all
  }
}

/** How many sockets each name has open in this process. */
function countOpen() {
  const counts = new Map<string, number>()
  const open = (name: string) => counts.get(name) ?? 0
  return {
    open,
    add: (name: string) => void counts.set(name, open(name) + 1),
    remove(name: string) {
      if (open(name) > 1) counts.set(name, open(name) - 1)
      else counts.delete(name)
    },
  }
}

/** socket.io carries `data` of a refusal to the client's `connect_error`. */
function refusal(error: AppError): Error {
  return Object.assign(new Error(error.code), { data: { code: error.code, params: error.params } })
}
