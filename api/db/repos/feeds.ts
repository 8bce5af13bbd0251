import type { Feeds } from '../../../scheduler/feed-ports.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { feedSchema } from '../schema/feeds.ts'
import { accountSchema, personSchema } from '../schema/identity.ts'
import { maySignIn } from './people.ts'

export function feeds({ manager }: Connection): Feeds {
  return {
    listOf: (personId) =>
      manager.find(feedSchema, { where: { personId }, order: { createdAt: 'ASC', id: 'ASC' } }),

    async findByHash(tokenHash) {
      const feed = await manager.findOneBy(feedSchema, { tokenHash })
      if (!feed) return null
      const account = await manager.findOneBy(accountSchema, { personId: feed.personId })
      if (!account || !maySignIn(account)) return null
      const { locale } = await manager.findOneByOrFail(personSchema, { id: feed.personId })
      return { ...feed, locale }
    },

    add: (row) => insertRows(manager, feedSchema, [row]),

    async remove(id, personId) {
      const { affected } = await manager.delete(feedSchema, { id, personId })
      return affected === 1
    },

    async touch(id, lastReadAt) {
      await manager.update(feedSchema, { id }, { lastReadAt })
    },
  }
}
