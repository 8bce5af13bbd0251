import type { Actor } from '../../contract/identity.ts'
import type { Topic } from '../../contract/live.ts'
import { hasRole } from '../../identity/rights.ts'
import { mayWatchMeeting } from '../../scheduler/show-meeting.ts'
import { mayWatchReport } from '../../tracker/reports.ts'
import type { Work } from '../db/work.ts'

/**
 * Whether somebody may be told that something has changed; what it is they ask the API, which decides again. A page stays
 * open for days: its reader's roles are those of now and not those of when it was opened.
 */
export async function mayWatch(work: Work, actor: Actor, topic: Topic): Promise<boolean> {
  const [kind, id] = topic.split(':')
  if (!isGuarded(topic)) return true
  const account = await work.read(({ accounts }) => accounts.find(actor.personId))
  if (!account || account.suspended) return false
  const now = { ...actor, roles: account.roles }
  if (kind === 'meeting' && id) return mayWatchMeeting({ work }, now, id)
  if (kind === 'report' && id) return mayWatchReport({ work }, now, id)
  return hasRole(now, 'administrator')
}

/** Topics that are not for everybody. */
const isGuarded = (topic: Topic): boolean => /^(meeting:|report:|administration$)/.test(topic)
