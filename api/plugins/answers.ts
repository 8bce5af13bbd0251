/**
 * Answers that are given again: while nothing has been committed, a list is the same list. A route that says for whom its
 * answer is alike is asked once; until something changes, and for a second at most, the others get the same bytes.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../contract/identity.ts'

/** As `db/memory.ts` has it: what is kept is gone as soon as anything has been committed, by whichever process. */
export type AnswerMemory = {
  state(): Promise<string>
  find(state: string, key: string): unknown
  keep(state: string, key: string, value: Buffer): void
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly memory: AnswerMemory | null
  }
  interface FastifyRequest {
    /** Where this request's answer is to be kept. */
    keepAs: { state: string; key: string } | null
  }
}

/** Of answers that are one thing with a version. */
const versions = new WeakMap<Buffer, number>()

/** A longer answer is not kept: a hundred of them would be felt. */
const longest = 200_000

/** Adds what `again` needs. `memory` is null in a process without a database. */
export function answerAgain(app: FastifyInstance, memory: AnswerMemory | null): void {
  app.decorate('memory', memory)
  app.decorateRequest('keepAs', null)
}

/**
 * For a reading route, after `signedIn`. `alike` names those for whom the same address has the same answer: whoever has
 * the same rights, or one person alone.
 */
export const again = (alike: (actor: Actor) => string) => ({
  async preHandler(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const { memory } = request.server
    if (!memory) return undefined
    const state = await memory.state()
    const key = `${request.url} ${alike(request.actor)}`
    const bytes = memory.find(state, key)
    if (bytes instanceof Buffer) {
      // Its tag is made from the version, which is not read out of the bytes again.
      request.answeredVersion = versions.get(bytes) ?? null
      return reply.type('application/json; charset=utf-8').send(bytes)
    }
    request.keepAs = { state, key }
    return undefined
  },
  async onSend(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
    const { keepAs, server } = request
    if (keepAs && reply.statusCode === 200 && typeof payload === 'string' && payload.length < longest) {
      const bytes = Buffer.from(payload)
      if (request.answeredVersion !== null) versions.set(bytes, request.answeredVersion)
      server.memory?.keep(keepAs.state, keepAs.key, bytes)
    }
    return payload
  },
})

/** What somebody sees depends on who they are and on what they may. */
export const forOnePerson = ({ personId, roles }: Actor): string => `${personId} ${roles.join()}`
