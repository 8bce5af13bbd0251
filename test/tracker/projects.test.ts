import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../contract/errors.ts'
import { addProject } from '../../tracker/add-project.ts'
import { addAction, closeAction } from '../../tracker/actions.ts'
import { changeProject } from '../../tracker/change-project.ts'
import { assessForToday } from '../../tracker/keep-assessment.ts'
import {
  changeMilestone,
  forecastMilestone,
  listMilestones,
  meetMilestone,
  showMilestone,
} from '../../tracker/milestones.ts'
import { listProjectDecisions, listProjects, showProject } from '../../tracker/projects.ts'
import { countQueries } from '../support/count-queries.ts'
import { forEachDatabase } from '../support/databases.ts'
import {
  addProceedings,
  milestoneForm,
  projectForm,
  setTracker,
  startMilestone,
  startProject,
} from '../support/tracking.ts'

const query = { limit: 50, mine: false }
const refused = (code: ErrorCode) => expect.objectContaining({ code })

forEachDatabase((open) => {
  describe('a project', () => {
    it('begins planned and green, with its institution and its manager', async () => {
      const scene = await setTracker(await open())
      const project = await addProject(scene.deps, scene.manager, projectForm(scene))
      expect(project).toMatchObject({
        code: 'CAT-01',
        name: 'Catalog electronic',
        organisation: { id: scene.ministry, shortName: 'MEC' },
        manager: { personId: scene.manager.personId, name: 'Ștefan Țuțuianu' },
        status: 'planned',
        health: { colour: 'green', reasons: [] },
        milestones: [],
        rights: { change: true },
        version: 1,
      })
      expect(await showProject(scene.deps, scene.stranger, project.id)).toEqual({
        ...project,
        rights: { change: false },
      })
    })

    it('is begun by project managers, has a code of its own, and points to what exists', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, stranger } = scene
      expect(() => addProject(deps, stranger, projectForm(scene))).toThrow(refused('permission.missing'))
      await addProject(deps, manager, projectForm(scene))
      await expect(addProject(deps, manager, projectForm(scene, 'cat-01'))).rejects.toEqual(
        refused('project.code-taken'),
      )
      const nobody = { ...projectForm(scene, 'X'), managerPersonId: '01990000-0000-7000-8000-000000000000' }
      await expect(addProject(deps, manager, nobody)).rejects.toEqual(refused('person.missing'))
    })

    it('is changed by its manager, on the version that the manager saw', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, otherManager, director } = scene
      const project = await addProject(deps, manager, projectForm(scene))
      const form = { ...projectForm(scene), status: 'running' as const, version: 1 }
      await expect(changeProject(deps, otherManager, project.id, form)).rejects.toEqual(
        refused('permission.missing'),
      )
      await expect(changeProject(deps, director, project.id, form)).rejects.toEqual(
        refused('permission.missing'),
      )
      const changed = await changeProject(deps, manager, project.id, form)
      expect(changed).toMatchObject({ status: 'running', version: 2 })
      await expect(changeProject(deps, manager, project.id, form)).rejects.toEqual(refused('row.changed'))
    })

    it('whose manager has gone can be taken up by another project manager', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, otherManager } = scene
      const project = await addProject(deps, manager, { ...projectForm(scene), managerPersonId: null })
      const form = { ...projectForm(scene), managerPersonId: otherManager.personId }
      const taken = await changeProject(deps, otherManager, project.id, {
        ...form,
        status: 'running',
        version: 1,
      })
      expect(taken.manager?.name).toBe('Radu Șerban')
    })
  })

  describe('a milestone', () => {
    it('keeps its baseline, and the history of what was expected with reasons and decisions', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, work } = scene
      const project = await startProject(scene)
      const milestone = await startMilestone(scene, project)
      const { decisionIds } = await addProceedings(work, milestone.id, {
        organizer: manager,
        startsAt: '2026-11-05T08:00:00.000Z',
        decisions: ['Se amână pilotul'],
        published: true,
      })
      await forecastMilestone(deps, manager, milestone.id, {
        date: '2026-11-25',
        reason: 'Furnizorul întârzie',
        decisionId: decisionIds[0]!,
        version: 1,
      })
      scene.clock.advance({ hours: 1 })
      const later = await forecastMilestone(deps, manager, milestone.id, {
        date: '2026-12-18',
        reason: 'Lipsește modulul de autentificare',
        decisionId: null,
        version: 2,
      })
      expect(later).toMatchObject({
        baseline: '2026-11-20',
        forecast: '2026-12-18',
        slipDays: 18,
        projectName: 'Catalog electronic',
        version: 3,
        forecasts: [
          {
            date: '2026-11-25',
            reason: 'Furnizorul întârzie',
            decisionId: decisionIds[0],
            by: 'Ștefan Țuțuianu',
          },
          { date: '2026-12-18', decisionId: null },
        ],
      })
      expect(later.health.reasons).toMatchObject([
        { rule: 'beyond-tolerance', slipDays: 18, toleranceDays: 5 },
      ])
      const changed = await changeMilestone(deps, manager, milestone.id, {
        ...{
          title: 'Pilot',
          criteria: '',
          toleranceDays: 30,
          ownerPersonId: scene.owner.personId,
          version: 3,
        },
      })
      expect(changed).toMatchObject({
        title: 'Pilot',
        baseline: '2026-11-20',
        owner: { name: 'Kovács Ödön' },
        health: { colour: 'amber' },
      })
    })

    it('is met on a day that has come, takes no forecast then, and can be opened again', async () => {
      const scene = await setTracker(await open())
      const { deps, manager } = scene
      const milestone = await startMilestone(scene, await startProject(scene))
      const meet = (actual: string | null, version: number) =>
        meetMilestone(deps, manager, milestone.id, { actual, version })
      await expect(meet('2026-11-10', 1)).rejects.toMatchObject({
        code: 'request.invalid',
        params: { issues: [{ path: 'actual', rule: 'too-big' }] },
      })
      expect(await meet('2026-11-09', 1)).toMatchObject({ actual: '2026-11-09', slipDays: -9 })
      const forecast = { date: '2026-12-01', reason: 'x', decisionId: null, version: 2 }
      await expect(forecastMilestone(deps, manager, milestone.id, forecast)).rejects.toEqual(
        refused('milestone.met'),
      )
      expect(await meet(null, 2)).toMatchObject({ actual: null, slipDays: 0, version: 3 })
    })

    it('refuses a decision that nobody took, and those who do not manage its project', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, otherManager } = scene
      const milestone = await startMilestone(scene, await startProject(scene))
      const forecast = { date: '2026-12-01', reason: 'x', decisionId: milestone.id, version: 1 }
      await expect(forecastMilestone(deps, manager, milestone.id, forecast)).rejects.toMatchObject({
        code: 'request.invalid',
        params: { issues: [{ path: 'decisionId' }] },
      })
      await expect(
        forecastMilestone(deps, otherManager, milestone.id, { ...forecast, decisionId: null }),
      ).rejects.toEqual(refused('permission.missing'))
    })

    it('shows what was said about it, the latest first, but nothing private and nothing unpublished', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, work, stranger } = scene
      const milestone = await startMilestone(scene, await startProject(scene))
      const said = { organizer: manager, decisions: ['Hotărâre'], items: ['Stadiu'] }
      await addProceedings(work, milestone.id, { ...said, startsAt: '2026-11-03T08:00:00.000Z' })
      await addProceedings(work, milestone.id, {
        ...said,
        startsAt: '2026-11-05T08:00:00.000Z',
        published: true,
      })
      await addProceedings(work, milestone.id, {
        ...said,
        startsAt: '2026-11-06T08:00:00.000Z',
        visibility: 'private',
        published: true,
      })
      await addProceedings(work, milestone.id, {
        organizer: manager,
        startsAt: '2026-11-04T08:00:00.000Z',
        actions: [{ text: 'Verifică', owner: scene.owner, dueOn: '2026-11-20' }],
        published: true,
      })
      const { links } = await showMilestone(deps, stranger, milestone.id)
      expect(
        links.map(({ kind, startsAt, text, decisionNumber }) => [
          kind,
          startsAt.slice(0, 10),
          text,
          decisionNumber,
        ]),
      ).toEqual([
        ['agenda-item', '2026-11-05', 'Stadiu', null],
        ['decision', '2026-11-05', 'Hotărâre', 1],
        ['meeting', '2026-11-04', 'Interoperabilitate', null],
        ['agenda-item', '2026-11-03', 'Stadiu', null],
      ])
    })
  })

  describe('the list of projects', () => {
    it('shows health, progress and what comes next, and follows every change at once', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, stranger, owner } = scene
      const project = await startProject(scene)
      const milestone = await startMilestone(scene, project)
      await startMilestone(scene, project, { title: 'Recepție', baseline: '2027-06-30' })
      const line = async () => (await listProjects(deps, stranger, query)).items[0]
      expect(await line()).toMatchObject({
        code: 'CAT-01',
        status: 'running',
        health: { colour: 'green', reasons: [] },
        milestoneCount: 2,
        metCount: 0,
        openActions: 0,
        nextMilestone: { id: milestone.id, title: 'Pilot în 12 școli', forecast: '2026-11-20', slipDays: 0 },
        from: '2026-11-20',
        until: '2027-06-30',
      })
      await forecastMilestone(deps, manager, milestone.id, {
        ...{ date: '2026-12-18', reason: 'Furnizorul întârzie', decisionId: null, version: 1 },
      })
      expect((await line())?.health).toMatchObject({ colour: 'red', reasons: [{ rule: 'beyond-tolerance' }] })
      const action = await addAction(deps, manager, {
        ...{
          text: 'Cere avizul',
          ownerPersonId: owner.personId,
          dueOn: '2026-11-12',
          milestoneId: milestone.id,
        },
      })
      expect(await line()).toMatchObject({ openActions: 1 })
      await closeAction(deps, owner, action.id, { status: 'done', note: null, version: 1 })
      await meetMilestone(deps, manager, milestone.id, { actual: '2026-11-09', version: 2 })
      expect(await line()).toMatchObject({ openActions: 0, metCount: 1, health: { colour: 'green' } })
      expect(await showProject(deps, stranger, project.id)).toMatchObject({ health: { colour: 'green' } })
    })

    it('grows older with the days that pass, once a day, even after days without the job', async () => {
      const scene = await setTracker(await open())
      const { deps, clock, stranger, database } = scene
      await startMilestone(scene, await startProject(scene))
      clock.set('2026-11-30T22:30:00.000Z')
      expect(await assessForToday(deps)).toBe(1)
      expect((await listProjects(deps, stranger, query)).items[0]?.health).toMatchObject({
        colour: 'amber',
        reasons: [{ rule: 'overdue', overdueDays: 5 }, { rule: 'within-tolerance' }],
      })
      const told = await database.work.read(({ outbox }) => outbox.unsettled())
      expect(told.filter(({ name }) => name === 'project.changed').length).toBeGreaterThan(0)
      expect(await assessForToday(deps)).toBe(0)
    })

    it('says on which of them one may change something', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, otherManager } = scene
      await startProject(scene)
      const may = async (who: typeof manager) =>
        (await listProjects(deps, who, query)).items.map(({ rights }) => rights.change)
      expect([await may(manager), await may(otherManager)]).toEqual([[true], [false]])
    })

    it('is searched, filtered by health and status, and narrowed to one’s own', async () => {
      const scene = await setTracker(await open())
      const { deps, manager, otherManager } = scene
      const late = await startProject(scene, 'CAT-01', 'Catalog electronic')
      const milestone = await startMilestone(scene, late)
      await forecastMilestone(deps, manager, milestone.id, {
        ...{ date: '2027-03-01', reason: 'x', decisionId: null, version: 1 },
      })
      await addProject(deps, otherManager, {
        ...projectForm(scene, 'REG-02', 'Registrul matricol unic'),
        managerPersonId: otherManager.personId,
      })
      const codes = async (some: object, actor = manager) =>
        (await listProjects(deps, actor, { ...query, ...some })).items.map(({ code }) => code)
      expect(await codes({})).toEqual(['CAT-01', 'REG-02'])
      expect(await codes({ search: 'MATRICOL reg' })).toEqual(['REG-02'])
      expect(await codes({ health: 'red' })).toEqual(['CAT-01'])
      expect(await codes({ status: 'planned' })).toEqual(['REG-02'])
      expect(await codes({ mine: true }, otherManager)).toEqual(['REG-02'])
    })

    it('comes in pages, and asks the database as often for three projects as for twelve', async () => {
      const database = await open()
      const scene = await setTracker(database)
      const { deps, stranger } = scene
      const add = async (from: number, to: number) => {
        for (let number = from; number < to; number += 1) {
          const project = await startProject(scene, `P-${String(number).padStart(2, '0')}`)
          await startMilestone(scene, project)
        }
      }
      await add(0, 3)
      const few = await countQueries(database, () => listProjects(deps, stranger, query))
      await add(3, 12)
      const many = await countQueries(database, () => listProjects(deps, stranger, query))
      expect([few.result.items.length, many.result.items.length]).toEqual([3, 12])
      expect(many.queries).toBe(few.queries)
      const first = await listProjects(deps, stranger, { ...query, limit: 8 })
      const rest = await listProjects(deps, stranger, { ...query, limit: 8, cursor: first.next! })
      expect([...first.items, ...rest.items].map(({ code }) => code)).toEqual(
        many.result.items.map(({ code }) => code),
      )
      expect(rest.next).toBeNull()
    })

    it('and a project’s own page too, however many milestones and actions it has', async () => {
      const database = await open()
      const scene = await setTracker(database)
      const { deps, manager } = scene
      const project = await startProject(scene)
      const grow = async (times: number) => {
        for (let count = 0; count < times; count += 1) {
          const { id } = await startMilestone(scene, project)
          await addAction(deps, manager, {
            ...{ text: 'Ceva', ownerPersonId: manager.personId, dueOn: '2026-12-01', milestoneId: id },
          })
        }
      }
      await grow(2)
      const few = await countQueries(database, () => showProject(deps, manager, project.id))
      await grow(7)
      const many = await countQueries(database, () => showProject(deps, manager, project.id))
      expect(many.result.milestones).toHaveLength(9)
      expect(many.queries).toBe(few.queries)
    })
  })

  describe('what was decided about a project', () => {
    it('is told from published minutes, the latest first, and never from a private meeting', async () => {
      const scene = await setTracker(await open())
      const { deps, work, manager: organizer } = scene
      const project = await startProject(scene)
      const { id, title } = await startMilestone(scene, project)
      const say = (startsAt: string, more: object) =>
        addProceedings(work, id, { organizer, startsAt, published: true, ...more })
      const early = await say('2026-10-05T08:00:00.000Z', { decisions: ['Se aprobă pilotul.'] })
      await say('2026-10-12T08:00:00.000Z', { decisions: ['Ascunsă'], visibility: 'private' })
      await say('2026-10-19T08:00:00.000Z', { decisions: ['În lucru'], published: false })
      await say('2026-10-26T08:00:00.000Z', { decisions: ['Se amână recepția.', 'Se suplimentează.'] })

      const decisions = await listProjectDecisions(deps, project.id)
      expect(decisions.map(({ number, text }) => [number, text])).toEqual([
        [1, 'Se amână recepția.'],
        [2, 'Se suplimentează.'],
        [1, 'Se aprobă pilotul.'],
      ])
      expect(decisions.at(-1)).toMatchObject({
        meetingId: early.meetingId,
        startsAt: '2026-10-05T08:00:00.000Z',
        minutesAct: { number: 'PV-1/2026' },
        milestone: { id, title },
      })
      const nowhere = '01990000-0000-7000-8000-000000000000'
      await expect(listProjectDecisions(deps, nowhere)).rejects.toEqual(refused('project.missing'))
    })
  })

  describe('milestones of all projects', () => {
    it('are found by letters of their own title or their project, without diacritics', async () => {
      const scene = await setTracker(await open())
      const { deps, manager } = scene
      const catalogue = await startProject(scene, 'CAT-01', 'Catalog electronic')
      const register = await startProject(scene, 'REG-02', 'Registrul școlilor')
      const pilot = await startMilestone(scene, catalogue, { title: 'Pilot în 12 școli' })
      await startMilestone(scene, catalogue, { title: 'Recepția', baseline: '2026-11-02' })
      await startMilestone(scene, register, { title: 'Migrarea datelor' })
      await addProject(deps, manager, projectForm(scene, 'PLN-03', 'Planificat'))
      const titles = async (asked: Partial<Parameters<typeof listMilestones>[1]>) =>
        (await listMilestones(deps, { limit: 50, ...asked })).items.map(({ title }) => title)
      expect(await titles({})).toEqual(['Recepția', 'Pilot în 12 școli', 'Migrarea datelor'])
      expect(await titles({ search: 'SCOLI' })).toEqual(['Pilot în 12 școli', 'Migrarea datelor'])
      expect(await titles({ search: 'cat-01 recept' })).toEqual(['Recepția'])
      expect(await titles({ search: '100%' })).toEqual([])
      expect(await titles({ projectId: register.id })).toEqual(['Migrarea datelor'])
      expect(await titles({ projectStatus: 'closed' })).toEqual([])

      await changeMilestone(deps, manager, pilot.id, {
        ...{ title: 'Extinderea la județe', criteria: '', toleranceDays: 5, ownerPersonId: null, version: 1 },
      })
      expect(await titles({ search: 'pilot' })).toEqual([])
      expect(await titles({ search: 'judete' })).toEqual(['Extinderea la județe'])
    })

    it('come in pages, with the slip of each and the project that it belongs to', async () => {
      const scene = await setTracker(await open())
      const { deps, manager } = scene
      const project = await startProject(scene)
      const { id } = await startMilestone(scene, project)
      for (const baseline of ['2026-11-20', '2026-12-04'])
        await startMilestone(scene, project, { title: baseline, baseline })
      await forecastMilestone(deps, manager, id, {
        ...{ date: '2026-11-27', reason: 'Furnizorul întârzie', decisionId: null, version: 1 },
      })
      const first = await listMilestones(deps, { limit: 2 })
      expect(first.items[0]).toEqual({
        ...{ id, title: 'Pilot în 12 școli', baseline: '2026-11-20', toleranceDays: 5 },
        ...{ forecast: '2026-11-27', actual: null, slipDays: 5 },
        project: { id: project.id, code: 'CAT-01', name: 'Catalog electronic', status: 'running' },
      })
      const rest = await listMilestones(deps, { limit: 2, cursor: first.next! })
      expect(rest.items.map(({ title }) => title)).toEqual(['2026-12-04'])
      expect(rest.next).toBeNull()
    })
  })

  it('misses no change when two people change one project at once', async () => {
    const scene = await setTracker(await open())
    const { deps, manager } = scene
    const project = await startProject(scene)
    const milestones = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        startMilestone(scene, project, { ...milestoneForm, title: `Jalon ${index}` }),
      ),
    )
    await Promise.all(
      milestones.map(({ id }) => meetMilestone(deps, manager, id, { actual: '2026-11-06', version: 1 })),
    )
    expect((await listProjects(deps, manager, query)).items[0]).toMatchObject({
      milestoneCount: 8,
      metCount: 8,
    })
  })
})
