/** The rooms that can be booked, and keeping them. */
import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { AddRoom, ChangeRoom, Room } from '../contract/scheduling.ts'
import type { RoomsQuery } from '../contract/lists.ts'
import type { Id, Page } from '../contract/values.ts'
import { requireRoomKeeping, requireSignedIn } from './meeting-rights.ts'
import type { Work } from './ports.ts'

type Deps = { work: Work }

/** A page of rooms by building and name, retired ones too: they have a history. */
export const listRooms = ({ work }: Deps, actor: Actor, query: RoomsQuery): Promise<Page<Room>> => {
  requireSignedIn(actor)
  return work.read(({ rooms }) => rooms.page(query))
}

/** Throws `room.missing`. */
export const showRoom = async ({ work }: Deps, actor: Actor, id: Id): Promise<Room> => {
  requireSignedIn(actor)
  const room = await work.read(({ rooms }) => rooms.find(id))
  if (!room) throw new AppError('room.missing')
  return room
}

/** Throws `permission.missing`, `room.name-taken`. */
export const addRoom = async ({ work }: Deps, actor: Actor, ask: AddRoom): Promise<Room> => {
  requireRoomKeeping(actor)
  const room: Room = { id: newId(), ...ask, equipment: distinct(ask.equipment), retired: false, version: 1 }
  return work.run(async ({ rooms, events }) => {
    await rooms.add(room)
    events.record('room.changed', { roomId: room.id }, actor.personId, { before: {}, after: ask })
    return room
  })
}

/**
 * Changes a room, or retires it: it then keeps what is booked and takes no new bookings.
 * Throws `permission.missing`, `room.missing`, `row.changed`, `room.name-taken`.
 */
export const changeRoom = async ({ work }: Deps, actor: Actor, id: Id, ask: ChangeRoom): Promise<Room> => {
  requireRoomKeeping(actor)
  return work.run(async ({ rooms, events }) => {
    // Held, so that a booking that is under way is finished before the room is retired, or not begun.
    const before = await rooms.hold(id)
    if (!before) throw new AppError('room.missing')
    if (before.version !== ask.version) throw new AppError('row.changed')
    const room = { id, ...ask, equipment: distinct(ask.equipment), version: ask.version + 1 }
    await rooms.change(room)
    events.record('room.changed', { roomId: id }, actor.personId, { before, after: room })
    return room
  })
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]
