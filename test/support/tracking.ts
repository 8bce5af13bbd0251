/** A small institution with a project, and meetings that say something about its milestones. */
import { v7 as newId } from 'uuid'
import type { Work } from '../../api/db/work.ts'
import type { MilestoneDetail, Project } from '../../contract/tracking.ts'
import type { Id } from '../../contract/values.ts'
import { addProject } from '../../tracker/add-project.ts'
import { changeProject } from '../../tracker/change-project.ts'
import { addMilestone } from '../../tracker/milestones.ts'
import type { TestDatabase } from './databases.ts'
import { addMeeting, addOrganisation, addPerson, type Somebody } from './people.ts'

export const zone = 'Europe/Bucharest'

/** It is the morning of Monday, 9 November 2026. */
export async function setTracker(database: TestDatabase) {
  const { work, clock } = database
  clock.set('2026-11-09T07:00:00.000Z')
  const ministry = await addOrganisation(work, 'MEC')
  const county = await addOrganisation(work, 'ISJ Cluj')
  const [manager, otherManager, director, secretary, owner, stranger] = await Promise.all([
    addPerson(work, 'Ștefan Țuțuianu', ministry, 'project-manager'),
    addPerson(work, 'Radu Șerban', ministry, 'project-manager'),
    addPerson(work, 'Ioana Păun', ministry, 'directorate'),
    addPerson(work, 'Maria Țăranu', ministry, 'secretariat'),
    addPerson(work, 'Kovács Ödön', county, 'member'),
    addPerson(work, 'Ana Brânză', county, 'member'),
  ])
  const deps = { work, clock, zone }
  return {
    database,
    deps,
    work,
    clock,
    ministry,
    county,
    manager,
    otherManager,
    director,
    secretary,
    owner,
    stranger,
  }
}
export type Tracker = Awaited<ReturnType<typeof setTracker>>

export const projectForm = (
  { manager, ministry }: Pick<Tracker, 'manager' | 'ministry'>,
  code = 'CAT-01',
  name = 'Catalog electronic',
) => ({
  code,
  name,
  description: '',
  organisationId: ministry,
  managerPersonId: manager.personId,
})

/** A running project of the manager. */
export async function startProject(scene: Tracker, code?: string, name?: string): Promise<Project> {
  const form = projectForm(scene, code, name)
  const project = await addProject(scene.deps, scene.manager, form)
  return changeProject(scene.deps, scene.manager, project.id, { ...form, status: 'running', version: 1 })
}

export const milestoneForm = {
  title: 'Pilot în 12 școli',
  criteria: 'Procesul-verbal de recepție este semnat.',
  baseline: '2026-11-20',
  toleranceDays: 5,
  ownerPersonId: null,
}

export const startMilestone = (
  { deps, manager }: Tracker,
  project: Pick<Project, 'id'>,
  form: Partial<typeof milestoneForm> = {},
): Promise<MilestoneDetail> => addMilestone(deps, manager, project.id, { ...milestoneForm, ...form })

type Said = {
  organizer: Somebody
  people?: Somebody[]
  startsAt: string
  visibility?: 'normal' | 'private'
  /** Titles of agenda items on the milestone. */
  items?: string[]
  decisions?: string[]
  actions?: { text: string; owner: Somebody; dueOn: string }[]
  published?: boolean
  /** Those who were in the conference. */
  present?: { person: Somebody; organisation: string }[]
}

/** A meeting that speaks about a milestone. Answers its id, and those of its decisions and action drafts. */
export async function addProceedings(
  work: Work,
  milestoneId: Id,
  said: Said,
): Promise<{ meetingId: Id; decisionIds: Id[]; draftIds: Id[] }> {
  const meetingId = await addMeeting(work, said)
  const items = (said.items ?? []).map((title, position) => ({
    ...{ id: newId(), meetingId, position, title, kind: 'decision' as const, durationMinutes: 10 },
    speaker: null,
    milestoneId,
  }))
  const entryId = newId()
  const ids = { meetingId, entryId }
  const decisions = (said.decisions ?? []).map((text, index) => ({
    ...{ ...ids, id: newId(), number: index + 1, text, milestoneId, version: 1 },
  }))
  const drafts = (said.actions ?? []).map(({ text, owner, dueOn }) => ({
    ...{ ...ids, id: newId(), text, ownerPersonId: owner.personId, dueOn, milestoneId, version: 1 },
  }))
  const at = said.startsAt
  await work.run(async ({ agendas, minutes, attendance, meetings }) => {
    if (items.length > 0) await agendas.save(meetingId, items, 1)
    const row = { meetingId, status: 'draft' as const, act: null, approvedBy: null, approvedAt: null }
    const entry = { id: entryId, meetingId, agendaItemId: null, position: 0, title: 'Punct', discussion: '' }
    await minutes.open({ ...row, publishedAt: null, openedAt: at, version: 1 }, [{ ...entry, version: 1 }])
    for (const decision of decisions) await minutes.addDecision(decision)
    for (const draft of drafts) await minutes.addAction(draft)
    if (said.published)
      await minutes.save({
        ...{ meetingId, status: 'published', openedAt: at, version: 3 },
        act: { number: 'PV-1/2026', date: at.slice(0, 10) },
        ...{ approvedBy: said.organizer.personId, approvedAt: at, publishedAt: at },
      })
    if (!said.present) return
    const occurrence = (await meetings.find(meetingId))!.occurrences[0]!
    const conference = { id: newId(), meetingId, occurrenceId: occurrence.id }
    await attendance.saveConference({
      ...conference,
      startedAt: at,
      aliveAt: at,
      endedAt: at,
      finished: true,
    })
    for (const { person, organisation } of said.present)
      await attendance.addSeat({
        ...{ id: newId(), conferenceId: conference.id, occurrenceId: occurrence.id },
        ...{ personId: person.personId, name: person.name, organisation, guest: false, guestId: null },
        removedAt: null,
      })
  })
  return { meetingId, decisionIds: decisions.map(({ id }) => id), draftIds: drafts.map(({ id }) => id) }
}
