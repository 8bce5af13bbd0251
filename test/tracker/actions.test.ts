import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../contract/errors.ts'
import type { AddAction } from '../../contract/tracking.ts'
import { actionToken, closeActionByLink, type LinkDeps, showActionByLink } from '../../tracker/action-link.ts'
import { addAction, changeAction, closeAction, listActions, showAction } from '../../tracker/actions.ts'
import { createActions } from '../../tracker/create-actions.ts'
import { assessForToday } from '../../tracker/keep-assessment.ts'
import { showMilestone } from '../../tracker/milestones.ts'
import { listProjects } from '../../tracker/projects.ts'
import { countQueries } from '../support/count-queries.ts'
import { forEachDatabase } from '../support/databases.ts'
import {
  addProceedings,
  setTracker,
  startMilestone,
  startProject,
  type Tracker,
} from '../support/tracking.ts'

const actionLinks = { key: 'YSBrZXkgb2YgdGhpcyBpbnN0YWxsYXRpb24', publicUrl: 'https://sfat.example' }
const query = { limit: 50, mine: false }
const refused = (code: ErrorCode) => expect.objectContaining({ code })

/** A project with a milestone, and an action on it that is Ödön's. */
async function setActions(scene: Tracker) {
  const project = await startProject(scene)
  const milestone = await startMilestone(scene, project)
  const form: AddAction = {
    text: 'Cere avizul',
    ownerPersonId: scene.owner.personId,
    dueOn: '2026-11-12',
    milestoneId: milestone.id,
  }
  const action = await addAction(scene.deps, scene.manager, form)
  return { ...scene, project, milestone, form, action }
}

const published = (draftIds: string[], ownerPersonId: string, milestoneId: string | null) =>
  draftIds.map((draftId) => ({
    draftId,
    text: 'Din minută',
    ownerPersonId,
    dueOn: '2026-11-30',
    milestoneId,
  }))

