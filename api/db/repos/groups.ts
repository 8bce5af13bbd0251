import { In } from 'typeorm'
import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import type { Mandate } from '../../../contract/groups.ts'
import { Id } from '../../../contract/values.ts'
import { fold } from '../../../identity/fold.ts'
import type { GroupRow, Groups, GroupView, MandateRow } from '../../../scheduler/group-ports.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { groupSchema, mandateSchema, type StoredGroup } from '../schema/groups.ts'
import { organisationSchema, personSchema } from '../schema/identity.ts'
import { nextMeetingsOf } from './next-meetings.ts'

const Position = z.tuple([z.enum(['0', '1']), z.string(), Id])

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

    async page({ cursor, limit }, personId, now, today) {
      const query = manager.createQueryBuilder(groupSchema, 'working_group')
      // The order as one key: '0' for open groups, which come first.
      const closed = `CASE WHEN working_group.closed = ${dialect === 'postgres' ? 'true' : '1'} THEN '1' ELSE '0' END`
      if (cursor !== undefined) {
        const [state, name, id] = decodeCursor(cursor, Position)
        query.where(
          `(${closed} > :state OR (${closed} = :state AND (working_group.foldedName > :name OR (working_group.foldedName = :name AND working_group.id > :id))))`,
          { state, name, id },
        )
      }
      const found = await query
        .orderBy(closed)
        .addOrderBy('working_group.foldedName')
        .addOrderBy('working_group.id')
        .limit(limit + 1)
        .getMany()
      const rows = found.slice(0, limit)
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
      const last = rows.at(-1)
      const next =
        found.length > limit && last ? encodeCursor(last.closed ? '1' : '0', last.foldedName, last.id) : null
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
