import { In, Not } from 'typeorm'
import { AppError } from '../../../contract/errors.ts'
import type { Agendas } from '../../../scheduler/group-ports.ts'
import { insertRows } from '../insert-rows.ts'
import type { Connection } from '../repositories.ts'
import { agendaItemSchema, agendaSchema, documentSchema } from '../schema/groups.ts'

export function agendas({ manager }: Connection): Agendas {
  return {
    async find(meetingId) {
      const agenda = await manager.findOneBy(agendaSchema, { meetingId })
      if (!agenda) return { items: [], version: 1 }
      const rows = await manager.find(agendaItemSchema, { where: { meetingId }, order: { position: 'ASC' } })
      const documents = await manager.find(documentSchema, { where: { meetingId }, order: { id: 'ASC' } })
      const byItem = Map.groupBy(documents, ({ agendaItemId }) => agendaItemId)
      const items = rows.map(({ meetingId: _meeting, ...item }) => ({
        ...item,
        documents: (byItem.get(item.id) ?? []).map(({ id, name, mimeType, bytes, addedAt }) => ({
          id,
          name,
          mimeType,
          bytes,
          addedAt,
        })),
      }))
      return { items, version: agenda.version }
    },

    async save(meetingId, items, version) {
      // The agenda's row is the lock: of two who save the same version, one finds it gone.
      const { affected } = await manager.update(
        agendaSchema,
        { meetingId, version },
        { version: version + 1 },
      )
      if (affected !== 1) {
        if (version !== 1) throw new AppError('row.changed')
        const made = await manager
          .createQueryBuilder()
          .insert()
          .into(agendaSchema)
          .values({ meetingId, version: 2 })
          .orIgnore()
          .updateEntity(false)
          .execute()
          .then(() => manager.findOneBy(agendaSchema, { meetingId }))
        if (made?.version !== 2 || (await manager.countBy(agendaItemSchema, { meetingId })) > 0)
          throw new AppError('row.changed')
      }
      const kept = await manager.findBy(agendaItemSchema, { meetingId, id: In(items.map(({ id }) => id)) })
      const known = new Set(kept.map(({ id }) => id))
      await manager.delete(agendaItemSchema, { meetingId, id: Not(In([...known])) })
      for (const { id, ...item } of items.filter((each) => known.has(each.id)))
        await manager.update(agendaItemSchema, { id }, item)
      await insertRows(
        manager,
        agendaItemSchema,
        items.filter(({ id }) => !known.has(id)),
      )
    },

    findDocument: (id) => manager.findOneBy(documentSchema, { id }),
    hasFile: (sha256) => manager.existsBy(documentSchema, { sha256 }),
    addDocument: (row) => insertRows(manager, documentSchema, [row]),
    removeDocument: async (id) => (await manager.delete(documentSchema, { id })).affected === 1,
  }
}
