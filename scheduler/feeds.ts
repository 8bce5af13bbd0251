/** The calendar feeds of a person: their own meetings, or those of a group, to subscribe to in another calendar. */
import { createHash, randomBytes } from 'node:crypto'
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import { listLimits } from '../contract/limits.ts'
import type { AddFeed, Feed, NewFeed } from '../contract/minutes.ts'
import type { Id } from '../contract/values.ts'
import type { FeedDeps, FeedRow } from './feed-ports.ts'
import { toInstant } from './instants.ts'
import { ownerOfFeeds } from './meeting-rights.ts'

/** More would be addresses that nobody remembers having given away. */

export const hashFeedToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** My feeds, oldest first; their addresses are not told again. */
export const listFeeds = ({ work }: FeedDeps, actor: Actor): Promise<Feed[]> =>
  work.read(async ({ feeds }) => (await feeds.listOf(ownerOfFeeds(actor))).map(present))

/** A new feed with its address, which is shown this once. Throws `group.missing`, `feed.too-many`. */
export const addFeed = (
  { work, clock, publicUrl }: FeedDeps,
  actor: Actor,
  { groupId }: AddFeed,
): Promise<NewFeed> =>
  work.run(async ({ feeds, groups }) => {
    if (groupId !== null && !(await groups.find(groupId))) throw new AppError('group.missing')
    if ((await feeds.listOf(ownerOfFeeds(actor))).length >= listLimits.feeds)
      throw new AppError('feed.too-many')
    const token = randomBytes(32).toString('base64url')
    const row: FeedRow = {
      id: newId(),
      personId: actor.personId,
      groupId,
      tokenHash: hashFeedToken(token),
      createdAt: toInstant(clock.now()),
      lastReadAt: null,
    }
    await feeds.add(row)
    return { ...present(row), url: `${publicUrl}/calendar/${token}.ics` }
  })

/** The address answers nothing from now on. Throws `feed.missing`. */
export const revokeFeed = ({ work }: FeedDeps, actor: Actor, id: Id): Promise<void> =>
  work.run(async ({ feeds }) => {
    if (!(await feeds.remove(id, ownerOfFeeds(actor)))) throw new AppError('feed.missing')
  })

const present = ({ id, groupId, createdAt, lastReadAt }: FeedRow): Feed => ({
  id,
  kind: groupId === null ? 'person' : 'group',
  groupId,
  createdAt,
  lastReadAt,
})
