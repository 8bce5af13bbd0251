/**
 * Somebody is erased at the very moment at which somebody else invites them, gives them something to do, or mails them. Of the
 * two units of work one is held open before its commit until the other has come: whichever is first, nothing of the person
 * is left, and nothing is half. On both databases.
 */
import { describe, expect, it } from 'vitest'
import { onAttendeesChangedInviteAndUninvite } from '../../api/flows/on-attendees-changed-invite-and-uninvite.ts'
import { onMeetingBookedSendInvitations } from '../../api/flows/on-meeting-booked-send-invitations.ts'
import { onMeetingChangedSendUpdates } from '../../api/flows/on-meeting-changed-send-updates.ts'
import type { Work } from '../../api/db/work.ts'
import { erasedName } from '../../contract/erased.ts'
import type { Id } from '../../contract/values.ts'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { addMandate } from '../../scheduler/change-mandates.ts'
import { changeMeeting } from '../../scheduler/change-meeting.ts'
import { conveneGroup } from '../../scheduler/convene-group.ts'
import { addGroup, changeGroup, findGroup } from '../../scheduler/groups.ts'
import { showMeeting } from '../../scheduler/show-meeting.ts'
import { addAction } from '../../tracker/actions.ts'
import { addProject } from '../../tracker/add-project.ts'
import { conveneScene } from '../support/convene-scene.ts'
import { forEachDatabase, onPostgres, type TestDatabase } from '../support/databases.ts'
import { deliverEvents } from '../support/deliver-events.ts'
import { bookingForm, changeForm, guestLinks } from '../support/scheduling.ts'
import { overtake, untilMet } from '../support/overtake.ts'
import { called, erase, setStage as setErasure } from './erasure-stage.ts'
import { findWords } from './find-words.ts'

const zone = 'Europe/Bucharest'
const act = { number: '115', date: '2026-02-15' }

/** The stage of an erasure, with a meeting without them and two groups: one of theirs, and one of others. */
async function setStage(database: TestDatabase) {
  const stage = await setErasure(database)
  const { deps, manager, person } = stage
  const theirs = await conveneScene({ ...stage, others: [person] })
  const meeting = await bookMeeting(deps, manager, bookingForm({ title: 'Fără ei' }))
  return { ...stage, database, groupId: theirs.groupId, changedId: meeting.id }
}
type Stage = Awaited<ReturnType<typeof setStage>>

const telling = ({ clock }: TestDatabase) => ({ guestLinks, clock, locale: 'ro' as const })
const flows = (database: TestDatabase) => [
  onMeetingBookedSendInvitations(telling(database)),
  onMeetingChangedSendUpdates(telling(database)),
  onAttendeesChangedInviteAndUninvite(telling(database)),
]

