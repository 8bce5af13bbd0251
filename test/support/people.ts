/** People, organisations and meetings to tell a story with, put straight into the database. */
import { v7 as newId } from 'uuid'
import type { Work } from '../../api/db/work.ts'
import type { Actor, Role } from '../../contract/identity.ts'
import type { Id } from '../../contract/values.ts'

export type Somebody = Actor & { organisationId: Id; email: string }

/** Adds an organisation under a name of its own, and answers its id. */
export async function addOrganisation(work: Work, shortName: string): Promise<Id> {
  const id = newId()
  await work.run(({ organisations }) =>
    organisations.add({ id, name: `${shortName} ${id}`, shortName, version: 1 }),
  )
  return id
}

/** Adds a person of that organisation, who then acts with the roles given. */
export async function addPerson(
  work: Work,
  name: string,
  organisationId: Id,
  ...roles: Role[]
): Promise<Somebody> {
  const personId = newId()
  const email = `${personId}@example.ro`
  await work.run(({ people }) =>
    people.add({
      ...{ id: personId, name, email, position: null, organisationId, locale: 'ro' },
      createdAt: '2026-01-01T00:00:00.000Z',
      version: 1,
    }),
  )
  return { personId, sessionId: newId(), name, roles, locale: 'ro', organisationId, email }
}

type MeetingOptions = {
  organizer: Somebody
  people?: Somebody[]
  durationMinutes?: number
  visibility?: 'normal' | 'private'
  startsAt?: string
}

/** Adds a meeting of one occurrence without a room. */
export async function addMeeting(work: Work, options: MeetingOptions): Promise<Id> {
  const { organizer, people = [], durationMinutes = 60, visibility = 'normal' } = options
  const startsAt = options.startsAt ?? '2026-12-10T08:00:00.000Z'
  const id = newId()
  const start = Temporal.Instant.from(startsAt)
  const zone = 'Europe/Bucharest'
  await work.run(({ meetings }) =>
    meetings.add(
      {
        ...{
          id,
          title: 'Interoperabilitate',
          description: '',
          zone,
          durationMinutes,
          roomId: null,
          video: true,
        },
        start: start.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }),
        ...{
          visibility,
          status: 'scheduled',
          organizerId: organizer.personId,
          guestLinkVersion: 1,
          sequence: 0,
        },
        createdAt: '2026-11-01T08:00:00.000Z',
        version: 1,
      },
      [
        {
          ...{ id: newId(), meetingId: id, roomId: null, startsAt, status: 'scheduled', closed: false },
          endsAt: start.add({ minutes: durationMinutes }).toString({ smallestUnit: 'millisecond' }),
          ...{ conferenceStartedAt: null, conferenceEndedAt: null },
        },
      ],
      people.map(({ personId }, position) => ({
        ...{ id: newId(), meetingId: id, position, personId, email: null, name: null },
        ...{ role: 'required', partStat: 'needs-action' },
      })),
    ),
  )
  return id
}
