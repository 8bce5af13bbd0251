/** What would go and what would stay if a person were erased, counted. */
import type { ErasurePlan } from '../../../contract/personal-data.ts'
import type { PersonRow } from '../../../identity/ports.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'
import { isOver } from '../retention/due.ts'
import { inMinutes } from './own.ts'
import { isShared } from './texts.ts'

type Counted<W extends string> = Record<W, string>
const attending = '(attendee.person_id = :id OR attendee.email = :email)'

const goes: Counted<ErasurePlan['goes'][number]['what']> = {
  account: 'account WHERE person_id = :id',
  sessions: 'session WHERE person_id = :id',
  tokens: 'token WHERE person_id = :id',
  feeds: 'feed WHERE person_id = :id',
  invitations: `attendee WHERE ${attending} AND NOT ${isOver('attendee.meeting_id', ':now')}`,
  mandates: 'mandate WHERE person_id = :id AND (until_day IS NULL OR until_day > :today)',
  offices: `(SELECT id FROM working_group WHERE chair_person_id = :id
    UNION ALL SELECT id FROM working_group WHERE secretary_person_id = :id
    UNION ALL SELECT id FROM project WHERE manager_person_id = :id
    UNION ALL SELECT id FROM milestone WHERE owner_person_id = :id) office`,
  comments: `(SELECT answer.attendee_id FROM answer JOIN attendee ON attendee.id = answer.attendee_id
      WHERE answer.comment IS NOT NULL AND ${attending}
    UNION ALL SELECT id FROM mailed_answer WHERE from_email = :email) comment`,
  mails: 'mail WHERE to_email = :email',
  attendance: 'seat WHERE person_id = :id',
  history: 'audit_entry WHERE actor_id = :id OR subject_id = :idText',
}

const stays: Counted<ErasurePlan['stays'][number]['what']> = {
  minutes: `minutes WHERE ${inMinutes}`,
  meetings: 'meeting WHERE organizer_id = :id',
  actions: `tracked_action WHERE owner_person_id = :id AND status <> 'open'`,
  'open-actions': `tracked_action WHERE owner_person_id = :id AND status = 'open'`,
  reports: 'report WHERE author_person_id = :id OR accepted_by_person_id = :id',
  documents: 'document WHERE added_by = :id',
}

export async function countErasure(
  connection: Connection,
  person: PersonRow,
  now: string,
): Promise<Pick<ErasurePlan, 'goes' | 'stays' | 'nameShared'>> {
  const { id, email } = person
  const values = { id, idText: id, email, now, today: now.slice(0, 10) }
  const count = async <W extends string>(tables: Counted<W>) => {
    const counted: { what: W; count: number }[] = []
    for (const [what, table] of Object.entries(tables) as [W, string][]) {
      const [row] = await ask<{ count: number }>(connection, `SELECT COUNT(*) AS count FROM ${table}`, values)
      counted.push({ what, count: row?.count ?? 0 })
    }
    return counted
  }
  return {
    goes: await count(goes),
    stays: await count(stays),
    nameShared: await isShared(connection, person),
  }
}
