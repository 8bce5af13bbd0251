import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

/** A part that the process needs, and how to ask whether it works. `check` rejects or answers false when it does not. */
export type HealthCheck = { name: string; check: () => Promise<boolean> }

const Health = z.object({
  status: z.enum(['ok', 'draining', 'stopping', 'failing']),
  parts: z.record(z.string(), z.boolean()),
  /** While draining: the meetings that still go on here. With 0 nobody notices the stop. */
  meetings: z.int().optional(),
})

/** A part that does not answer in this time does not work. */
const checkMs = 2_000

export const healthRoutes =
  ({
    checks,
    isStopping,
    draining,
  }: {
    checks: HealthCheck[]
    isStopping: () => boolean
    /** How many meetings still go on while no new one is taken; null when they are. */
    draining: () => number | null
  }): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/health/live',
      {
        schema: {
          tags: ['health'],
          summary: 'Whether the process answers at all',
          security: [],
          response: { 200: z.object({ status: z.literal('ok') }) },
        },
      },
      async (_request, reply) => {
        void reply.header('cache-control', 'no-store')
        return { status: 'ok' as const }
      },
    )

    app.get(
      '/health/ready',
      {
        schema: {
          tags: ['health'],
          summary: 'Whether it can do its work: the database answers, the media workers live',
          security: [],
          response: { 200: Health, 503: Health },
        },
      },
      async (_request, reply) => {
        const parts = await askParts(checks)
        const failing = Object.values(parts).includes(false)
        const meetings = draining()
        const well = meetings === null ? 'ok' : 'draining'
        const status = isStopping() ? 'stopping' : failing ? 'failing' : well
        return (
          reply
            // Who drains still serves: a proxy that turned away would end the very meetings that are waited for.
            .code(status === well ? 200 : 503)
            .header('cache-control', 'no-store')
            .send({ status, parts, ...(meetings === null ? {} : { meetings }) })
        )
      },
    )
  }

/** Asks all parts at once whether they work. */
export async function askParts(checks: readonly HealthCheck[]): Promise<Record<string, boolean>> {
  const answers = checks.map(async (part) => [part.name, await works(part)] as const)
  return Object.fromEntries(await Promise.all(answers))
}

async function works({ check }: HealthCheck): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), checkMs)
  })
  return Promise.race([check().catch(() => false), late]).finally(() => clearTimeout(timer))
}
