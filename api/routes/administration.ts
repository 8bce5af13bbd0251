import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Administration } from '../../contract/administration.ts'
import { Id } from '../../contract/values.ts'
import { requireRole } from '../../identity/rights.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

/** What the page asks for; how it is found out is not a route's business. */
export type AdministrationRouteDeps = {
  show(): Promise<Administration>
  retryParked(id: string): Promise<void>
  dropParked(id: string): Promise<void>
  retryMail(id: string): Promise<void>
  retryMails(): Promise<void>
  runJob(name: string): Promise<void>
}

const tags = ['administration']
const write = [signedIn, limited('write')]

/** For administrators: the state of mail, events and jobs, and trying again what failed. */
export const administrationRoutes =
  (desk: AdministrationRouteDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/administration',
      {
        onRequest: [signedIn],
        schema: { tags, summary: 'State of mail, events and jobs', response: { 200: Administration } },
      },
      (request) => {
        requireRole(request.actor, 'administrator')
        return desk.show()
      },
    )

    app.post(
      '/api/administration/parked/:id/retry',
      {
        onRequest: write,
        schema: {
          tags,
          summary: 'Deliver an event again that was given up on',
          params: z.object({ id: z.string().max(200) }),
          response: { 200: Administration },
        },
      },
      async (request) => {
        requireRole(request.actor, 'administrator')
        await desk.retryParked(request.params.id)
        return desk.show()
      },
    )

    app.post(
      '/api/administration/parked/:id/drop',
      {
        onRequest: write,
        schema: {
          tags,
          summary: 'Give up for good on an event that could not be delivered',
          params: z.object({ id: z.string().max(200) }),
          response: { 200: Administration },
        },
      },
      async (request) => {
        requireRole(request.actor, 'administrator')
        await desk.dropParked(request.params.id)
        return desk.show()
      },
    )

    app.post(
      '/api/administration/mails/retry',
      {
        onRequest: write,
        schema: {
          tags,
          summary: 'Try all mails again that have failed',
          response: { 200: Administration },
        },
      },
      async (request) => {
        requireRole(request.actor, 'administrator')
        await desk.retryMails()
        return desk.show()
      },
    )

    app.post(
      '/api/administration/mails/:id/retry',
      {
        onRequest: write,
        schema: {
          tags,
          summary: 'Try a mail again that has failed',
          params: z.object({ id: Id }),
          response: { 200: Administration },
        },
      },
      async (request) => {
        requireRole(request.actor, 'administrator')
        await desk.retryMail(request.params.id)
        return desk.show()
      },
    )

    app.post(
      '/api/administration/jobs/:name/run',
      {
        onRequest: write,
        schema: {
          tags,
          summary: 'Run a periodic job now',
          params: z.object({ name: z.string().max(100) }),
          response: { 202: Administration },
        },
      },
      async (request, reply) => {
        requireRole(request.actor, 'administrator')
        await desk.runJob(request.params.name)
        return reply.code(202).send(await desk.show())
      },
    )
  }
