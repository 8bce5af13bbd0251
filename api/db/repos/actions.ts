import { AppError } from '../../../contract/errors.ts'
import type { ActRef } from '../../../contract/groups.ts'
import { Id, LocalDate, type Page } from '../../../contract/values.ts'
import type { ActionRecord, ActionRow, Actions } from '../../../tracker/ports.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { accountSchema, personSchema } from '../schema/identity.ts'
import { minutesSchema } from '../schema/minutes.ts'
import { meetingSchema } from '../schema/scheduling.ts'
import { actionSchema, milestoneSchema, projectSchema } from '../schema/tracking.ts'

const id = { by: 'action.id', of: (row: ActionRecord) => row.id, shape: Id }
const orders = {
  dueOn: [{ by: 'action.dueOn', of: (row: ActionRecord) => row.dueOn, shape: LocalDate }, id],
  // Ids of version 7 sort by age.
  createdAt: [id],
}

/** What stands beside the action's own columns. */
type Beside = {
  owner_name: string
  owner_left: number | boolean | null
  milestone_title: string | null
  project_id: string | null
  project_name: string | null
  project_manager: string | null
  meeting_title: string | null
  minutes_act: string | null
}

export function actions({ manager }: Connection): Actions {
  const joined = () =>
    manager
      .createQueryBuilder(actionSchema, 'action')
      .addSelect('owner.name', 'owner_name')
      .addSelect('account.suspended', 'owner_left')
      .addSelect('milestone.title', 'milestone_title')
      .addSelect('project.id', 'project_id')
      .addSelect('project.name', 'project_name')
      .addSelect('project.managerPersonId', 'project_manager')
      .addSelect('meeting.title', 'meeting_title')
      .addSelect('minutes.act', 'minutes_act')
      .innerJoin(personSchema.options.name, 'owner', 'owner.id = action.ownerPersonId')
      .leftJoin(accountSchema.options.name, 'account', 'account.personId = action.ownerPersonId')
      .leftJoin(milestoneSchema.options.name, 'milestone', 'milestone.id = action.milestoneId')
      .leftJoin(projectSchema.options.name, 'project', 'project.id = milestone.projectId')
      // What a private meeting is called is nobody's business who was not in it.
      .leftJoin(
        meetingSchema.options.name,
        'meeting',
        `meeting.id = action.meetingId AND meeting.visibility <> 'private'`,
      )
      .leftJoin(minutesSchema.options.name, 'minutes', 'minutes.meetingId = meeting.id')

  const records = async (query: ReturnType<typeof joined>): Promise<ActionRecord[]> => {
    const { entities, raw } = await query.getRawAndEntities<Beside>()
    return entities.map((row, index) => record(row, raw[index]!))
  }

  return {
    find: (id) => manager.findOneBy(actionSchema, { id }),

    async show(id) {
      const [found] = await records(joined().where('action.id = :id', { id }))
      return found ?? null
    },

    async page({ cursor, limit, sort, projectId, milestoneId, meetingId, status, late, ...who }) {
      const { ownedBy, seenBy, today } = who
      const query = joined().where('1 = 1')
      if (ownedBy !== null) query.andWhere('action.ownerPersonId = :ownedBy', { ownedBy })
      if (seenBy !== null)
        query.andWhere('(action.ownerPersonId = :seenBy OR project.managerPersonId = :seenBy)', { seenBy })
      if (projectId !== undefined) query.andWhere('milestone.projectId = :projectId', { projectId })
      if (milestoneId !== undefined) query.andWhere('action.milestoneId = :milestoneId', { milestoneId })
      if (meetingId !== undefined) query.andWhere('action.meetingId = :meetingId', { meetingId })
      if (status !== undefined) query.andWhere('action.status = :status', { status })
      if (late !== undefined) query.andWhere(late ? isLate : `NOT ${isLate}`, { today })
      const order = sorted(orders, sort ?? 'dueOn', cursor)
      const { rows, next } = order.cut(await records(inOrder(query, order, limit)), limit)
      return { items: rows, next } satisfies Page<ActionRecord>
    },

    ofMeeting: (meetingId) =>
      records(
        joined()
          .where('action.meetingId = :meetingId', { meetingId })
          .orderBy('action.dueOn')
          .addOrderBy('action.id'),
      ),

    async ofProject(projectId, closedSince) {
      const { entities, raw } = await manager
        .createQueryBuilder(actionSchema, 'action')
        .addSelect('owner.name', 'owner_name')
        .innerJoin(personSchema.options.name, 'owner', 'owner.id = action.ownerPersonId')
        .innerJoin(milestoneSchema.options.name, 'milestone', 'milestone.id = action.milestoneId')
        .where('milestone.projectId = :projectId', { projectId })
        .andWhere('(action.closedOn IS NULL OR action.closedOn >= :closedSince)', { closedSince })
        .orderBy('action.dueOn')
        .addOrderBy('action.id')
        .getRawAndEntities<Pick<Beside, 'owner_name'>>()
      return entities.map((row, index) => ({ ...row, ownerName: raw[index]!.owner_name }))
    },

    async add(row) {
      await manager
        .createQueryBuilder()
        .insert()
        .into(actionSchema)
        .values(row)
        .orIgnore()
        .updateEntity(false)
        .execute()
      // Whether it is there under this id, or another was made of the same draft before.
      return manager.existsBy(actionSchema, { id: row.id })
    },

    async change({ id, version, ...row }: ActionRow) {
      const { affected } = await manager.update(
        actionSchema,
        { id, version: version - 1 },
        { ...row, version },
      )
      if (affected !== 1) throw new AppError('row.changed')
    },
  }
}

/** The rule of `tracker/actions.ts`, for the database. */
const isLate = `((action.status = 'open' AND action.dueOn < :today) OR (action.status = 'done' AND action.closedOn > action.dueOn))`

function record(row: ActionRow, beside: Beside): ActionRecord {
  const { project_id, project_name, project_manager, milestone_title, meeting_title, minutes_act } = beside
  return {
    ...row,
    ownerName: beside.owner_name,
    ownerLeft: Boolean(beside.owner_left),
    milestone:
      row.milestoneId === null || project_id === null
        ? null
        : {
            id: row.milestoneId,
            title: milestone_title ?? '',
            projectId: project_id,
            projectName: project_name ?? '',
            managerPersonId: project_manager,
          },
    source:
      row.meetingId === null || meeting_title === null
        ? null
        : {
            meetingId: row.meetingId,
            meetingTitle: meeting_title,
            minutesAct: JSON.parse(minutes_act ?? 'null') as ActRef | null,
          },
  }
}
