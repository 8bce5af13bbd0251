/**
 * Somebody who does not give up: what is not answered, or turned away for now, is sent again under the same
 * `Idempotency-Key` until it is. Everything else that is no success is a failure of the test.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { v7 as newId } from 'uuid'
import { Problem } from '../../contract/wire-error.ts'
import type { Answer, Browser } from '../support/browser.ts'
import { upload } from '../support/upload.ts'
import type { Ledger } from './ledger.ts'

export type Method = 'GET' | 'POST' | 'PUT'
export type Steadfast = {
  ask(method: Method, path: string, body?: unknown): Promise<Answer>
  /** Sends a small PDF by that name. */
  upload(path: string, name: string): Promise<Answer>
}

type Options = {
  browser: Browser
  ledger: Ledger
  /** Called before a request is sent for the first time. */
  beforeAsking?: () => void
  /** How long to go on (milliseconds). */
  patienceMs?: number
}

const between = 25

export function createSteadfast({ browser, ledger, beforeAsking, patienceMs = 90_000 }: Options): Steadfast {
  async function insist(what: string, send: () => Promise<Answer>): Promise<Answer> {
    beforeAsking?.()
    const end = performance.now() + patienceMs
    for (;;) {
      const answer = await send().catch((error: unknown) => {
        if (performance.now() > end) throw new Error(`${what} was never answered`, { cause: error })
        return null
      })
      if (answer === null) ledger.lost += 1
      else if (answer.status < 300) {
        ledger.answered += 1
        if (answer.headers.has('idempotency-replayed')) ledger.replayed += 1
        return answer
      } else if (answer.status === 503) {
        const code = wordsIn(what, answer)
        ledger.refused[code] = (ledger.refused[code] ?? 0) + 1
        if (performance.now() > end) throw new Error(`${what} was always turned away: ${code}`)
      } else throw new Error(`${what} was answered ${answer.status}: ${answer.text}`)
      await delay(between)
    }
  }

  return {
    ask(method, path, body) {
      const key = newId()
      return insist(`${method} ${path}`, () =>
        browser.send(method, path, body === undefined ? undefined : JSON.stringify(body), {
          origin: browser.url,
          ...(method === 'GET' ? {} : { 'idempotency-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        }),
      )
    },
    upload(path, name) {
      const key = newId()
      return insist(`POST ${path}`, () => upload(browser, path, name, { 'idempotency-key': key }))
    },
  }
}

/** Whoever is turned away is told why, and when to come again. Answers with the code. */
export function wordsIn(what: string, answer: Answer): string {
  const problem = Problem.safeParse(answer.body)
  if (!problem.success || problem.data.title === '' || problem.data.detail === '')
    throw new Error(`${what} was turned away without words: ${answer.text}`)
  if (!(Number(answer.headers.get('retry-after')) > 0))
    throw new Error(`${what} was turned away without saying until when`)
  return problem.data.code
}