/** What somebody does with them, through this `work`; and what it is answered when they are erased already. */
type Way = [string, (stage: Stage, work: Work) => Promise<unknown>, 'person.missing' | 'done without them']
const ways: Way[] = [
  [
    'books a meeting with them',
    ({ deps, manager, person }, work) =>
      bookMeeting(
        { ...deps, work },
        manager,
        bookingForm({ attendees: [{ personId: person.personId, role: 'required' }] }),
      ),
    'person.missing',
  ],
  [
    'adds them to a meeting',
    async ({ deps, manager, person, changedId }, work) => {
      const form = changeForm(await showMeeting(deps, manager, changedId), {
        attendees: [{ personId: person.personId, role: 'required' }],
      })
      return changeMeeting({ ...deps, work }, manager, changedId, form)
    },
    'person.missing',
  ],
  [
    'convenes their group',
    ({ deps, secretary, groupId }, work) =>
      conveneGroup({ ...deps, work, zone }, secretary, groupId, {
        ...{ title: 'Ședință', description: '', start: '2026-11-23T18:00', zone, durationMinutes: 60 },
        ...{ roomId: null, video: true, attendees: [], shortNoticeReason: null, repeatsMeetingId: null },
        agenda: [],
      }),
    'done without them',
  ],
  [
    'gives them a mandate',
    async ({ database, deps, secretary, person, groupId }, work) => {
      const before = { ...deps, work: database.work, zone }
      const { rules } = await findGroup(before, secretary, groupId)
      const other = await addGroup(before, secretary, {
        ...{ name: 'Alt grup', shortName: 'AG', purpose: '', act, rules },
        ...{ chairPersonId: null, secretaryPersonId: null },
      })
      return addMandate({ ...deps, work, zone }, secretary, other.id, {
        ...{ personId: person.personId, organisationId: person.organisationId, act, kind: 'titular' },
        ...{ from: '2026-11-01', until: null },
      })
    },
    'person.missing',
  ],
  [
    'makes them chair',
    async ({ deps, secretary, person, groupId, database }, work) => {
      const group = await findGroup({ ...deps, work: database.work, zone }, secretary, groupId)
      const { name, shortName, purpose, act: founded, rules, closed, version } = group
      return changeGroup({ ...deps, work, zone }, secretary, groupId, {
        ...{ name, shortName, purpose, act: founded, rules, closed, version },
        ...{ chairPersonId: person.personId, secretaryPersonId: null },
      })
    },
    'person.missing',
  ],
  [
    'gives them a project',
    ({ database, manager, person }, work) =>
      addProject({ work, clock: database.clock, zone }, manager, {
        ...{ code: 'P-1', name: 'Catalog', description: '', organisationId: null },
        managerPersonId: person.personId,
      }),
    'person.missing',
  ],
  [
    'gives them something to do',
    ({ database, secretary, person }, work) =>
      addAction({ work, clock: database.clock, zone }, secretary, {
        ...{ text: 'Trimite datele', ownerPersonId: person.personId, dueOn: '2026-12-01', milestoneId: null },
      }),
    'person.missing',
  ],
  [
    'mails them an invitation',
    async ({ database, meetingId }, work) => {
      const [flow] = flows(database)
      if (!flow || !('save' in flow)) throw new Error('It saves what it does.')
      const at = '2026-11-23T07:00:00.000Z'
      const id = '0192f0c0-0000-7000-8000-00000000000f'
      const event = { id, name: 'meeting.booked' as const, at, actorId: null, payload: { meetingId } }
      return work.run((tx) => flow.save(event, tx))
    },
    'done without them',
  ],
]

/** Units of work that have done their part and are held open before their commit. */
function holdOpen(work: Work) {
  const open = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  const held: Work = {
    ...work,
    run: (task, options) =>
      work.run(async (tx) => {
        const result = await task(tx)
        open.resolve()
        await goOn.promise
        return result
      }, options),
  }
  return { work: held, isOpen: open.promise, goOn: () => goOn.resolve() }
}

/** What still asks something of them, by table. */
async function leftOf({ databases }: TestDatabase, id: Id): Promise<Record<string, number>> {
  const left: Record<string, number> = {}
  for (const [what, from] of Object.entries({
    invitations: `attendee JOIN occurrence ON occurrence.meeting_id = attendee.meeting_id
      WHERE attendee.person_id = '${id}' AND occurrence.ends_at >= '2026-11-23T07:00:00.000Z'`,
    nobody: `attendee WHERE email LIKE '%@erased.invalid'`,
    mandates: `mandate WHERE person_id = '${id}' AND (until_day IS NULL OR until_day > '2026-11-23')`,
    offices: `working_group WHERE chair_person_id = '${id}' OR secretary_person_id = '${id}'`,
    projects: `project WHERE manager_person_id = '${id}'`,
    mails: `mail WHERE to_email LIKE '%@erased.invalid'`,
  })) {
    const [row] = (await databases.reader.query(`SELECT COUNT(*) AS count FROM ${from}`)) as {
      count: number
    }[]
    if (Number(row?.count) > 0) left[what] = Number(row?.count)
  }
  return left
}

async function expectNothing(stage: Stage): Promise<void> {
  const { database, person } = stage
  const words = [called, person.email]
  expect(await findWords(database.databases, words)).toEqual([])
  expect(await leftOf(database, person.personId)).toEqual({})
  // What had happened by then is told to everybody, and nobody writes to them.
  await deliverEvents(database, flows(database))
  expect(await findWords(database.databases, words)).toEqual([])
  expect(await leftOf(database, person.personId)).toEqual({})
}

