/** Every migration, in the order in which they run. One that has been released never changes: add another. */
import type { Migration } from '../migrate.ts'
import { events } from './0001-events.ts'
import { identity } from './0002-identity.ts'
import { scheduling } from './0003-scheduling.ts'
import { guests } from './0004-guests.ts'
import { mail } from './0010-mail.ts'
import { answers } from './0011-answers.ts'
import { inbox } from './0012-inbox.ts'
import { jobs } from './0013-jobs.ts'
import { secondFactor } from './0014-second-factor.ts'
import { groups } from './0020-groups.ts'
import { minutes } from './0021-minutes.ts'
import { feeds } from './0022-feeds.ts'
import { minutesRemarks } from './0023-minutes-remarks.ts'
import { tracking } from './0030-tracking.ts'
import { keptWrites } from './0040-kept-writes.ts'
import { tokens } from './0041-tokens.ts'
import { audit } from './0042-audit.ts'
import { operations } from './0060-operations.ts'
import { provider } from './0070-provider.ts'
import { privacy } from './0072-privacy.ts'
import { webhooks } from './0071-webhooks.ts'
import { indexes } from './0075-indexes.ts'
import { shownOut } from './0076-shown-out.ts'
import { finished } from './0077-finished.ts'

export const migrations: Migration[] = [
  events,
  identity,
  scheduling,
  guests,
  mail,
  answers,
  inbox,
  jobs,
  secondFactor,
  groups,
  minutes,
  feeds,
  tracking,
  operations,
  keptWrites,
  tokens,
  audit,
  provider,
  privacy,
  webhooks,
  indexes,
  minutesRemarks,
  shownOut,
  finished,
]
