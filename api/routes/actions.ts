import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  Action,
  AddAction,
  ChangeTrackedAction,
  CloseAction,
  CloseActionByLink,
  PersonalAction,
} from '../../contract/tracking.ts'
import { ActionsQuery } from '../../contract/lists.ts'
import { Id, LinkToken, pageOf } from '../../contract/values.ts'
import { closeActionByLink, type LinkDeps, showActionByLink } from '../../tracker/action-link.ts'
import { addAction, changeAction, closeAction, listActions, showAction } from '../../tracker/actions.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['actions']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const door = { onRequest: [limited('link')] }
const params = z.object({ id: Id })
const byLink = { tags, security: [], params: z.object({ token: LinkToken }) }
const response = { 200: Action }

export const actionRoutes =
  (deps: LinkDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/actions',
      {
        ...read,
        schema: {
          tags,
          summary: 'Actions by due day: those that I may see',
          querystring: ActionsQuery,
          response: { 200: pageOf(Action) },
        },
      },
      (request) => listActions(deps, request.actor, request.query),
    )

    app.post(
      '/api/actions',
      { ...write, schema: { tags, summary: 'Add an action', body: AddAction, response: { 201: Action } } },
      async (request, reply) => reply.code(201).send(await addAction(deps, request.actor, request.body)),
    )

    app.get(
      '/api/actions/:id',
      { ...read, schema: { tags, summary: 'An action', params, response } },
      (request) => showAction(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/actions/:id',
      {
        ...write,
        schema: { tags, summary: 'Change an open action', params, body: ChangeTrackedAction, response },
      },
      (request) => changeAction(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/actions/:id/close',
      {
        ...write,
        schema: { tags, summary: 'Close an action, done or dropped', params, body: CloseAction, response },
      },
      (request) => closeAction(deps, request.actor, request.params.id, request.body),
    )

    app.get(
      '/api/action-link/:token',
      {
        ...door,
        schema: {
          ...byLink,
          summary: 'What the personal link of an action leads to',
          response: { 200: PersonalAction },
        },
      },
      (request) => showActionByLink(deps, request.params.token),
    )

    app.post(
      '/api/action-link/:token/close',
      {
        ...door,
        schema: {
          ...byLink,
          summary: 'Mark an action as done by its personal link',
          body: CloseActionByLink,
          response: { 200: PersonalAction },
        },
      },
      (request) => closeActionByLink(deps, request.params.token, request.body),
    )
  }