forEachDatabase((open) => {
  describe('an action', () => {
    it('stands on a milestone, belongs to somebody, and tells them', async () => {
      const { deps, action, milestone, project, owner, database } = await setActions(
        await setTracker(await open()),
      )
      expect(action).toMatchObject({
        text: 'Cere avizul',
        owner: { personId: owner.personId, name: 'Kovács Ödön', left: false },
        dueOn: '2026-11-12',
        status: 'open',
        late: false,
        milestone: {
          id: milestone.id,
          title: 'Pilot în 12 școli',
          projectId: project.id,
          projectName: 'Catalog electronic',
        },
        source: null,
        rights: { close: true, change: true },
      })
      expect(await showAction(deps, owner, action.id)).toMatchObject({
        rights: { close: true, change: false },
      })
      const events = await database.work.read(({ outbox }) => outbox.unsettled())
      expect(events.map(({ name }) => name)).toContain('action.assigned')
    })

    it('may be given by the manager, by the secretariat, and by everybody to themselves', async () => {
      const { deps, form, owner, stranger, secretary, otherManager } = await setActions(
        await setTracker(await open()),
      )
      const free = { ...form, milestoneId: null }
      await expect(addAction(deps, otherManager, form)).rejects.toEqual(refused('permission.missing'))
      await expect(addAction(deps, stranger, free)).rejects.toEqual(refused('permission.missing'))
      expect(await addAction(deps, secretary, free)).toMatchObject({ milestone: null })
      expect(await addAction(deps, owner, free)).toMatchObject({ owner: { name: 'Kovács Ödön' } })
      const lost = { ...form, milestoneId: '01990000-0000-7000-8000-000000000000' }
      await expect(addAction(deps, secretary, lost)).rejects.toEqual(refused('milestone.missing'))
      const nobody = { ...free, ownerPersonId: '01990000-0000-7000-8000-000000000000' }
      await expect(addAction(deps, secretary, nobody)).rejects.toEqual(refused('person.missing'))
    })

    it('is closed once, by its owner, its manager or the secretariat', async () => {
      const { deps, action, owner, stranger, director } = await setActions(await setTracker(await open()))
      const done = { status: 'done' as const, note: 'Adresa 12/2026', version: 1 }
      await expect(closeAction(deps, stranger, action.id, done)).rejects.toEqual(refused('action.missing'))
      await expect(closeAction(deps, director, action.id, done)).rejects.toEqual(
        refused('permission.missing'),
      )
      expect(await closeAction(deps, owner, action.id, done)).toMatchObject({
        status: 'done',
        closedOn: '2026-11-09',
        note: 'Adresa 12/2026',
        late: false,
        rights: { close: false, change: false },
        version: 2,
      })
      await expect(closeAction(deps, owner, action.id, done)).rejects.toEqual(refused('action.closed'))
    })

    it('whose owner left says so, and is taken over by the manager or the secretariat', async () => {
      const { deps, work, action, form, owner, stranger, manager, secretary } = await setActions(
        await setTracker(await open()),
      )
      const account = { personId: owner.personId, roles: [...owner.roles], passwordHash: 'x' }
      await work.run(({ accounts }) =>
        accounts.add({
          ...{ ...account, suspended: true },
          ...{ createdAt: '2026-01-01T00:00:00.000Z', passwordChangedAt: null },
        }),
      )
      expect(await showAction(deps, manager, action.id)).toMatchObject({
        owner: { name: 'Kovács Ödön', left: true },
        rights: { close: true, change: true },
      })
      const taken = { ...form, ownerPersonId: stranger.personId, version: 1 }
      await expect(changeAction(deps, stranger, action.id, taken)).rejects.toEqual(refused('action.missing'))
      expect(await changeAction(deps, manager, action.id, taken)).toMatchObject({
        owner: { name: 'Ana Brânză', left: false },
      })
      const back = { ...form, ownerPersonId: secretary.personId, version: 2 }
      expect(await changeAction(deps, secretary, action.id, back)).toMatchObject({
        owner: { personId: secretary.personId },
      })
    })

    it('is closed by one of two who close it at the same time', async () => {
      const { deps, action, owner, manager } = await setActions(await setTracker(await open()))
      const close = (who: typeof owner) =>
        closeAction(deps, who, action.id, { status: 'done', note: null, version: 1 })
      const ends = await Promise.allSettled([close(owner), close(manager), close(owner)])
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const end of ends)
        if (end.status === 'rejected') expect(end.reason).toEqual(refused('action.closed'))
    })

    it('that is late turns its milestone and project amber, and done late stays late', async () => {
      const { deps, action, milestone, owner, manager, clock } = await setActions(
        await setTracker(await open()),
      )
      clock.set('2026-11-13T08:00:00.000Z')
      expect(await showAction(deps, owner, action.id)).toMatchObject({ late: true })
      expect((await showMilestone(deps, manager, milestone.id)).health).toEqual({
        colour: 'amber',
        reasons: [{ rule: 'actions-late', milestoneId: milestone.id, title: milestone.title, count: 1 }],
      })
      await assessForToday(deps)
      expect((await listProjects(deps, manager, query)).items[0]?.health.colour).toBe('amber')
      const closed = await closeAction(deps, owner, action.id, { status: 'done', note: null, version: 1 })
      expect(closed).toMatchObject({ late: true, closedOn: '2026-11-13' })
      expect((await listProjects(deps, manager, query)).items[0]?.health.colour).toBe('green')
    })

    it('moves to another owner and milestone, and both projects follow', async () => {
      const scene = await setActions(await setTracker(await open()))
      const { deps, manager, action, stranger, form } = scene
      const other = await startMilestone(scene, await startProject(scene, 'REG-02', 'Registru'))
      const ask = { ...form, ownerPersonId: stranger.personId, milestoneId: other.id, version: 1 }
      await expect(changeAction(deps, scene.owner, action.id, ask)).rejects.toEqual(
        refused('permission.missing'),
      )
      expect(await changeAction(deps, manager, action.id, ask)).toMatchObject({
        owner: { name: 'Ana Brânză' },
        milestone: { id: other.id, projectName: 'Registru' },
      })
      const counts = (await listProjects(deps, manager, query)).items.map(({ code, openActions }) => [
        code,
        openActions,
      ])
      expect(counts).toEqual([
        ['CAT-01', 0],
        ['REG-02', 1],
      ])
      await expect(changeAction(deps, manager, action.id, ask)).rejects.toEqual(refused('row.changed'))
    })
  })

  describe('published minutes', () => {
    it('become actions once, however often they are told', async () => {
      const scene = await setActions(await setTracker(await open()))
      const { deps, work, milestone, manager, owner, form } = scene
      const task = { text: 'Din minută', owner, dueOn: '2026-11-30' }
      const { meetingId, draftIds } = await addProceedings(work, milestone.id, {
        ...{
          organizer: manager,
          startsAt: '2026-11-05T08:00:00.000Z',
          published: true,
          actions: [task, task],
        },
      })
      const tell = () =>
        work.run((unit) =>
          createActions(deps, unit, meetingId, published(draftIds, owner.personId, milestone.id), null),
        )
      expect(await tell()).toHaveLength(2)
      expect(await tell()).toHaveLength(0)
      const { items } = await listActions(deps, manager, { ...query, meetingId })
      expect(items).toHaveLength(2)
      expect(items[0]).toMatchObject({
        text: 'Din minută',
        milestone: { id: milestone.id },
        source: { meetingId, meetingTitle: 'Interoperabilitate', minutesAct: { number: 'PV-1/2026' } },
      })
      expect((await listProjects(deps, manager, query)).items[0]).toMatchObject({ openActions: 3 })
      expect(form.milestoneId).toBe(milestone.id)
    })

    it('lose no action because its milestone is not there, and tell no title of a private meeting', async () => {
      const { deps, work, milestone, manager, owner } = await setActions(await setTracker(await open()))
      const { meetingId, draftIds } = await addProceedings(work, milestone.id, {
        organizer: manager,
        startsAt: '2026-11-05T08:00:00.000Z',
        visibility: 'private',
        published: true,
        actions: [{ text: 'x', owner, dueOn: '2026-11-30' }],
      })
      const nowhere = '01990000-0000-7000-8000-000000000000'
      await work.run((unit) =>
        createActions(deps, unit, meetingId, published(draftIds, owner.personId, nowhere), null),
      )
      const { items } = await listActions(deps, owner, { ...query, meetingId })
      expect(items).toMatchObject([{ milestone: null, source: null }])
    })
  })

  describe('the list of actions', () => {
    it('shows each person what they own or manage, and all to those who oversee', async () => {
      const scene = await setActions(await setTracker(await open()))
      const { deps, owner, stranger, manager, otherManager, director, secretary } = scene
      const texts = async (who: typeof owner, some: object = {}) =>
        (await listActions(deps, who, { ...query, ...some })).items.map(({ text }) => text)
      await addAction(deps, stranger, {
        ...scene.form,
        text: 'A mea',
        ownerPersonId: stranger.personId,
        milestoneId: null,
      })
      expect(await texts(owner)).toEqual(['Cere avizul'])
      expect(await texts(manager)).toEqual(['Cere avizul'])
      expect(await texts(otherManager)).toEqual([])
      expect(await texts(stranger)).toEqual(['A mea'])
      for (const overseer of [director, secretary]) expect(await texts(overseer)).toHaveLength(2)
      expect(await texts(director, { mine: true })).toEqual([])
      await expect(showAction(deps, stranger, scene.action.id)).rejects.toEqual(refused('action.missing'))
    })

    it('is filtered by what is late, done, or of a milestone, and goes on in pages', async () => {
      const database = await open()
      const scene = await setActions(await setTracker(database))
      const { deps, secretary, clock, form, project, milestone, action, owner } = scene
      for (const dueOn of ['2026-11-11', '2026-11-12', '2026-11-20'])
        await addAction(deps, secretary, { ...form, text: dueOn, dueOn, milestoneId: null })
      clock.set('2026-11-13T08:00:00.000Z')
      await closeAction(deps, owner, action.id, { status: 'done', note: null, version: 1 })
      const texts = async (some: object) =>
        (await listActions(deps, secretary, { ...query, ...some })).items.map(({ text }) => text)
      expect(await texts({})).toEqual(['2026-11-11', 'Cere avizul', '2026-11-12', '2026-11-20'])
      expect(await texts({ late: true })).toEqual(['2026-11-11', 'Cere avizul', '2026-11-12'])
      expect(await texts({ late: false })).toEqual(['2026-11-20'])
      expect(await texts({ late: true, status: 'open' })).toEqual(['2026-11-11', '2026-11-12'])
      expect(await texts({ projectId: project.id })).toEqual(['Cere avizul'])
      expect(await texts({ milestoneId: milestone.id, status: 'open' })).toEqual([])
      const first = await listActions(deps, secretary, { ...query, limit: 3 })
      const rest = await listActions(deps, secretary, { ...query, limit: 3, cursor: first.next! })
      expect(rest.items.map(({ text }) => text)).toEqual(['2026-11-20'])
      const { queries } = await countQueries(database, () => listActions(deps, secretary, query))
      expect(queries).toBe(1)
    })
  })

  describe('the link in a mail', () => {
    it('shows its owner one action and closes it, and nobody else’s', async () => {
      const { deps, action, owner, secretary, manager, form, clock } = await setActions(
        await setTracker(await open()),
      )
      const link: LinkDeps = { ...deps, actionLinks }
      const token = actionToken(actionLinks.key, { id: action.id, ownerPersonId: owner.personId })
      expect(await showActionByLink(link, token)).toEqual({
        text: 'Cere avizul',
        ownerName: 'Kovács Ödön',
        dueOn: '2026-11-12',
        status: 'open',
        late: false,
        milestoneTitle: 'Pilot în 12 școli',
        projectName: 'Catalog electronic',
      })
      const forged = [
        token.slice(0, -2),
        `${token}AAAA`,
        'x',
        '',
        actionToken('YW5vdGhlciBrZXk', { id: action.id, ownerPersonId: owner.personId }),
        actionToken(actionLinks.key, { id: action.id, ownerPersonId: secretary.personId }),
        actionToken(actionLinks.key, { id: owner.personId, ownerPersonId: owner.personId }),
      ]
      for (const wrong of forged)
        await expect(closeActionByLink(link, wrong, { note: null })).rejects.toEqual(
          refused('action-link.invalid'),
        )
      clock.set('2026-11-13T08:00:00.000Z')
      expect(await closeActionByLink(link, token, { note: 'Gata' })).toMatchObject({
        status: 'done',
        late: true,
      })
      await expect(closeActionByLink(link, token, { note: null })).rejects.toEqual(refused('action.closed'))
      expect(await showAction(deps, manager, action.id)).toMatchObject({
        note: 'Gata',
        closedOn: '2026-11-13',
      })
      expect(form.ownerPersonId).toBe(owner.personId)
    })

    it('dies when the action gets another owner', async () => {
      const { deps, action, owner, manager, stranger, form } = await setActions(
        await setTracker(await open()),
      )
      const link: LinkDeps = { ...deps, actionLinks }
      const token = actionToken(actionLinks.key, { id: action.id, ownerPersonId: owner.personId })
      await changeAction(deps, manager, action.id, { ...form, ownerPersonId: stranger.personId, version: 1 })
      await expect(showActionByLink(link, token)).rejects.toEqual(refused('action-link.invalid'))
    })
  })
})