forEachDatabase((open) => {
  describe('while somebody is erased, another', { timeout: 60_000 }, () => {
    it.each(ways)('%s a moment before: it goes with everything else', async (_what, act_) => {
      const stage = await setStage(await open())
      const { database, administrator, person } = stage
      const other = holdOpen(database.work)
      const acting = act_(stage, other.work)
      await Promise.race([other.isOpen, acting])
      const erasing = erase(database, administrator, person.personId)
      await untilMet(database, erasing)
      other.goOn()
      await Promise.all([acting, erasing])
      await expectNothing(stage)
    })

    it.each(ways)('%s a moment later: it is as if they had never been', async (_what, act_, answer) => {
      const stage = await setStage(await open())
      const { database, administrator, person } = stage
      const erasure = holdOpen(database.work)
      const erasing = erase({ ...database, work: erasure.work }, administrator, person.personId)
      await Promise.race([erasure.isOpen, erasing])
      const acting = act_(stage, database.work).then(
        () => 'done without them',
        (error: { code?: string }) => error.code,
      )
      await untilMet(database, acting)
      erasure.goOn()
      await erasing
      expect(await acting).toBe(answer)
      await expectNothing(stage)
    })

    it('invites them by their address a moment before: it goes with everything else', async () => {
      const stage = await setStage(await open())
      const { database, deps, manager, administrator, person } = stage
      const other = holdOpen(database.work)
      const attendees = [{ email: person.email, name: called, role: 'required' as const }]
      const inviting = bookMeeting({ ...deps, work: other.work }, manager, bookingForm({ attendees }))
      await other.isOpen
      const erasing = erase(database, administrator, person.personId)
      await untilMet(database, erasing)
      other.goOn()
      await Promise.all([inviting, erasing])
      await expectNothing(stage)
    })

    it('who types their address while texts are gone through has invited a guest, whole, or nobody', async () => {
      const stage = await setStage(await open())
      const { database, deps, manager, administrator, person } = stage
      const attendees = [{ email: person.email, name: called, role: 'required' as const }]
      // After each unit of work of the erasure somebody invites that address.
      let invited = 0
      const between: Work = {
        ...database.work,
        run: async (task, options) => {
          const result = await database.work.run(task, options)
          if (invited < 12) {
            invited += 1
            await bookMeeting(deps, manager, bookingForm({ title: `${invited}`, attendees }))
          }
          return result
        },
      }
      await erase({ ...database, work: between }, administrator, person.personId)
      expect(invited).toBe(12)
      const guests = (await database.databases.reader.query(
        `SELECT name, email FROM attendee WHERE email IS NOT NULL`,
      )) as { name: string; email: string }[]
      expect(guests.filter(({ name, email }) => name !== called || email !== person.email)).toEqual([])
    })
  })
})

onPostgres((open) => {
  it('a text that is saved just when it is gone through keeps what was saved, without them', async () => {
    const { database, administrator, person, meetingId } = await setErasure(await open())
    const { work } = database
    const at = '2026-11-23T07:00:00.000Z'
    await work.run(async ({ people, accounts, erasures }) => {
      const row = await people.find(person.personId)
      await accounts.remove(person.personId)
      await erasures.begin(row!, administrator.personId, at)
    })
    const erasing = async () => {
      for (let next = 'more'; next !== 'done';)
        next = (await work.run(({ erasures }) => erasures.proceed(person.personId, at))).next
    }
    const [saved, erased] = await overtake(
      database,
      ['meetings', 'change'],
      (held) =>
        held.run(async ({ meetings }) => {
          const { meeting } = (await meetings.find(meetingId))!
          const description = `Alt text, tot cu ${called}, și încă ceva`
          await meetings.change({ ...meeting, description, version: meeting.version + 1 })
        }),
      erasing,
    )
    expect([saved.status, erased.status]).toEqual(['fulfilled', 'fulfilled'])
    const { meeting } = (await work.read(({ meetings }) => meetings.find(meetingId)))!
    expect(meeting.description).toBe(`Alt text, tot cu ${erasedName}, și încă ceva`)
  })
})
