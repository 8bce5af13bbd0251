/**
 * How the rest of the server speaks to pages that are open, in whichever process they are connected. What ends somebody's
 * right to watch is asked of every process, and each looks at its own pages: the one that says so needs to know nobody.
 */
import type { Server } from 'socket.io'
import { Topic } from '../../contract/live.ts'
import type { Id } from '../../contract/values.ts'
import { type LiveDeps, type LiveNamespace, liveOf, personRoom, sessionRoom, topicRoom } from './live.ts'

/** A topic, all topics of a kind, or everything; and whom it concerns, which is everybody where nobody is named. */
export type Reconsidered = { about: Topic | 'meeting:' | 'report:' | 'everything'; personId: Id | null }

export type LivePages = {
  tellChanged(topics: Topic[]): void
  /**
   * Asks anew whether those who watch such topics still may, and takes from the others what they may not. Resolves when
   * all processes have done so; rejects when one has not, or the signal ends it before.
   */
  reconsider(asked: Reconsidered, signal: AbortSignal): Promise<void>
  /** The same for the pages of this process alone, for when it may have missed what others said. */
  reconsiderHere(): Promise<void>
  signOut(sessionId: string): void
}

type Options = Pick<LiveDeps, 'mayWatch' | 'onError'> & {
  /** Whether other processes hold pages too. */
  shared: boolean
}

const isAbout = ({ about }: Reconsidered, topic: Topic): boolean =>
  about === 'everything' || topic === about || (about.endsWith(':') && topic.startsWith(about))

const everything: Reconsidered = { about: 'everything', personId: null }

/** One for each process that has a database: it answers the others, whether pages are connected to it or not. */
export function createLivePages(io: Server, { mayWatch, onError, shared }: Options): LivePages {
  const live = liveOf(io)

  async function reconsiderOwn(asked: Reconsidered): Promise<void> {
    const still = new Map<string, Promise<boolean>>()
    for (const socket of [...live.sockets.values()]) {
      const { actor } = socket.data
      if (asked.personId !== null && !socket.rooms.has(personRoom(asked.personId))) continue
      for (const room of [...socket.rooms]) {
        const topic = topicOf(room)
        if (topic === null || !isAbout(asked, topic)) continue
        const verdict = still.getOrInsertComputed(`${actor.personId} ${topic}`, () => mayWatch(actor, topic))
        if (!(await verdict)) void socket.leave(room)
      }
    }
  }

  live.on('reconsider', (asked, answer) => {
    reconsiderOwn(asked).then(
      () => answer(true),
      (error: unknown) => {
        onError(error)
        answer(false)
      },
    )
  })

  return {
    tellChanged(topics) {
      for (const topic of new Set(topics)) live.to(topicRoom(topic)).emit('changed', { topic })
    },
    async reconsider(asked, signal) {
      const [, answers] = await Promise.all([
        reconsiderOwn(asked),
        shared ? askOthers(live, asked, signal) : Promise.resolve<boolean[]>([]),
      ])
      if (answers.includes(false)) throw new Error('A process could not ask anew who may watch.')
    },
    reconsiderHere: () => reconsiderOwn(everything),
    signOut(sessionId) {
      const room = live.in(sessionRoom(sessionId))
      room.emit('signed-out')
      room.disconnectSockets(true)
    },
  }
}

const topicOf = (room: string): Topic | null => Topic.safeParse(room.replace(/^topic:/, '')).data ?? null

/** What every other process answers; rejects when one is silent, or the signal comes first. */
const askOthers = (live: LiveNamespace, asked: Reconsidered, signal: AbortSignal): Promise<boolean[]> =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('Other processes could not be asked who may watch.'))
    if (signal.aborted) return giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    const hear = (error: Error | null, answers: boolean[]) => {
      signal.removeEventListener('abort', giveUp)
      if (error) reject(error)
      else resolve(answers)
    }
    // Of the adapter itself: the namespace would not tell that Redis has refused.
    const asking = live.adapter.serverSideEmit(['reconsider', asked, hear]) as unknown as Promise<void>
    asking.catch(reject)
  })
