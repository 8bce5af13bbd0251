import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AddRoom, ChangeRoom, Room, RoomAvailability } from '../../contract/scheduling.ts'
import { AvailabilityQuery, RoomsQuery } from '../../contract/lists.ts'
import { Id, pageOf } from '../../contract/values.ts'
import { findFreeRooms } from '../../scheduler/find-free-rooms.ts'
import type { Clock, Work } from '../../scheduler/ports.ts'
import { addRoom, changeRoom, listRooms, showRoom } from '../../scheduler/rooms.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['rooms']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })

export const roomRoutes =
  (deps: { work: Work; clock: Clock }): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/rooms',
      {
        ...read,
        schema: {
          tags,
          summary: 'Rooms by building and name',
          querystring: RoomsQuery,
          response: { 200: pageOf(Room) },
        },
      },
      (request) => listRooms(deps, request.actor, request.query),
    )

    app.get(
      '/api/rooms/availability',
      {
        ...read,
        schema: {
          tags,
          summary: 'Each room at a time: free, or what is in the way and when it is next free',
          querystring: AvailabilityQuery,
          response: { 200: z.array(RoomAvailability) },
        },
      },
      (request) => findFreeRooms(deps, request.actor, request.query),
    )

    app.post(
      '/api/rooms',
      { ...write, schema: { tags, summary: 'Add a room', body: AddRoom, response: { 201: Room } } },
      async (request, reply) => reply.code(201).send(await addRoom(deps, request.actor, request.body)),
    )

    app.get(
      '/api/rooms/:id',
      { ...read, schema: { tags, summary: 'One room', params, response: { 200: Room } } },
      (request) => showRoom(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/rooms/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Change a room, or retire it',
          params,
          body: ChangeRoom,
          response: { 200: Room },
        },
      },
      (request) => changeRoom(deps, request.actor, request.params.id, request.body),
    )
  }
