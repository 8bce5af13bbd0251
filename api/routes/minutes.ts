import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Quorum } from '../../contract/groups.ts'
import {
  AddAddendum,
  AskVersion,
  ChangeAction,
  ChangeDecision,
  Convocation,
  Minutes,
  ReturnMinutes,
  WriteAction,
  WriteDecision,
  WriteDiscussion,
} from '../../contract/minutes.ts'
import { Id } from '../../contract/values.ts'
import {
  addAddendum,
  approveMinutes,
  publishMinutes,
  returnMinutes,
} from '../../scheduler/approve-minutes.ts'
import { findConvocation, findQuorum } from '../../scheduler/convocations.ts'
import type { GroupDeps } from '../../scheduler/group-ports.ts'
import { findMinutes, openMinutes } from '../../scheduler/open-minutes.ts'
import {
  addAction,
  addDecision,
  changeAction,
  changeDecision,
  removeAction,
  removeDecision,
  writeDiscussion,
} from '../../scheduler/write-minutes.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['minutes']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })
const entry = params.extend({ entryId: Id })
const decision = params.extend({ decisionId: Id })
const action = params.extend({ actionId: Id })
const response = { 200: Minutes }

export const minutesRoutes =
  (deps: GroupDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/meetings/:id/convocation',
      {
        ...read,
        schema: {
          tags,
          summary: 'By which act the group was convened',
          params,
          response: { 200: Convocation.nullable() },
        },
      },
      (request) => findConvocation(deps, request.actor, request.params.id),
    )
    app.get(
      '/api/meetings/:id/quorum',
      {
        ...read,
        schema: {
          tags,
          summary: 'Quorum, expected and present',
          params,
          response: { 200: Quorum.nullable() },
        },
      },
      (request) => findQuorum(deps, request.actor, request.params.id),
    )

    app.get(
      '/api/meetings/:id/minutes',
      { ...read, schema: { tags, summary: 'The minutes', params, response } },
      (request) => findMinutes(deps, request.actor, request.params.id),
    )
    app.post(
      '/api/meetings/:id/minutes',
      { ...write, schema: { tags, summary: 'Open the minutes from the agenda', params, response } },
      (request) => openMinutes(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/meetings/:id/minutes/entries/:entryId',
      {
        ...write,
        schema: { tags, summary: 'Write what was discussed', params: entry, body: WriteDiscussion, response },
      },
      ({ actor, params: { id, entryId }, body }) => writeDiscussion(deps, actor, id, entryId, body),
    )
    app.post(
      '/api/meetings/:id/minutes/entries/:entryId/decisions',
      { ...write, schema: { tags, summary: 'Add a decision', params: entry, body: WriteDecision, response } },
      ({ actor, params: { id, entryId }, body }) => addDecision(deps, actor, id, entryId, body),
    )
    app.put(
      '/api/meetings/:id/minutes/decisions/:decisionId',
      {
        ...write,
        schema: { tags, summary: 'Change a decision', params: decision, body: ChangeDecision, response },
      },
      ({ actor, params: { id, decisionId }, body }) => changeDecision(deps, actor, id, decisionId, body),
    )
    app.delete(
      '/api/meetings/:id/minutes/decisions/:decisionId',
      { ...write, schema: { tags, summary: 'Remove a decision', params: decision, response } },
      ({ actor, params: { id, decisionId } }) => removeDecision(deps, actor, id, decisionId),
    )
    app.post(
      '/api/meetings/:id/minutes/entries/:entryId/actions',
      { ...write, schema: { tags, summary: 'Add an action', params: entry, body: WriteAction, response } },
      ({ actor, params: { id, entryId }, body }) => addAction(deps, actor, id, entryId, body),
    )
    app.put(
      '/api/meetings/:id/minutes/actions/:actionId',
      {
        ...write,
        schema: { tags, summary: 'Change an action', params: action, body: ChangeAction, response },
      },
      ({ actor, params: { id, actionId }, body }) => changeAction(deps, actor, id, actionId, body),
    )
    app.delete(
      '/api/meetings/:id/minutes/actions/:actionId',
      { ...write, schema: { tags, summary: 'Remove an action', params: action, response } },
      ({ actor, params: { id, actionId } }) => removeAction(deps, actor, id, actionId),
    )

    app.post(
      '/api/meetings/:id/minutes/return',
      {
        ...write,
        schema: {
          tags,
          summary: 'Return approved minutes for correction, with a remark',
          params,
          body: ReturnMinutes,
          response,
        },
      },
      ({ actor, params: { id }, body }) => returnMinutes(deps, actor, id, body),
    )
    for (const [step, summary, take] of [
      ['approve', 'Approve the minutes', approveMinutes],
      ['publish', 'Publish the minutes', publishMinutes],
    ] as const)
      app.post(
        `/api/meetings/:id/minutes/${step}`,
        { ...write, schema: { tags, summary, params, body: AskVersion, response } },
        (request) => take(deps, request.actor, request.params.id, request.body.version),
      )
    app.post(
      '/api/meetings/:id/minutes/addenda',
      {
        ...write,
        schema: { tags, summary: 'Add to published minutes', params, body: AddAddendum, response },
      },
      (request) => addAddendum(deps, request.actor, request.params.id, request.body),
    )
  }
