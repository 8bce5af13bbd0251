import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AddOrganisation, ChangeOrganisation, Organisation } from '../../contract/identity.ts'
import { OrganisationsQuery } from '../../contract/lists.ts'
import { Id, pageOf } from '../../contract/values.ts'
import {
  addOrganisation,
  changeOrganisation,
  listOrganisations,
  removeOrganisation,
} from '../../identity/organisations.ts'
import type { Work } from '../../identity/ports.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['organisations']
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })

export const organisationRoutes =
  (deps: { work: Work }): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/organisations',
      {
        onRequest: [signedIn],
        schema: {
          tags,
          summary: 'Organisations by name',
          querystring: OrganisationsQuery,
          response: { 200: pageOf(Organisation) },
        },
      },
      (request) => listOrganisations(deps, request.actor, request.query),
    )

    app.post(
      '/api/organisations',
      {
        ...write,
        schema: {
          tags,
          summary: 'Add an organisation',
          body: AddOrganisation,
          response: { 201: Organisation },
        },
      },
      async (request, reply) => {
        const added = await addOrganisation(deps, request.actor, request.body)
        return reply.code(201).send(added)
      },
    )

    app.put(
      '/api/organisations/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Change an organisation',
          params,
          body: ChangeOrganisation,
          response: { 200: Organisation },
        },
      },
      (request) => changeOrganisation(deps, request.actor, request.params.id, request.body),
    )

    app.delete(
      '/api/organisations/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Remove an organisation without people',
          params,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await removeOrganisation(deps, request.actor, request.params.id)
        return reply.code(204).send()
      },
    )
  }
