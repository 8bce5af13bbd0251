/** What calendar feeds need from the world besides `ports.ts` and `group-ports.ts`. `api/db/repos` implements it. */
import type { Id, Instant, Locale } from '../contract/values.ts'
import type { GroupViews } from './group-ports.ts'
import type { Clock, SchedulerView } from './ports.ts'

/** `tokenHash` is the SHA-256 of the secret in the address: whoever reads the table cannot read the calendar. */
export type FeedRow = {
  id: Id
  personId: Id
  /** Null: the person's own meetings. */
  groupId: Id | null
  tokenHash: string
  createdAt: Instant
  lastReadAt: Instant | null
}

export type FeedsView = {
  /** Oldest first. */
  listOf(personId: Id): Promise<FeedRow[]>
  /** The feed with its owner's language; null also when the owner can no longer sign in. */
  findByHash(tokenHash: string): Promise<(FeedRow & { locale: Locale }) | null>
}
export type Feeds = FeedsView & {
  add(row: FeedRow): Promise<void>
  /** False when that person has no such feed. */
  remove(id: Id, personId: Id): Promise<boolean>
  touch(id: Id, lastReadAt: Instant): Promise<void>
}

export type FeedViews = Pick<SchedulerView, 'meetings'> &
  Pick<GroupViews, 'groups' | 'convocations'> & { feeds: FeedsView }
export type FeedUnit = Pick<GroupViews, 'groups'> & { feeds: Feeds }

export type FeedDeps = {
  work: {
    run<T>(act: (unit: FeedUnit) => Promise<T>): Promise<T>
    read<T>(look: (view: FeedViews) => Promise<T>): Promise<T>
  }
  clock: Clock
  /** The product's own address, without a slash at the end. */
  publicUrl: string
}
