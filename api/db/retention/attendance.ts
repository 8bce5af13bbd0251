import { v7 as newId } from 'uuid'
import { erasedName } from '../../../contract/erased.ts'
import type { Present } from '../../../scheduler/group-ports.ts'
import { dayIn } from '../../../scheduler/instants.ts'
import { countQuorum, seatsOnDay } from '../../../scheduler/quorum.ts'
import { ask } from '../ask.ts'
import type { Connection } from '../repositories.ts'
import { convocations } from '../repos/convocations.ts'
import { groups } from '../repos/groups.ts'
import { meetingFacts } from '../repos/meeting-facts.ts'
import { eachInTurn, type KeptKind, within } from './due.ts'

/** By what the seats of one person are still known to be one person's. */
const gone = 'gone-'
/** Who was there: the names go; how many, from which institutions, for how long and with what quorum stays. */
export const attendanceKept: KeptKind = {
  all: `SELECT COUNT(*) AS count FROM seat WHERE guest_id IS NULL OR guest_id NOT LIKE '${gone}%'`,
  walk: 'meeting',
  due: (
    only = '',
  ) => `SELECT CAST(seat.id AS text) AS id, meeting.title AS label, occurrence.ends_at AS at, 'trimmed' AS fate,
      CAST(meeting.id AS text) AS meeting_id
    FROM seat
    JOIN occurrence ON occurrence.id = seat.occurrence_id
    JOIN meeting ON meeting.id = occurrence.meeting_id
    WHERE occurrence.ends_at < :before AND (seat.guest_id IS NULL OR seat.guest_id NOT LIKE '${gone}%')
      AND NOT EXISTS (SELECT 1 FROM conference WHERE conference.occurrence_id = occurrence.id AND conference.ended_at IS NULL)
      ${only}`,
  people: (due) => `SELECT COUNT(DISTINCT COALESCE(CAST(seat.person_id AS text), seat.name)) AS count
    FROM seat JOIN ${due} ON due.id = CAST(seat.id AS text)`,

  async remove(connection, times, stretch, limit) {
    const [only, ends] = within('meeting', stretch)
    const meetings = await ask<{ meetingId: string; seats: number }>(
      connection,
      `SELECT meeting_id AS "meetingId", COUNT(*) AS seats FROM (${attendanceKept.due(only)}) due
       GROUP BY meeting_id ORDER BY MIN(at), meeting_id`,
      { ...times, ...ends },
    )
    let trimmed = 0
    for (const { meetingId, seats: count } of meetings) {
      // A meeting's seats go together, however many: who was there is counted before they do.
      if (trimmed > 0 && trimmed + count > limit) break
      const seats = await ask<Seat>(
        connection,
        `SELECT seat.id AS "id", seat.person_id AS "personId", seat.guest_id AS "guestId", seat.name AS "name"
         FROM seat JOIN (${attendanceKept.due('AND meeting.id = :meetingId')}) due ON due.id = CAST(seat.id AS text)`,
        { ...times, meetingId },
      )
      await forgetNames(connection, meetingId, seats)
      trimmed += seats.length
    }
    return { removed: 0, trimmed }
  },
}

type Seat = { id: string; personId: string | null; guestId: string | null; name: string }

async function forgetNames(connection: Connection, meetingId: string, seats: Seat[]): Promise<void> {
  const people = Map.groupBy(
    seats,
    ({ id, personId, guestId, name }) => personId ?? (guestId ? `${guestId} ${name}` : id),
  )
  await keepPresence(connection, meetingId, people.size)
  const renamed = [...people.values()].flatMap((own) => {
    const guestId = `${gone}${newId()}`
    return own.map(({ id }) => ({ id, guestId, name: erasedName }))
  })
  await eachInTurn(renamed, (seat) =>
    ask(
      connection,
      'UPDATE seat SET person_id = NULL, name = :name, guest_id = :guestId WHERE id = :id',
      seat,
    ),
  )
}

/** The quorum is counted by institution: which were there is kept before it can no longer be told. */
async function keepPresence(connection: Connection, meetingId: string, people: number): Promise<void> {
  const present = await meetingFacts(connection).presentIn(meetingId)
  await ask(
    connection,
    `INSERT INTO kept_presence (meeting_id, organisation_ids, people) VALUES (:meetingId, :organisationIds, :people)
     ON CONFLICT (meeting_id) DO UPDATE SET organisation_ids = excluded.organisation_ids, people = excluded.people`,
    {
      meetingId,
      organisationIds: JSON.stringify(await institutionsPresent(connection, meetingId, present)),
      people: people + present.forgotten,
    },
  )
}

/** As the quorum counts them; none where no group was convened. */
async function institutionsPresent(
  connection: Connection,
  meetingId: string,
  present: Present,
): Promise<string[]> {
  const meeting = await meetingFacts(connection).find(meetingId)
  const convocation = await convocations(connection).find(meetingId)
  const group = convocation && (await groups(connection).find(convocation.groupId))
  if (!meeting || !group) return []
  const seats = seatsOnDay({
    convened: await convocations(connection).seatsOf(meetingId),
    mandates: group.mandates,
    attendees: meeting.people,
    day: dayIn(meeting.zone, meeting.startsAt),
  })
  const { institutions } = countQuorum({ rule: group.rules.quorum, seats, present, waived: false })
  return institutions.filter((each) => each.present).map(({ organisationId }) => organisationId)
}
