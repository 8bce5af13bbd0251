import { EntitySchema } from 'typeorm'
import type { FeedRow } from '../../../scheduler/feed-ports.ts'
import { id, instant, key, nullable, text } from '../columns.ts'

export const feedSchema = new EntitySchema<FeedRow>({
  name: 'feed',
  columns: {
    id: key,
    personId: id,
    groupId: nullable(id),
    tokenHash: text,
    createdAt: instant,
    lastReadAt: nullable(instant),
  },
})
