import { In } from 'typeorm'
import type { Decision, MinutesEntry } from '../../../contract/minutes.ts'
import type { DecisionRow, MinutesStore } from '../../../scheduler/group-ports.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { personSchema } from '../schema/identity.ts'
import { minutesNameSchema } from '../schema/privacy.ts'
import {
  addendumSchema,
  decisionSchema,
  minutesActionSchema,
  minutesEntrySchema,
  minutesRemarkSchema,
  minutesSchema,
} from '../schema/minutes.ts'

export function minutes({ manager, dialect }: Connection): MinutesStore {
  const entriesOf = (meetingId: string) =>
    manager.find(minutesEntrySchema, { where: { meetingId }, order: { position: 'ASC' } })

  /** In the order of the agenda; within an entry as they were added (ids of version 7 sort by age). */
  async function decisionsOf(meetingId: string): Promise<DecisionRow[]> {
    const place = new Map((await entriesOf(meetingId)).map(({ id, position }) => [id, position]))
    const rows = await manager.findBy(decisionSchema, { meetingId })
    return rows.sort((a, b) => place.get(a.entryId)! - place.get(b.entryId)! || (a.id < b.id ? -1 : 1))
  }

  const actionsOf = (meetingId: string) =>
    manager.find(minutesActionSchema, { where: { meetingId }, order: { id: 'ASC' } })

  return {
    async find(meetingId) {
      const row = await manager.findOneBy(minutesSchema, { meetingId })
      if (!row) return null
      const entries = await entriesOf(meetingId)
      const decisions = await decisionsOf(meetingId)
      const actions = await actionsOf(meetingId)
      const addenda = await manager.find(addendumSchema, { where: { meetingId }, order: { id: 'ASC' } })
      const remarks = await manager.find(minutesRemarkSchema, { where: { meetingId }, order: { id: 'ASC' } })
      const personIds = [
        ...actions.map(({ ownerPersonId }) => ownerPersonId),
        ...[...addenda, ...remarks].map(({ byPersonId }) => byPersonId),
        ...(row.approvedBy ? [row.approvedBy] : []),
      ]
      const people = await manager.findBy(personSchema, { id: In([...new Set(personIds)]) })
      const kept = await manager.findBy(minutesNameSchema, { meetingId })
      const names = new Map([
        ...people.map(({ id, name }) => [id, name] as const),
        ...kept.map(({ personId, name }) => [personId, name] as const),
      ])
      const nameOf = (id: string) => names.get(id) ?? ''
      const shown = entries.map(({ meetingId: _meeting, position: _position, ...entry }): MinutesEntry => ({
        ...entry,
        decisions: decisions.filter(({ entryId }) => entryId === entry.id).map(plainDecision),
        actions: actions
          .filter(({ entryId }) => entryId === entry.id)
          .map(({ meetingId: _of, ...action }) => ({ ...action, ownerName: nameOf(action.ownerPersonId) })),
      }))
      const { openedAt: _opened, approvedBy, ...minutesRow } = row
      return {
        ...minutesRow,
        approvedBy: approvedBy && nameOf(approvedBy),
        entries: shown,
        addenda: addenda.map(({ meetingId: _of, byPersonId, ...addendum }) => ({
          ...addendum,
          by: nameOf(byPersonId),
        })),
        remarks: remarks.map(({ text, byPersonId, at }) => ({ text, by: nameOf(byPersonId), at })),
      }
    },

    keptNames: (meetingId) => manager.findBy(minutesNameSchema, { meetingId }),

    async statusesOf(meetingIds) {
      const rows = await manager.find(minutesSchema, {
        select: { meetingId: true, status: true },
        where: { meetingId: In(meetingIds) },
      })
      return new Map(rows.map(({ meetingId, status }) => [meetingId, status]))
    },

    hold: (meetingId) => {
      const query = manager
        .createQueryBuilder(minutesSchema, 'minutes')
        .where('minutes.meetingId = :meetingId', { meetingId })
      if (dialect === 'postgres') query.setLock('pessimistic_write')
      return query.getOne()
    },

    async open(row, entries) {
      // Two who open at once: on PostgreSQL the second waits here for the first, then finds its row and adds nothing.
      await manager
        .createQueryBuilder()
        .insert()
        .into(minutesSchema)
        .values(row)
        .orIgnore()
        .updateEntity(false)
        .execute()
      if ((await entriesOf(row.meetingId)).length > 0) return false
      await insertRows(manager, minutesEntrySchema, entries)
      return true
    },

    async save({ meetingId, ...row }) {
      await manager.update(minutesSchema, { meetingId }, row)
    },

    findEntry: (meetingId, id) => manager.findOneBy(minutesEntrySchema, { meetingId, id }),
    entries: entriesOf,
    addEntry: (row) => insertRows(manager, minutesEntrySchema, [row]),
    async saveEntry({ id, ...row }) {
      await manager.update(minutesEntrySchema, { id }, row)
    },

    async removeEntry(id) {
      await manager.delete(minutesEntrySchema, { id })
    },

    decisions: decisionsOf,
    addDecision: (row) => insertRows(manager, decisionSchema, [row]),
    async saveDecisions(rows) {
      for (const { id, ...row } of rows) await manager.update(decisionSchema, { id }, row)
    },
    async removeDecision(id) {
      await manager.delete(decisionSchema, { id })
    },

    actions: actionsOf,
    addAction: (row) => insertRows(manager, minutesActionSchema, [row]),
    async saveAction({ id, ...row }) {
      await manager.update(minutesActionSchema, { id }, row)
    },
    async removeAction(id) {
      await manager.delete(minutesActionSchema, { id })
    },

    addAddendum: (row) => insertRows(manager, addendumSchema, [row]),
    addRemark: (row) => insertRows(manager, minutesRemarkSchema, [row]),
  }
}

const plainDecision = ({ meetingId: _meeting, ...decision }: DecisionRow): Decision => decision
