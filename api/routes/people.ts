import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AccountLink, AddPerson, ChangePerson, Person } from '../../contract/identity.ts'
import { PeopleQuery } from '../../contract/lists.ts'
import { Id, pageOf } from '../../contract/values.ts'
import { addPerson } from '../../identity/add-person.ts'
import { changePerson } from '../../identity/change-person.ts'
import { type LinkDeps, makeAccountLink } from '../../identity/make-account-link.ts'
import { listPeople, showPerson } from '../../identity/people.ts'
import { resetSecondFactor } from '../../identity/second-factor.ts'
import { untieProvider } from '../../identity/untie-provider.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['people']
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })

export type PeopleRouteDeps = LinkDeps & {
  /** Sends the link to the person, besides showing it to the administrator. */
  mailLink: (person: Person, link: AccountLink, news: 'first' | 'again') => Promise<void>
}

export const peopleRoutes =
  (deps: PeopleRouteDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/people',
      {
        onRequest: [signedIn],
        schema: {
          tags,
          summary: 'People by name, or those that a search finds',
          querystring: PeopleQuery,
          response: { 200: pageOf(Person) },
        },
      },
      (request) => listPeople(deps, request.actor, request.query),
    )

    app.post(
      '/api/people',
      {
        ...write,
        config: { secret: true },
        schema: {
          tags,
          summary: 'Add a person; with roles also an account and the link to choose its password',
          body: AddPerson,
          response: { 201: z.object({ person: Person, link: AccountLink.nullable() }) },
        },
      },
      async (request, reply) => {
        const added = await addPerson(deps, request.actor, request.body)
        if (added.link) await deps.mailLink(added.person, added.link, 'first')
        return reply.code(201).send(added)
      },
    )

    app.get(
      '/api/people/:id',
      { onRequest: [signedIn], schema: { tags, summary: 'One person', params, response: { 200: Person } } },
      (request) => showPerson(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/people/:id',
      {
        ...write,
        schema: {
          tags,
          summary: 'Change a person, their roles, or suspend their account',
          params,
          body: ChangePerson,
          response: { 200: Person },
        },
      },
      (request) => changePerson(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/people/:id/account-link',
      {
        ...write,
        config: { secret: true },
        schema: {
          tags,
          summary: 'A new one-time link by which the person chooses a password; earlier ones die',
          params,
          response: { 201: AccountLink },
        },
      },
      async (request, reply) => {
        const link = await makeAccountLink(deps, request.actor, request.params.id)
        await deps.mailLink(await showPerson(deps, request.actor, request.params.id), link, 'again')
        return reply.code(201).send(link)
      },
    )

    app.delete(
      '/api/people/:id/second-factor',
      {
        ...write,
        schema: {
          tags,
          summary: 'Take somebody’s authenticator app away, who has lost it; they are signed out everywhere',
          params,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await resetSecondFactor(deps, request.actor, request.params.id)
        return reply.code(204).send()
      },
    )

    app.delete(
      '/api/people/:id/provider',
      {
        ...write,
        schema: {
          tags,
          summary: 'Undo that somebody is known at the identity provider; they are signed out everywhere',
          params,
          response: { 204: z.undefined() },
        },
      },
      async (request, reply) => {
        await untieProvider(deps, request.actor, request.params.id)
        return reply.code(204).send()
      },
    )
  }
