/**
 * Answers that are given again: while nothing has been committed, a list is the same list. A route that says for whom its
 * answer is alike is asked once; until something changes, and for a second at most, the others get the same bytes.
 */
import type { DoneFuncWithErrOrRes, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../contract/identity.ts'

/** As `db/memory.ts` has it: what is kept is gone as soon as anything has been committed, by whichever process. */
export type AnswerMemory = {
  state(): Promise<string>
  find(state: string, key: string): unknown
  keep(state: string, key: string, value: KeptAnswer): void
}

/**
 * What was sent, with its headers, as it goes on the wire. The body is kept as a text of one character for each byte: Node
 * sends that in one piece with the head, while a text of letters would be made into bytes each time, and bytes would be a
 * piece of their own. Of an answer of some kilobytes either is a tenth of what it costs.
 */
class KeptAnswer {
  readonly tag: string
  readonly #body: string
  /** Names and values by turns, as Node takes them without a look at each. */
  readonly #headers: string[]

  constructor(text: string, tag: string, headers: Record<string, unknown>) {
    const bytes = Buffer.from(text)
    this.tag = tag
    this.#body = bytes.toString('latin1')
    this.#headers = Object.entries({ ...headers, 'content-length': bytes.length }).flatMap(([name, value]) =>
      name === 'x-request-id' ? [] : [name, String(value)],
    )
  }

  get bytes(): Buffer {
    return Buffer.from(this.#body, 'latin1')
  }

  /** Answers past all that would be done to a new answer; it was done to this one. */
  send(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    reply.hijack()
    reply.raw.writeHead(200, [...this.#headers, 'x-request-id', request.id])
    reply.raw.end(this.#body, 'latin1')
    return reply
  }
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly memory: AnswerMemory | null
    /** The name of the database's state, asked for after the request at hand had come. */
    readonly stateNow: (() => Promise<string>) | null
  }
  interface FastifyRequest {
    /** Where this request's answer is to be kept. */
    keepAs: { state: string; key: string } | null
  }
}

/** A longer answer is not kept: a hundred of them would be felt. */
const longest = 200_000

/** Adds what `again` needs. `memory` is null in a process without a database. */
export function answerAgain(app: FastifyInstance, memory: AnswerMemory | null): void {
  app.decorate('memory', memory)
  app.decorateRequest('keepAs', null)
  app.decorate('stateNow', memory && oncePerTurn(memory.state))
}

/**
 * Requests that the process reads in one turn of its event loop had all come before the turn began, so that one question
 * about the database's state is answer enough for all of them, and for each of them more than once.
 */
function oncePerTurn(state: () => Promise<string>): () => Promise<string> {
  let asked: Promise<string> | null = null
  const forget = () => (asked = null)
  return () => {
    if (asked === null) setImmediate(forget)
    return (asked ??= state())
  }
}

/**
 * For a reading route, after `signedIn`. `alike` names those for whom the same address has the same answer: whoever has
 * the same rights, or one person alone.
 */
export const again = (alike: (actor: Actor) => string) => ({
  // Before anything is parsed: the same address was found to be right when its answer was kept.
  async preValidation(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const { memory, stateNow } = request.server
    if (!memory || !stateNow) return undefined
    const state = await stateNow()
    const key = `${request.url} ${alike(request.actor)}`
    const kept = memory.find(state, key)
    if (kept instanceof KeptAnswer && isPlain(request)) return kept.send(request, reply)
    if (kept instanceof KeptAnswer)
      return reply
        .headers({ 'content-type': 'application/json; charset=utf-8', etag: kept.tag })
        .send(kept.bytes)
    request.keepAs = { state, key }
    return undefined
  },
  onSend(request: FastifyRequest, reply: FastifyReply, payload: unknown, done: DoneFuncWithErrOrRes): void {
    const { keepAs, server } = request
    if (keepAs && reply.statusCode === 200 && typeof payload === 'string' && payload.length < longest) {
      const { etag, 'set-cookie': cookies, ...headers } = reply.getHeaders()
      // What is said to one browser is for no other.
      if (typeof etag === 'string' && cookies === undefined)
        server.memory?.keep(keepAs.state, keepAs.key, new KeptAnswer(payload, etag, { ...headers, etag }))
    }
    done(null, payload)
  },
})

/** Nothing but the answer itself is asked for: not its head, and not whether it is still the same. */
const isPlain = ({ method, headers }: FastifyRequest): boolean =>
  method === 'GET' && headers['if-none-match'] === undefined

/** What somebody sees depends on who they are and on what they may. */
export const forOnePerson = ({ personId, roles }: Actor): string => `${personId} ${roles.join()}`
