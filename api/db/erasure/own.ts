/** What is a person's own, taken out in one go when they are erased. `:id`, `:email`, `:now` and `:today` are given. */
import { erasedAddress, erasedName } from '../../../contract/erased.ts'
import { fold } from '../../../identity/fold.ts'
import type { PersonRow } from '../../../identity/ports.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'
import { isOver } from '../retention/due.ts'

const theirs = '(attendee.person_id = :id OR attendee.email = :email)'

/** Published minutes in which they stand: as invited, present, approving, owing, adding or organising. */
export const inMinutes = `minutes.status = 'published' AND (
  minutes.approved_by = :id
  OR EXISTS (SELECT 1 FROM meeting WHERE meeting.id = minutes.meeting_id AND meeting.organizer_id = :id)
  OR EXISTS (SELECT 1 FROM attendee WHERE attendee.meeting_id = minutes.meeting_id AND attendee.person_id = :id)
  OR EXISTS (SELECT 1 FROM convocation_seat WHERE convocation_seat.meeting_id = minutes.meeting_id AND convocation_seat.person_id = :id)
  OR EXISTS (SELECT 1 FROM minutes_action WHERE minutes_action.meeting_id = minutes.meeting_id AND minutes_action.owner_person_id = :id)
  OR EXISTS (SELECT 1 FROM addendum WHERE addendum.meeting_id = minutes.meeting_id AND addendum.by_person_id = :id)
  OR EXISTS (SELECT 1 FROM seat JOIN occurrence ON occurrence.id = seat.occurrence_id
    WHERE occurrence.meeting_id = minutes.meeting_id AND seat.person_id = :id)
)`

/** What names them by their address: guests are known by nothing else. */
const byAddress = [
  // Nobody is asked any more to a meeting that is still to come, nor told of its changes.
  `DELETE FROM attendee WHERE ${theirs} AND NOT ${isOver('attendee.meeting_id', ':now')}`,
  'DELETE FROM mailed_answer WHERE from_email = :email',
  'DELETE FROM mail WHERE to_email = :email',
  `DELETE FROM mail_attachment WHERE NOT EXISTS (SELECT 1 FROM mail WHERE mail.attachment_id = mail_attachment.id)`,
] as const

/** In this order: what is looked for by the name or the address comes before these go. */
const statements = [
  `INSERT INTO minutes_name (meeting_id, person_id, name, organisation)
   SELECT minutes.meeting_id, person.id, person.name, organisation.short_name
   FROM minutes JOIN person ON person.id = :id LEFT JOIN organisation ON organisation.id = person.organisation_id
   WHERE ${inMinutes}`,
  `UPDATE answer SET comment = NULL WHERE attendee_id IN (SELECT attendee.id FROM attendee WHERE ${theirs})`,
  ...byAddress,
  'UPDATE seat SET name = :name WHERE person_id = :id',
  'DELETE FROM provider_link WHERE person_id = :id',
  'DELETE FROM feed WHERE person_id = :id',
  'DELETE FROM kept_write WHERE person_id = :id',
  'DELETE FROM mandate WHERE person_id = :id AND from_day > :today',
  `UPDATE mandate SET until_day = :today WHERE person_id = :id AND (until_day IS NULL OR until_day > :today)`,
  'UPDATE working_group SET chair_person_id = NULL, version = version + 1 WHERE chair_person_id = :id',
  'UPDATE working_group SET secretary_person_id = NULL, version = version + 1 WHERE secretary_person_id = :id',
  'UPDATE project SET manager_person_id = NULL, version = version + 1 WHERE manager_person_id = :id',
  'UPDATE milestone SET owner_person_id = NULL, version = version + 1 WHERE owner_person_id = :id',
  `UPDATE person SET name = :name, email = :address, position = NULL, folded_name = :folded, search_text = '',
     erased_at = :now, version = version + 1 WHERE id = :id`,
] as const

type Known = { id: string; email: string }
const valuesOf = ({ id, email }: Known, now: string) => ({
  ...{ id, email, now, today: now.slice(0, 10), name: erasedName, folded: fold(erasedName) },
  address: erasedAddress(id),
})

export async function takeOutOwn(connection: Connection, person: PersonRow, now: string): Promise<void> {
  await renameGuests(connection, person, now)
  for (const statement of statements) await ask(connection, statement, valuesOf(person, now))
}

/**
 * What has come under their address since, from somebody who had it at hand: in the same unit of work nothing else is under
 * way. Left alone when the address is somebody else's by now.
 */
export async function takeOutLate(connection: Connection, known: Known, now: string): Promise<void> {
  const [successor] = await ask(connection, 'SELECT id FROM person WHERE email = :email', known)
  if (successor) return
  await renameGuests(connection, known, now)
  for (const statement of byAddress) await ask(connection, statement, valuesOf(known, now))
}

/** Guests' rows under the same address, of meetings that are over: each needs an address of its own. */
async function renameGuests(connection: Connection, known: Known, now: string): Promise<void> {
  const guests = await ask<{ id: string }>(
    connection,
    `SELECT id FROM attendee WHERE email = :email AND ${isOver('attendee.meeting_id', ':now')}`,
    valuesOf(known, now),
  )
  for (const guest of guests)
    await ask(connection, 'UPDATE attendee SET email = :address, name = :name WHERE id = :id', {
      ...{ id: guest.id, address: erasedAddress(guest.id), name: erasedName },
    })
}
