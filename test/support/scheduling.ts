/** Rooms, people and the forms that they fill in, for stories about meetings. */
import type { BookMeeting, ChangeMeeting, Meeting } from '../../contract/scheduling.ts'
import type { MeetingDeps } from '../../scheduler/show-meeting.ts'
import type { RoomRow } from '../../scheduler/ports.ts'
import type { TestDatabase } from './databases.ts'
import { addOrganisation, addPerson, type Somebody } from './people.ts'
import { someRoom } from './rooms.ts'

export const guestLinks = {
  key: 'a2V5LWtleS1rZXkta2V5LWtleS1rZXkta2V5LWtleXM',
  publicUrl: 'https://sfat.example.ro',
}

/** It is Monday, 23 November 2026, 09:00 in Bucharest. */
export const monday = '2026-11-23T07:00:00Z'

export type Scene = {
  database: TestDatabase
  deps: MeetingDeps
  /** May book, and keeps rooms and all meetings. */
  secretary: Somebody
  /** May book. */
  manager: Somebody
  /** May book nothing. */
  member: Somebody
  outsider: Somebody
  room: RoomRow
  otherRoom: RoomRow
}

export async function setScene(database: TestDatabase): Promise<Scene> {
  const { work, clock } = database
  clock.set(monday)
  const organisation = await addOrganisation(work, 'MAI')
  const person = (name: string, ...roles: Somebody['roles'][number][]) =>
    addPerson(work, name, organisation, ...roles)
  const room = someRoom({ name: 'Sala Unirii', building: 'Palat' })
  const otherRoom = someRoom({ name: 'Sala Mică', building: 'Palat' })
  await work.run(async ({ rooms }) => {
    await rooms.add(room)
    await rooms.add(otherRoom)
  })
  return {
    database,
    deps: { work, clock, guestLinks },
    secretary: await person('Sorina Pop', 'secretariat'),
    manager: await person('Mihai Dan', 'project-manager'),
    member: await person('Ana Ionescu', 'member'),
    outsider: await person('Dinu Stan', 'directorate'),
    room,
    otherRoom,
  }
}

/** A form that is filled in: tomorrow from 10 to 11 in the morning, unless told otherwise. */
export const bookingForm = (given: Partial<BookMeeting> = {}): BookMeeting => ({
  title: 'Interoperabilitate',
  description: '',
  start: '2026-11-24T10:00',
  zone: 'Europe/Bucharest',
  durationMinutes: 60,
  roomId: null,
  video: true,
  visibility: 'normal',
  attendees: [],
  ...given,
})

/** The form as it stands for a meeting that is booked, with what somebody changes in it. */
export const changeForm = (meeting: Meeting, given: Partial<ChangeMeeting> = {}): ChangeMeeting => ({
  title: meeting.title ?? '',
  description: meeting.description,
  start: meeting.start,
  zone: meeting.zone,
  durationMinutes: meeting.durationMinutes,
  roomId: meeting.room?.id ?? null,
  video: meeting.video,
  visibility: meeting.visibility,
  attendees: meeting.attendees.map(({ personId, email, name, role }) =>
    personId === null ? { email, name, role } : { personId, role },
  ),
  version: meeting.version,
  ...given,
})
