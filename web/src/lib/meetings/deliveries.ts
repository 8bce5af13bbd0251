/** How far the mails about a meeting got: one line for each recipient, and what their failures mean. */
import type { Delivery } from '#contract/minutes.ts'

/** The last mail to each recipient; those that failed first, then those on their way, by name within. */
export function latestToEach(deliveries: readonly Delivery[]): Delivery[] {
  const latest = new Map<string, Delivery>()
  for (const one of deliveries) {
    const known = latest.get(one.attendeeId)
    if (!known || known.at < one.at) latest.set(one.attendeeId, one)
  }
  const order: Delivery['state'][] = ['failed', 'waiting', 'sending', 'sent']
  return [...latest.values()].sort(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name, 'ro'),
  )
}

/** Whether somebody should look at it: it failed, or it was tried and did not get through yet. */
export const inTrouble = ({ state, lastError }: Delivery): boolean =>
  state === 'failed' || (state !== 'sent' && lastError !== null)

export type FailureMeaning =
  'expired' | 'full' | 'too-large' | 'no-address' | 'no-answer' | 'later' | 'refused'

/** What mail servers answer, by what it means; the codes with points are those of RFC 3463. */
const meanings: [pattern: RegExp, meaning: FailureMeaning][] = [
  [/^expired$/, 'expired'],
  [/[45]\.2\.2|quota|mailbox (is )?full|insufficient storage/i, 'full'],
  [/5\.3\.4|5\.2\.3|too large|exceeds.*size/i, 'too-large'],
  [
    /5\.1\.\d|no such (user|mailbox)|user (is )?unknown|unknown (user|recipient)|does not exist/i,
    'no-address',
  ],
  [/ECONN|ETIMEDOUT|ENOTFOUND|EDNS|ESOCKET|time(d )?out|connection|greeting/i, 'no-answer'],
  [/^4\d\d|greylist|try again/i, 'later'],
]

/** Why a mail did not get through, from the words of the mail server. */
export const meaningOf = (lastError: string): FailureMeaning =>
  meanings.find(([pattern]) => pattern.test(lastError))?.[1] ?? 'refused'
