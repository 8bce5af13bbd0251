import type { Id } from '../../contract/values.ts'
import type { Fact, FactLog } from '../../sfu/room/ports.ts'

/** The road of facts from SFU nodes to the process that stores them. */
export type Bus = {
  /** Where a node of this process appends what has happened. */
  facts: FactLog
  /**
   * Begins to hand facts over, each until `store` has resolved for it, at least once and in the order of their node.
   * `store` must recognise a fact's id.
   */
  deliver(store: (fact: Fact) => Promise<void>): Promise<void>
  /**
   * What hosts have decided in a meeting of late, by the ids of the facts that tell of it: each is here before the host
   * is told that it is done, and may not have arrived in the database. Empty where facts do not travel.
   */
  decisions(meetingId: Id): Promise<Id[]>
  /** Hands nothing over any more; safe to call twice. */
  close(): Promise<void>
}
