import { IsNull } from 'typeorm'
import type { Installation } from '../../../identity/ports.ts'
import type { Connection } from '../repositories.ts'
import { installationSchema } from '../schema/identity.ts'

const theOne = { id: 1 }

export function installation({ manager }: Connection): Installation {
  const row = () => manager.findOneByOrFail(installationSchema, theOne)
  return {
    isSetUp: async () => (await row()).setUpAt !== null,
    accepts: async (tokenHash) => (await row()).setUpTokenHash === tokenHash,

    async offer(tokenHash) {
      const { affected } = await manager.update(
        installationSchema,
        { ...theOne, setUpAt: IsNull() },
        { setUpTokenHash: tokenHash },
      )
      return affected === 1
    },

    // The condition is the lock: whoever comes second finds the row closed.
    async close(tokenHash, at) {
      const { affected } = await manager.update(
        installationSchema,
        { ...theOne, setUpAt: IsNull(), ...(tokenHash === null ? {} : { setUpTokenHash: tokenHash }) },
        { setUpAt: at, setUpTokenHash: null },
      )
      return affected === 1
    },
  }
}
