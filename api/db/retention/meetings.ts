import { erasedAddress, erasedName } from '../../../contract/erased.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'
import { retentionLimits } from '../../../contract/limits.ts'
import { type DueRow, eachInTurn, isOver, type KeptKind, type Times, within } from './due.ts'

/** Something rests on it that outlives it: a convocation, approved minutes, an action, a forecast. */
const official = `(
  EXISTS (SELECT 1 FROM convocation WHERE convocation.meeting_id = meeting.id OR convocation.repeats_meeting_id = meeting.id)
  OR EXISTS (SELECT 1 FROM minutes WHERE minutes.meeting_id = meeting.id AND minutes.status <> 'draft')
  OR EXISTS (SELECT 1 FROM tracked_action WHERE tracked_action.meeting_id = meeting.id)
  OR EXISTS (SELECT 1 FROM forecast JOIN decision ON decision.id = forecast.decision_id
    WHERE decision.meeting_id = meeting.id)
)`
const named = `attendee.email IS NOT NULL AND attendee.email NOT LIKE '%@erased.invalid'`
/** What an official meeting can do without. */
const trimmable = `(
  meeting.description <> ''
  OR EXISTS (SELECT 1 FROM attendee WHERE attendee.meeting_id = meeting.id AND ${named})
  OR EXISTS (SELECT 1 FROM answer JOIN attendee ON attendee.id = answer.attendee_id
    WHERE attendee.meeting_id = meeting.id AND answer.comment IS NOT NULL)
  OR EXISTS (SELECT 1 FROM mailed_answer WHERE mailed_answer.meeting_id = meeting.id)
)`

/** Meetings that are over: those that nothing official hangs on go; of the others what only their own day needed. */
export const meetingsKept: KeptKind = {
  all: 'SELECT COUNT(*) AS count FROM meeting',
  walk: 'meeting',
  due: (only = '') => `SELECT CAST(meeting.id AS text) AS id, meeting.title AS label,
      (SELECT MAX(ends_at) FROM occurrence WHERE occurrence.meeting_id = meeting.id) AS at,
      CASE WHEN ${official} THEN 'trimmed' ELSE 'removed' END AS fate
    FROM meeting
    WHERE ${isOver('meeting.id', ':before')} AND (NOT ${official} OR ${trimmable}) ${only}`,
  people: (due) => `SELECT COUNT(DISTINCT COALESCE(CAST(attendee.person_id AS text), attendee.email)) AS count
    FROM attendee JOIN ${due} ON due.id = CAST(attendee.meeting_id AS text)
    WHERE due.fate = 'removed' OR ${named}`,
  files: (due) => `SELECT COUNT(DISTINCT document.sha256) AS count
    FROM document JOIN ${due} ON due.id = CAST(document.meeting_id AS text) AND due.fate = 'removed'
    WHERE NOT EXISTS (SELECT 1 FROM document other WHERE other.sha256 = document.sha256
      AND CAST(other.meeting_id AS text) NOT IN (SELECT id FROM ${due} WHERE fate = 'removed'))`,

  async remove(connection, times, stretch) {
    const [only, ends] = within('meeting', stretch)
    // Each takes its people, agenda and documents with it, or has guests to be renamed.
    const rows = await ask<DueRow>(
      connection,
      `SELECT id, fate FROM (${meetingsKept.due(only)}) due ORDER BY at, id LIMIT ${retentionLimits.meetingsAtOnce}`,
      { ...times, ...ends },
    )
    const portion = { removed: 0, trimmed: 0 }
    await eachInTurn(rows, async ({ id }) => {
      const fate = await holdDue(connection, times, id)
      if (fate === 'trimmed') await trim(connection, id)
      if (fate === 'removed') await ask(connection, 'DELETE FROM meeting WHERE id = :id', { id })
      if (fate) portion[fate] += 1
    })
    return portion
  },
}

/** What is due now that nobody can do anything with it any more: somebody may just have made it official, or moved it. */
async function holdDue(
  connection: Connection,
  times: Times,
  id: string,
): Promise<DueRow['fate'] | undefined> {
  if (connection.dialect === 'postgres')
    await ask(connection, 'SELECT id FROM meeting WHERE id = :id FOR UPDATE', { id })
  const due = meetingsKept.due('AND meeting.id = :id')
  const [row] = await ask<DueRow>(connection, due, { ...times, id })
  return row?.fate
}

async function trim(connection: Connection, id: string): Promise<void> {
  const guests = await ask<{ id: string }>(
    connection,
    `SELECT id FROM attendee WHERE meeting_id = :id AND ${named}`,
    { id },
  )
  for (const guest of guests)
    await ask(connection, 'UPDATE attendee SET name = :name, email = :email WHERE id = :id', {
      ...{ id: guest.id, name: erasedName, email: erasedAddress(guest.id) },
    })
  await ask(
    connection,
    'UPDATE answer SET comment = NULL WHERE attendee_id IN (SELECT id FROM attendee WHERE meeting_id = :id)',
    { id },
  )
  await ask(connection, 'DELETE FROM mailed_answer WHERE meeting_id = :id', { id })
  // Guests' links die with it: whoever finds one in an old mail comes to nothing.
  await ask(
    connection,
    "UPDATE meeting SET description = '', guest_link_version = guest_link_version + 1 WHERE id = :id",
    { id },
  )
}
