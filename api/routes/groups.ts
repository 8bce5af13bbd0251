import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  AddGroup,
  AddMandate,
  ChangeGroup,
  Group,
  GroupSummary,
  RevokeMandate,
} from '../../contract/groups.ts'
import { GroupMeetingsQuery, GroupsQuery } from '../../contract/lists.ts'
import { ConveneGroup, GroupMeeting } from '../../contract/minutes.ts'
import { Meeting } from '../../contract/scheduling.ts'
import { Id, pageOf } from '../../contract/values.ts'
import { addMandate, revokeMandate } from '../../scheduler/change-mandates.ts'
import { conveneGroup, type ConveneDeps } from '../../scheduler/convene-group.ts'
import { listGroupMeetings } from '../../scheduler/group-meetings.ts'
import { addGroup, changeGroup, findGroup, listGroups } from '../../scheduler/groups.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['groups']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })

export const groupRoutes =
  (deps: ConveneDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/groups',
      {
        ...read,
        schema: {
          tags,
          summary: 'Working groups by name, closed ones last',
          querystring: GroupsQuery,
          response: { 200: pageOf(GroupSummary) },
        },
      },
      (request) => listGroups(deps, request.actor, request.query),
    )

    app.post(
      '/api/groups',
      {
        ...write,
        schema: { tags, summary: 'Set up a working group', body: AddGroup, response: { 201: Group } },
      },
      async (request, reply) => reply.code(201).send(await addGroup(deps, request.actor, request.body)),
    )

    app.get(
      '/api/groups/:id',
      {
        ...read,
        schema: { tags, summary: 'A working group with its mandates', params, response: { 200: Group } },
      },
      (request) => findGroup(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/groups/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Change a working group',
          params,
          body: ChangeGroup,
          response: { 200: Group },
        },
      },
      (request) => changeGroup(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/groups/:id/mandates',
      {
        ...write,
        schema: {
          tags,
          summary: 'Seat somebody by an act',
          params,
          body: AddMandate,
          response: { 201: Group },
        },
      },
      async (request, reply) =>
        reply.code(201).send(await addMandate(deps, request.actor, request.params.id, request.body)),
    )

    app.post(
      '/api/groups/:id/mandates/:mandateId/revoke',
      {
        ...write,
        schema: {
          tags,
          summary: 'End a mandate by an act',
          params: params.extend({ mandateId: Id }),
          body: RevokeMandate,
          response: { 200: Group },
        },
      },
      ({ actor, params: { id, mandateId }, body }) => revokeMandate(deps, actor, id, mandateId, body),
    )

    app.get(
      '/api/groups/:id/meetings',
      {
        ...read,
        schema: {
          tags,
          summary: 'Meetings of the group, the newest first',
          params,
          querystring: GroupMeetingsQuery,
          response: { 200: pageOf(GroupMeeting) },
        },
      },
      (request) => listGroupMeetings(deps, request.actor, request.params.id, request.query),
    )

    app.post(
      '/api/groups/:id/convene',
      {
        ...write,
        schema: {
          tags,
          summary: 'Convene the group to a meeting with an agenda',
          params,
          body: ConveneGroup,
          response: { 201: Meeting },
        },
      },
      async (request, reply) =>
        reply.code(201).send(await conveneGroup(deps, request.actor, request.params.id, request.body)),
    )
  }
