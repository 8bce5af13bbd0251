/** Puts the organisations, people with accounts, rooms, groups with their mandates and projects of the demonstration in place. */
import { v7 as newId } from 'uuid'
import type { Actor } from '../../contract/identity.ts'
import type { Id } from '../../contract/values.ts'
import { fold } from '../../identity/fold.ts'
import { addMandate } from '../../scheduler/change-mandates.ts'
import type { ConveneDeps } from '../../scheduler/convene-group.ts'
import { addGroup } from '../../scheduler/groups.ts'
import { addRoom } from '../../scheduler/rooms.ts'
import { addProject } from '../../tracker/add-project.ts'
import { addMilestone } from '../../tracker/milestones.ts'
import { changeProject } from '../../tracker/change-project.ts'
import * as cast from './cast.ts'
import type { Chance } from './chance.ts'
import type { Stage } from './stage.ts'

export type Character = Actor & { email: string; organisation: number }
export type DemoGroup = {
  id: Id
  chair: Character
  secretary: Character
  members: Character[]
  plan: (typeof cast.groups)[number]
}
export type DemoMilestone = { id: Id; title: string; month: number }
export type DemoProject = { id: Id; manager: Character; milestones: DemoMilestone[]; starts: number }
export type Cast = {
  begin: Temporal.PlainDate
  people: Character[]
  roomIds: Id[]
  groups: DemoGroup[]
  projects: DemoProject[]
}

const addressOf = (name: string, organisation: number) =>
  `${fold(name).replaceAll(' ', '.')}@${cast.organisations[organisation]!.domain}`

type Options = {
  stage: Stage
  chance: Chance
  passwordHash: string
  guestLinks: ConveneDeps['guestLinks']
  begin: Temporal.PlainDate
}

export async function seatPeople({ stage, chance, passwordHash, begin }: Options): Promise<Cast> {
  stage.goTo(begin.subtract({ days: 20 }))
  const at = stage.clock.now().toString({ smallestUnit: 'millisecond' })
  const organisationIds = cast.organisations.map(() => newId())
  const people: Character[] = cast.people.map(({ name, organisation, roles }) => ({
    ...{ personId: newId(), sessionId: newId(), name, roles, locale: 'ro', organisation },
    email: addressOf(name, organisation),
  }))
  const lead = (role: Actor['roles'][number]) => people.find(({ roles }) => roles.includes(role))!
  const secretariat = people.filter(({ roles }) => roles.includes('secretariat'))
  const roomIds: Id[] = []
  const groups: DemoGroup[] = []
  const projects: DemoProject[] = []

  await stage.scene(async (work, tx) => {
    for (const [index, { name, shortName }] of cast.organisations.entries())
      await tx.organisations.add({ id: organisationIds[index]!, name, shortName, version: 1 })
    for (const [index, { position }] of cast.people.entries()) {
      const { personId, name, email, roles, organisation } = people[index]!
      const organisationId = organisationIds[organisation]!
      await tx.people.add({
        id: personId,
        name,
        email,
        position,
        organisationId,
        locale: 'ro',
        createdAt: at,
        version: 1,
      })
      await tx.accounts.add({
        personId,
        roles: [...roles],
        passwordHash,
        suspended: false,
        createdAt: at,
        passwordChangedAt: at,
      })
    }
    await tx.installation.close(null, at)
    for (const room of cast.rooms) roomIds.push((await addRoom({ work }, lead('secretariat'), room)).id)
  })

  await stage.scene(async (work) => {
    const deps = { work, clock: stage.clock, zone: stage.zone }
    for (const [index, plan] of cast.groups.entries()) {
      const secretary = secretariat[index % secretariat.length]!
      const chair = people.filter(({ roles }) => roles.includes('directorate'))[index % 2]!
      const act = { number: String(plan.act), date: begin.subtract({ days: 30 }).toString() }
      const { id } = await addGroup(deps, secretary, {
        ...{ name: plan.name, shortName: plan.shortName, purpose: plan.purpose, act },
        ...{ chairPersonId: chair.personId, secretaryPersonId: secretary.personId },
        rules: {
          ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 5, noticeUnit: 'working' },
          ...{ minutesApprover: 'chair', reminderHours: 24 },
        },
      })
      const members: Character[] = []
      for (const organisation of plan.organisations) {
        const free = people.filter(
          (each) => each.organisation === organisation && each.roles.includes('member'),
        )
        for (const [order, person] of chance.some(free, 2).entries()) {
          members.push(person)
          await addMandate(deps, secretary, id, {
            ...{ personId: person.personId, organisationId: organisationIds[organisation]!, act },
            ...{ kind: order === 0 ? 'titular' : 'supleant', from: act.date, until: null },
          })
        }
      }
      groups.push({ id, chair, secretary, members, plan })
    }
  })

  for (const { code, name, description, organisation, manager, starts, milestones } of cast.projects) {
    const character = people[manager]!
    const from = begin.add({ months: starts })
    stage.goTo(from)
    await stage.scene(async (work) => {
      const deps = { work, clock: stage.clock, zone: stage.zone }
      const ask = {
        code,
        name,
        description,
        organisationId: organisationIds[organisation]!,
        managerPersonId: character.personId,
      }
      const { id, version } = await addProject(deps, character, ask)
      await changeProject(deps, character, id, { ...ask, status: 'running', version })
      const made: DemoMilestone[] = []
      for (const [title, month, toleranceDays] of milestones) {
        const baseline = from
          .add({ months: month })
          .with({ day: chance.between(5, 26) })
          .toString()
        const asked = {
          title,
          criteria: `Livrabil recepționat: ${title}`,
          baseline,
          toleranceDays,
          ownerPersonId: character.personId,
        }
        made.push({ id: (await addMilestone(deps, character, id, asked)).id, title, month: starts + month })
      }
      projects.push({ id, manager: character, milestones: made, starts })
    })
  }
  return { begin, people, roomIds, groups, projects }
}
