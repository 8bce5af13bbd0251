/**
 * Proof that somebody is in a call, for the node that has the meeting after theirs has died and that knows nobody. Says
 * who was let in, and nothing of what they may do: that is for the new ticket to say, which a pass only goes with.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { returnPassLifeMs, type Ticket } from '../../contract/conference.ts'
import { Id } from '../../contract/values.ts'
import type { Return, Seat } from '../room/room.ts'

const Pass = z.object({
  /** The process that gave it: that one knows for itself who is in. */
  node: z.string(),
  occurrence: Id,
  seat: Id,
  person: Id.nullable(),
  guest: z.string().nullable(),
  name: z.string(),
  /** Epoch milliseconds. */
  until: z.number(),
})
type Pass = z.infer<typeof Pass>

export class ReturnPasses {
  readonly #nodeId: string
  readonly #key: Buffer

  /** `secret` is what tickets are signed with, which all nodes know; passes get a key of their own from it. */
  constructor(nodeId: string, secret: string) {
    this.#nodeId = nodeId
    this.#key = createHmac('sha256', secret).update('return pass').digest()
  }

  issue(occurrenceId: Id, seat: Pick<Seat, 'id' | 'personId' | 'guestId' | 'name'>, now: number): string {
    const pass: Pass = {
      node: this.#nodeId,
      occurrence: occurrenceId,
      seat: seat.id,
      person: seat.personId,
      guest: seat.guestId,
      name: seat.name,
      until: now + returnPassLifeMs,
    }
    const text = Buffer.from(JSON.stringify(pass)).toString('base64url')
    return `${text}.${this.#mac(text).toString('base64url')}`
  }

  /**
   * Who comes back with this ticket; null when the pass is not good for it: late, forged, of another meeting or person, of
   * somebody whom nothing tells from others (nor would anybody know that they were shown the door), or this node's own. A
   * pass that is not good is no reason to refuse the ticket.
   */
  believe(text: string, ticket: Ticket, now: number): Return | null {
    const [body = '', mac = ''] = text.split('.')
    const given = Buffer.from(mac, 'base64url')
    const made = this.#mac(body)
    if (given.length !== made.length || !timingSafeEqual(given, made)) return null
    const pass = Pass.parse(JSON.parse(Buffer.from(body, 'base64url').toString()))
    const isTheirs =
      (pass.person !== null || pass.guest !== null) &&
      pass.occurrence === ticket.occurrenceId &&
      pass.person === ticket.personId &&
      pass.guest === (ticket.guestId ?? null)
    if (!isTheirs || pass.node === this.#nodeId || pass.until < now) return null
    return { seatId: pass.seat, name: pass.name, at: pass.until - returnPassLifeMs }
  }

  #mac(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest()
  }
}
