import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import { fold } from '../../../identity/fold.ts'
import type { RoomRow, Rooms } from '../../../scheduler/ports.ts'
import { decodeCursor, encodeCursor } from '../cursor.ts'
import type { Connection } from '../repositories.ts'
import { roomSchema, type StoredRoom } from '../schema/scheduling.ts'

const Position = z.tuple([z.string(), z.string()])

export function rooms({ manager, dialect }: Connection): Rooms {
  const inOrder = () =>
    manager
      .createQueryBuilder(roomSchema, 'room')
      .orderBy('room.foldedBuilding')
      .addOrderBy('room.foldedName')

  return {
    async find(id) {
      const row = await manager.findOneBy(roomSchema, { id })
      return row && plain(row)
    },

    async page({ cursor, limit }) {
      const query = inOrder()
      if (cursor !== undefined) {
        const [building, name] = decodeCursor(cursor, Position)
        query.where(
          '(room.foldedBuilding > :building OR (room.foldedBuilding = :building AND room.foldedName > :name))',
          { building, name },
        )
      }
      const found = await query.limit(limit + 1).getMany()
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      const next = found.length > limit && last ? encodeCursor(last.foldedBuilding, last.foldedName) : null
      return { items: rows.map(plain), next }
    },

    async bookable() {
      const rows = await inOrder().where('room.retired = :retired', { retired: false }).getMany()
      return rows.map(plain)
    },

    async add(row) {
      const query = manager.createQueryBuilder().insert().into(roomSchema)
      await query.values(stored(row)).updateEntity(false).execute()
    },

    async change(row) {
      const before = { id: row.id, version: row.version - 1 }
      const { affected } = await manager.update(roomSchema, before, stored(row))
      if (affected !== 1) throw new AppError('row.changed')
    },

    async hold(id) {
      const query = manager.createQueryBuilder(roomSchema, 'room').where('room.id = :id', { id })
      // Not the strongest lock: rows that only refer to the room (the booking itself) need not wait for it.
      if (dialect === 'postgres') query.setLock('for_no_key_update')
      const row = await query.getOne()
      return row && plain(row)
    },
  }
}

const stored = (row: RoomRow): StoredRoom => ({
  ...row,
  foldedName: fold(row.name),
  foldedBuilding: fold(row.building),
})

function plain({ foldedName: _name, foldedBuilding: _building, ...row }: StoredRoom): RoomRow {
  return row
}
