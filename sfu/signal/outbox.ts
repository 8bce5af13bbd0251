/**
 * A conference's notices on their way to its sockets. Who came and what changed about them is told at once while little
 * happens, and gathered for a moment while much does: otherwise a crowd that comes together tells everybody about
 * everybody one by one. Whatever else is told, what was gathered goes before it.
 */
import type { PeerView } from '../../contract/conference.ts'
import type { Id } from '../../contract/values.ts'
import type { Notice } from '../room/effects.ts'

/** How long is gathered, in milliseconds: shorter than anybody's reaction. */
const gatherMs = 100

/** Who is to learn that somebody came, and who knows them and is to learn what changed. */
type Gathered = { peer: PeerView; joined: Set<Id>; changed: Set<Id> }

export class Outbox {
  readonly #send: (to: Id[], notice: Notice) => void
  /** By the seat that it is about; its newest view is the one that counts. */
  readonly #gathered = new Map<Id, Gathered>()
  #timer: NodeJS.Timeout | null = null

  constructor(send: (to: Id[], notice: Notice) => void) {
    this.#send = send
  }

  tell(to: Id[], notice: Notice): void {
    if (notice.name !== 'peer:joined' && notice.name !== 'peer:changed') {
      // Whoever is told about people must know them by then; a consumer or a layer says nothing about them.
      if (!/^(consumer|producer):/.test(notice.name)) this.flush()
      return this.#send(to, notice)
    }
    if (this.#timer === null) {
      this.#send(to, notice)
      this.#gather()
      return
    }
    const [peer] = notice.args
    const one = this.#gathered.get(peer.seatId) ?? { peer, joined: new Set(), changed: new Set() }
    this.#gathered.set(peer.seatId, { ...one, peer })
    const told = notice.name === 'peer:joined' ? one.joined : one.changed
    for (const seatId of to) if (!one.joined.has(seatId)) told.add(seatId)
  }

  /** Sends what was gathered. */
  flush(): void {
    const gathered = [...this.#gathered.values()]
    this.#gathered.clear()
    const everybody = new Set(gathered.flatMap(({ joined, changed }) => [...joined, ...changed]))
    // Almost everybody is told the same; who has just come is not told of themselves.
    const groups = Map.groupBy(everybody, (seatId) =>
      gathered
        .map(({ joined, changed }) => (joined.has(seatId) ? 'joined' : changed.has(seatId) ? 'changed' : ''))
        .join(),
    )
    for (const [key, to] of groups) {
      const how = key.split(',')
      const peers = (wanted: string) =>
        gathered.flatMap(({ peer }, index) => (how[index] === wanted ? [peer] : []))
      this.#send(to, noticeOf(peers('joined'), peers('changed')))
    }
  }

  /** Sends what was gathered, and gathers no more. */
  close(): void {
    this.flush()
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
  }

  #gather(): void {
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#gathered.size === 0) return
      this.flush()
      this.#gather()
    }, gatherMs)
  }
}

function noticeOf(joined: PeerView[], changed: PeerView[]): Notice {
  const [newcomer, ...newcomers] = joined
  const [known, ...others] = changed
  if (newcomer && newcomers.length === 0 && !known) return { name: 'peer:joined', args: [newcomer] }
  if (known && others.length === 0 && !newcomer) return { name: 'peer:changed', args: [known] }
  return { name: 'peers:changed', args: [{ joined, changed }] }
}
