/** An agenda is saved at the very moment at which somebody opens its minutes, or adds a document to it. */
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { filesOnDisk } from '../../api/adapters/files-on-disk.ts'
import { addDocument, changeAgenda, findAgenda } from '../../scheduler/agenda.ts'
import { findMinutes, openMinutes } from '../../scheduler/open-minutes.ts'
import { onPostgres, type TestDatabase } from '../support/databases.ts'
import { overtake } from '../support/overtake.ts'
import { addMeeting, addOrganisation, addPerson } from '../support/people.ts'
import { testFolder } from '../support/test-folder.ts'

const item = (title: string) =>
  ({ title, kind: 'decision', durationMinutes: 10, speaker: null, milestoneId: null }) as const

/** A meeting with an agenda of two items, of which the second is about to give way to another. */
async function scene(database: TestDatabase) {
  const { work, clock } = database
  clock.set('2026-12-10T09:00:00Z')
  const ana = await addPerson(work, 'Ana Ionescu', await addOrganisation(work, 'MF'), 'project-manager')
  const meetingId = await addMeeting(work, { organizer: ana, people: [] })
  const deps = { work, clock, zone: 'Europe/Bucharest' }
  const first = { items: [item('Arhitectura'), item('Buget')], version: 1 }
  const { items, version } = await changeAgenda(deps, ana, meetingId, first)
  const [kept, gone] = items.map(({ id }) => id)
  const exchange = (through = work) =>
    changeAgenda({ ...deps, work: through }, ana, meetingId, {
      ...{ items: [{ ...item('Arhitectura'), id: kept! }, item('Calendar')], version },
    })
  return { deps, ana, meetingId, gone: gone!, exchange }
}

onPostgres((open) => {
  describe('an agenda that is saved', () => {
    it('while its minutes are opened has an entry for each of its items', async () => {
      const database = await open()
      const { deps, ana, meetingId, exchange } = await scene(database)
      const [opened, saved] = await overtake(
        database,
        ['agendas', 'find'],
        (work) => openMinutes({ ...deps, work }, ana, meetingId),
        () => exchange(),
      )
      expect([opened.status, saved.status]).toEqual(['fulfilled', 'fulfilled'])
      const { entries } = await findMinutes(deps, ana, meetingId)
      expect(entries.map(({ title }) => title)).toEqual(['Arhitectura', 'Calendar', ''])
    })

    it('before the minutes that are opened at that moment is what they are opened from', async () => {
      const database = await open()
      const { deps, ana, meetingId, exchange } = await scene(database)
      const [saved, opened] = await overtake(
        database,
        ['minutes', 'hold'],
        (work) => exchange(work),
        () => openMinutes(deps, ana, meetingId),
      )
      expect([saved.status, opened.status]).toEqual(['fulfilled', 'fulfilled'])
      const { entries } = await findMinutes(deps, ana, meetingId)
      expect(entries.map(({ title }) => title)).toEqual(['Arhitectura', 'Calendar', ''])
    })

    it('while a document is added to an item that it does without takes the two away in turn', async () => {
      const database = await open()
      const { deps, ana, meetingId, gone, exchange } = await scene(database)
      const files = filesOnDisk(await testFolder())
      const stream = Readable.from([Buffer.from('%PDF')])
      const upload = { name: 'buget.pdf', mimeType: 'application/pdf', stream }
      const [added, saved] = await overtake(
        database,
        ['agendas', 'find'],
        (work) => addDocument({ ...deps, files, work }, ana, meetingId, gone, upload),
        () => exchange(),
      )
      expect([added.status, saved.status]).toEqual(['fulfilled', 'fulfilled'])
      expect((await findAgenda(deps, ana, meetingId)).items.flatMap(({ documents }) => documents)).toEqual([])
    })
  })
})
