import { AppError } from '../../contract/errors.ts'
import type { Bus } from './bus.ts'
import type { Fact } from '../../sfu/room/ports.ts'

/** In one process a fact is stored before `append` resolves: there is nothing between the node and the database. */
export function createBus(): Bus {
  let store: ((fact: Fact) => Promise<void>) | null = null
  return {
    facts: {
      async append(fact) {
        // The node keeps the fact and tries again.
        if (!store) throw new AppError('server.busy')
        await store(fact)
      },
    },
    async deliver(to) {
      store = to
    },
    decisions: async () => [],
    async close() {
      store = null
    },
  }
}
