/**
 * The span in which the repositories of a unit of work may be used. A call that comes after the end, or that was never
 * awaited, would write outside of the transaction, and on SQLite into somebody else's: such a call is refused, and a
 * unit of work that leaves one running is rolled back.
 */
import { QueryFailedError } from 'typeorm'

export type Scope = {
  /** The same repository, usable only while the scope is open. */
  guard<T extends object>(repository: T): T
  /** No new call from here on; resolves when the calls that were begun have been answered. */
  close(): Promise<void>
  /** Why this unit of work must not be committed although its task has returned; null when it may be. */
  objection(): Error | null
}

type Call = (...args: unknown[]) => unknown

export function createScope(): Scope {
  let open = true
  let failure: Error | null = null
  const running = new Set<Promise<unknown>>()

  const guardCall =
    (call: Call, self: object): Call =>
    (...args) => {
      if (!open)
        throw new Error('A repository was used after its unit of work had ended: keep it inside run().')
      const result = call.apply(self, args)
      if (!(result instanceof Promise)) return result
      const answered: Promise<unknown> = result
        .catch((error: unknown) => {
          // PostgreSQL has given the transaction up at this point, even if the task goes on as if nothing were.
          if (error instanceof QueryFailedError) failure ??= error
          throw error
        })
        .finally(() => running.delete(answered))
      running.add(answered)
      return answered
    }

  return {
    guard: (repository) =>
      new Proxy(repository, {
        get(target, property) {
          const member: unknown = Reflect.get(target, property)
          return typeof member === 'function' ? guardCall(member as Call, target) : member
        },
      }),
    close: async () => {
      open = false
      while (running.size > 0) await Promise.allSettled(running)
    },
    objection: () =>
      failure ??
      (running.size > 0
        ? new Error('A unit of work ended while a repository call was still running: await every call.')
        : null),
  }
}
