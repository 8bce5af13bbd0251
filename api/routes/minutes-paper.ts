import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { Id } from '../../contract/values.ts'
import { type MinutesOnPaper, type PaperDeps, showMinutesPaper } from '../../scheduler/minutes-paper.ts'
import { signedIn } from '../plugins/auth.ts'

export type MinutesPaperDeps = PaperDeps & { printMinutes: (paper: MinutesOnPaper) => Promise<Uint8Array> }

/** The minutes as they are filed. */
export const minutesPaperRoutes =
  (deps: MinutesPaperDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/meetings/:id/minutes.pdf',
      {
        onRequest: [signedIn],
        config: { answers: 'application/pdf' },
        schema: {
          tags: ['minutes'],
          summary: 'The minutes as an accessible PDF; a draft says that it is one',
          params: z.object({ id: Id }),
        },
      },
      async (request, reply) => {
        const paper = await showMinutesPaper(deps, request.actor, request.params.id)
        const number = paper.minutes.act?.number.replace(/[^A-Za-z0-9-]/g, '-') ?? 'proiect'
        return reply
          .header('content-type', 'application/pdf')
          .header('content-disposition', `inline; filename="proces-verbal-${number}.pdf"`)
          .send(await deps.printMinutes(paper))
      },
    )
  }
