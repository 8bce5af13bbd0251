/**
 * What is known of the request in which something happens, for what is written beside it in the same unit of work. It
 * travels with the asynchronous call: use cases know nothing of requests.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Id } from '../contract/values.ts'

/** A write that may be sent twice and must be done once: the key that its sender gave it, and what was sent. */
export type Claim = {
  personId: Id
  key: string
  /** Of method, address and body: the same key with another of these is a mistake. */
  fingerprint: string
  /** What the route answers when all went well. */
  status: number
  /** The answer holds a secret, and is not kept. */
  secret: boolean
  /** Set when a unit of work has been committed with it. */
  taken: boolean
}

export type RequestContext = {
  requestId: string
  /** Who asks; null for a stranger. */
  personId: Id | null
  /** From where. */
  address: string
  /** `POST /api/meetings/:id/cancel`. */
  route: string
  claim: Claim | null
}

const store = new AsyncLocalStorage<RequestContext>()

/** Null outside of any request: in a job, in a flow, at the start. */
export const requestContext = (): RequestContext | null => store.getStore() ?? null
export const withinRequest = <R>(context: RequestContext, act: () => R): R => store.run(context, act)

/** For what a request sets off and does not wait for: it goes on by itself, and is not part of the request. */
export const outsideRequest = <R>(act: () => R): R => store.exit(act)

const origin = new AsyncLocalStorage<string | null>()

/** The request that the work at hand goes back to, also long after its answer; null where nobody asked. */
export const originalRequest = (): string | null => requestContext()?.requestId ?? origin.getStore() ?? null
/** Acts on what came of a request: what is saved meanwhile goes back to the same one. */
export const onBehalfOf = <R>(requestId: string | null, act: () => R): R => origin.run(requestId, act)

/** Somebody has done the same under the same key, a moment ago or at this moment: what they were answered is the answer. */
export class AlreadyDone extends Error {
  constructor() {
    super('This write was done already.')
    this.name = 'AlreadyDone'
  }
}
