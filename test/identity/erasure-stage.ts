/** Somebody who is to be erased, and what speaks of them. */
import type { Id } from '../../contract/values.ts'
import { erasePerson } from '../../identity/erase-person.ts'
import type { TestDatabase } from '../support/databases.ts'
import { addMeeting, addPerson, type Somebody } from '../support/people.ts'
import { setScene } from '../support/scheduling.ts'

export const called = 'Zamfira Brâncoveanu'

/** Somebody with an account, who has organised a meeting that speaks of them, and was changed by somebody. */
export async function setStage(database: TestDatabase) {
  const scene = await setScene(database)
  const { work } = database
  const administrator: Somebody = { ...scene.secretary, roles: ['administrator'] }
  const person = await addPerson(work, called, scene.secretary.organisationId, 'member')
  const meetingId = await addMeeting(work, { organizer: person, people: [scene.member, person] })
  await work.run(async ({ accounts, events, meetings }) => {
    await accounts.add({
      ...{ personId: person.personId, roles: ['member'], passwordHash: 'x', suspended: false },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', passwordChangedAt: null },
    })
    const detail = await meetings.find(meetingId)
    const { meeting } = detail!
    await meetings.change({ ...meeting, description: `Cu ${called}`, version: meeting.version + 1 })
    events.record('person.changed', { personId: person.personId }, administrator.personId, {
      before: { name: called },
      after: { name: 'Altfel' },
    })
    events.record('meeting.changed', { meetingId, timeChanged: false }, person.personId, {
      before: { description: '' },
      after: { description: `Cu ${called}` },
    })
  })
  return { ...scene, administrator, person, meetingId }
}
export const erase = (database: Pick<TestDatabase, 'work' | 'clock'>, by: Somebody, id: Id) =>
  erasePerson(database, by, id, { oneself: false })
