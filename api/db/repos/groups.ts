import { In } from 'typeorm'
import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { Mandate } from '../../../contract/groups.ts'
import { Id } from '../../../contract/values.ts'
import { fold } from '../../../identity/fold.ts'
import type { GroupRow, Groups, GroupView, MandateRow } from '../../../scheduler/group-ports.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { groupSchema, mandateSchema, type StoredGroup } from '../schema/groups.ts'
import { organisationSchema, personSchema } from '../schema/identity.ts'
import { nextMeetingsOf } from './next-meetings.ts'

export function groups(connection: Connection): Groups {
  const { manager, dialect } = connection

  async function mandatesOf(groupIds: Id[]): Promise<Map<Id, Mandate[]>> {
    const rows = await manager.find(mandateSchema, {
      where: { groupId: In(groupIds) },
      order: { from: 'ASC', id: 'ASC' },
    })
    const people = await manager.findBy(personSchema, {
      id: In(distinct(rows.map(({ personId }) => personId))),
    })
    const organisations = await manager.findBy(organisationSchema, {
      id: In(distinct(rows.map(({ organisationId }) => organisationId))),
    })
    const personOf = new Map(people.map((person) => [person.id, person]))
    const organisationOf = new Map(organisations.map((each) => [each.id, each]))
    const shown = rows.map(
      ({ groupId, personId, organisationId, ...row }): { groupId: Id; mandate: Mandate } => {
        const person = personOf.get(personId)!
        const { id, name, shortName } = organisationOf.get(organisationId)!
        const mandate = {
          ...row,
          personId,
          personName: person.name,
          email: person.email,
          organisation: { id, name, shortName },
        }
        return { groupId, mandate }
      },
    )
    const byGroup = Map.groupBy(shown, ({ groupId }) => groupId)
    return new Map(groupIds.map((id) => [id, (byGroup.get(id) ?? []).map(({ mandate }) => mandate)]))
  }

  async function namesOf(rows: StoredGroup[]): Promise<Map<Id, string>> {
    const ids = distinct(
      rows.flatMap((row) => [row.chairPersonId, row.secretaryPersonId].filter((id) => id !== null)),
    )
    const people = await manager.findBy(personSchema, { id: In(ids) })
    return new Map(people.map(({ id, name }) => [id, name]))
  }

  async function one(row: StoredGroup | null): Promise<GroupView | null> {
    if (!row) return null
    const { foldedName: _sort, createdAt: _made, chairPersonId, secretaryPersonId, ...group } = row
    const names = await namesOf([row])
    const mandates = (await mandatesOf([row.id])).get(row.id) ?? []
    return {
      ...group,
      chair: named(chairPersonId, names),
      secretary: named(secretaryPersonId, names),
      mandates,
    }
  }

  return {
    find: async (id) => one(await manager.findOneBy(groupSchema, { id })),

    async hold(id) {
      const query = manager
        .createQueryBuilder(groupSchema, 'working_group')
        .where('working_group.id = :id', { id })
      if (dialect === 'postgres') query.setLock('pessimistic_write')
      return one(await query.getOne())
    },

    mandatesOf: async (groupId) => (await mandatesOf([groupId])).get(groupId) ?? [],

    async page({ cursor, limit, sort }, personId, now, today) {
      const query = manager.createQueryBuilder(groupSchema, 'working_group').where('1 = 1')
      // As one key: '0' for open groups, which come first.
      const closed = `CASE WHEN working_group.closed = ${dialect === 'postgres' ? 'true' : '1'} THEN '1' ELSE '0' END`
      const name = {
        by: 'working_group.foldedName',
        of: (row: StoredGroup) => row.foldedName,
        shape: z.string(),
      }
      const id = { by: 'working_group.id', of: (row: StoredGroup) => row.id, shape: Id }
      const state = {
        by: closed,
        of: (row: StoredGroup) => (row.closed ? '1' : '0'),
        shape: z.enum(['0', '1']),
      }
      const order = sorted({ closed: [state, name, id], name: [name, id] }, sort ?? 'closed', cursor)
      const { rows, next } = order.cut(await inOrder(query, order, limit).getMany(), limit)
      const names = await namesOf(rows)
      const ids = rows.map(({ id }) => id)
      const mandates = await mandatesOf(ids)
      const meetings = await nextMeetingsOf(connection, ids, personId, now)
      const items = rows.map((row) => {
        const sitting = mandates
          .get(row.id)!
          .filter(({ from, until }) => from <= today && (until === null || until >= today))
        return {
          id: row.id,
          name: row.name,
          shortName: row.shortName,
          closed: row.closed,
          chair: named(row.chairPersonId, names),
          secretary: named(row.secretaryPersonId, names),
          institutionCount: new Set(sitting.map(({ organisation }) => organisation.id)).size,
          memberCount: sitting.length,
          nextMeeting: meetings.get(row.id) ?? null,
          mine:
            [row.chairPersonId, row.secretaryPersonId].includes(personId) ||
            sitting.some((mandate) => mandate.personId === personId),
        }
      })
      return { items, next }
    },

    async add(row) {
      await insertRows(manager, groupSchema, [stored(row)])
    },

    async change(row) {
      const { affected } = await manager.update(
        groupSchema,
        { id: row.id, version: row.version - 1 },
        { ...row, foldedName: fold(row.name) },
      )
      if (affected !== 1) throw new AppError('row.changed')
    },

    addMandate: (row) => insertRows(manager, mandateSchema, [row]),

    async changeMandate({ id, ...row }: MandateRow) {
      await manager.update(mandateSchema, { id }, row)
    },
  }
}

const stored = (row: GroupRow): StoredGroup => ({ ...row, foldedName: fold(row.name) })
const distinct = <T>(values: T[]): T[] => [...new Set(values)]
const named = (personId: Id | null, names: Map<Id, string>) =>
  personId === null ? null : { personId, name: names.get(personId) ?? '' }
