import { z } from 'zod'
import { AppError } from '../../../contract/errors.ts'
import { fold } from '../../../identity/fold.ts'
import type { RoomRow, Rooms } from '../../../scheduler/ports.ts'
import type { Connection } from '../repositories.ts'
import { inOrder, sorted } from '../sorted.ts'
import { roomSchema, type StoredRoom } from '../schema/scheduling.ts'

const building = {
  ...{ by: 'room.foldedBuilding', of: (row: StoredRoom) => row.foldedBuilding, shape: z.string() },
}
const name = { by: 'room.foldedName', of: (row: StoredRoom) => row.foldedName, shape: z.string() }
// No two rooms of a building share a name.
const orders = {
  building: [building, name],
  name: [name, building],
  capacity: [
    { by: 'room.capacity', of: (row: StoredRoom) => row.capacity, shape: z.coerce.number().int() },
    building,
    name,
  ],
}

export function rooms({ manager, dialect }: Connection): Rooms {
  const byPlace = () =>
    manager
      .createQueryBuilder(roomSchema, 'room')
      .orderBy('room.foldedBuilding')
      .addOrderBy('room.foldedName')

  return {
    async find(id) {
      const row = await manager.findOneBy(roomSchema, { id })
      return row && plain(row)
    },

    async page({ cursor, limit, sort }) {
      const order = sorted(orders, sort ?? 'building', cursor)
      const query = manager.createQueryBuilder(roomSchema, 'room').where('1 = 1')
      const { rows, next } = order.cut(await inOrder(query, order, limit).getMany(), limit)
      return { items: rows.map(plain), next }
    },

    async bookable() {
      const rows = await byPlace().where('room.retired = :retired', { retired: false }).getMany()
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
