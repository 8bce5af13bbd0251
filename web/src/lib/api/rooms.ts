import type { AddRoom, ChangeRoom, Room, RoomAvailability } from '#contract/scheduling.ts'
import type { AvailabilityQuery } from '#contract/lists.ts'
import { allPages } from './all-pages.ts'
import { request } from './request.ts'

export const listRooms = (signal?: AbortSignal) => allPages<Room>('/api/rooms', {}, signal)
export const getRoom = (id: string) => request<Room>('GET', `/api/rooms/${id}`)
export const addRoom = (body: AddRoom) => request<Room>('POST', '/api/rooms', { body })
export const changeRoom = (id: string, body: ChangeRoom) => request<Room>('PUT', `/api/rooms/${id}`, { body })

/** Every room at a wall-clock time: free, or what is in the way and when it is next free. */
export const roomAvailability = (query: AvailabilityQuery, signal?: AbortSignal) =>
  request<RoomAvailability[]>('GET', '/api/rooms/availability', { query, ...(signal && { signal }) })
