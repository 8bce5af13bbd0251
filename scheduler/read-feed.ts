import { createHash } from 'node:crypto'
import { AppError } from '../contract/errors.ts'
import type { Instant, Locale } from '../contract/values.ts'
import { buildFeed } from './build-feed.ts'
import type { FeedDeps, FeedRow, FeedViews } from './feed-ports.ts'
import { hashFeedToken } from './feeds.ts'
import { toInstant } from './instants.ts'
import type { CalendarRow } from './ports.ts'

/** What a feed shows: long enough back to look something up, and as far ahead as anybody plans. */
const daysBack = 60
const daysAhead = 400
/** Readers ask every hour or so; when one last did need not be known more exactly. */
const touchAfter = { hours: 1 }

export type FeedAnswer = {
  calendar: string
  /** Weak (RFC 9110 §8.8.1): the time of writing is in the text and is left out of it. */
  etag: string
}

const names: Record<Locale, { mine: string; group: (name: string) => string }> = {
  ro: { mine: 'Sfat: întâlnirile mele', group: (name) => `Sfat: ${name}` },
  en: { mine: 'Sfat: my meetings', group: (name) => `Sfat: ${name}` },
}

/** The calendar behind the secret of an address. Throws `feed.missing`, also when its owner may no longer sign in. */
export async function readFeed({ work, clock, publicUrl }: FeedDeps, token: string): Promise<FeedAnswer> {
  const now = clock.now()
  const { feed, calendar } = await work.read(async (views) => {
    const feed = await views.feeds.findByHash(hashFeedToken(token))
    if (!feed) throw new AppError('feed.missing')
    const from = toInstant(now.subtract({ hours: daysBack * 24 }))
    const to = toInstant(now.add({ hours: daysAhead * 24 }))
    const { name, rows } = await (feed.groupId === null
      ? ownMeetings(views, feed, from, to)
      : groupMeetings(views, feed, feed.groupId, from))
    const entries = rows
      .filter(({ status }) => status === 'scheduled')
      // A group's address is passed around: private meetings are times in it and nothing else, whoever asks.
      .map((row) => ({ row, open: feed.groupId === null || row.visibility === 'normal' }))
    const calendar = buildFeed({ name, locale: feed.locale, publicUrl, entries, writtenAt: toInstant(now) })
    return { feed, calendar }
  })
  await touch({ work }, feed, now)
  const lasting = calendar.replace(/^DTSTAMP:.*\r\n/gm, '')
  return { calendar, etag: `W/"${createHash('sha256').update(lasting).digest('base64url').slice(0, 22)}"` }
}

type Found = { name: string; rows: CalendarRow[] }

async function ownMeetings(
  { meetings }: FeedViews,
  { personId, locale }: FeedRow & { locale: Locale },
  from: Instant,
  to: Instant,
): Promise<Found> {
  const rows: CalendarRow[] = []
  let cursor: string | null | undefined
  do {
    const page = await meetings.calendar({
      from,
      to,
      mine: true,
      personId,
      limit: 200,
      cursor: cursor ?? undefined,
    })
    rows.push(...page.items)
    cursor = page.next
  } while (cursor)
  return { name: names[locale].mine, rows }
}

/** Newest first, back to `from`. */
async function groupMeetings(
  { groups, convocations }: FeedViews,
  { personId, locale }: FeedRow & { locale: Locale },
  groupId: string,
  from: Instant,
): Promise<Found> {
  const group = await groups.find(groupId)
  if (!group) throw new AppError('feed.missing')
  const rows: CalendarRow[] = []
  let cursor: string | null | undefined
  do {
    const page = await convocations.meetingsOf(groupId, { personId, limit: 200, cursor: cursor ?? undefined })
    rows.push(...page.items.filter(({ endsAt }) => endsAt > from))
    cursor = (page.items.at(-1)?.endsAt ?? '') > from ? page.next : null
  } while (cursor)
  return { name: names[locale].group(group.shortName), rows }
}

async function touch({ work }: Pick<FeedDeps, 'work'>, feed: FeedRow, now: Temporal.Instant): Promise<void> {
  const recently = toInstant(now.subtract(touchAfter))
  if (feed.lastReadAt !== null && feed.lastReadAt > recently) return
  await work.run(({ feeds }) => feeds.touch(feed.id, toInstant(now)))
}
