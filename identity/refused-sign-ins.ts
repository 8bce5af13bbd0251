import type { ErrorCode } from '../contract/errors.ts'
import { guessLimits, refusalLimits } from '../contract/limits.ts'
import type { Id } from '../contract/values.ts'
import { toInstant } from './instants.ts'
import type { Clock, Counters, Work } from './ports.ts'
import { networkOf } from './slow-guessing.ts'

/** `personId` is null for an address that nobody has here: what was typed is not kept, it may be a password. */
export type Refusal = { personId: Id | null; address: string; code: ErrorCode }
export type Refusals = (refusal: Refusal) => void

type Deps = {
  work: Work
  clock: Clock
  counters: Counters
  /** Told when it could not be written; whoever was refused is refused all the same. */
  onFailed: (error: unknown) => void
}

/**
 * Writes refused sign-ins into the audit: all of them up to a number by account and network, by network, and altogether,
 * so that nobody can fill the disk by guessing. The last one says until when no more are written. Nobody waits for it: how
 * long an answer takes must not tell whether an account exists.
 */
export function createRefusals({ work, clock, counters, onFailed }: Deps): Refusals {
  const bounds = ({ personId, address }: Refusal): [key: string, most: number][] => [
    [`refusal:pair:${personId ?? ''}:${networkOf(address)}`, refusalLimits.perPair],
    [`refusal:network:${networkOf(address)}`, refusalLimits.perNetwork],
    ['refusal:all', refusalLimits.atAll],
  ]

  /** How long no more are written after this one, in seconds; null when this one is not written either. */
  async function silenceAfter(refusal: Refusal): Promise<number | null> {
    let silence = 0
    for (const [key, most] of bounds(refusal)) {
      const { count, resetsInSeconds } = await counters.hit(key, guessLimits.windowSeconds)
      if (count > most) return null
      if (count === most) silence = Math.max(silence, resetsInSeconds)
    }
    return silence
  }

  async function write({ personId, code }: Refusal, silence: number): Promise<void> {
    const until = silence === 0 ? {} : { noneWrittenUntil: toInstant(clock.now().add({ seconds: silence })) }
    await work.run(async ({ events }) =>
      events.record('sign-in.refused', { personId }, null, { before: {}, after: { reason: code, ...until } }),
    )
  }

  /** One after the other: a flood of guesses must not take all connections to the database. */
  let last: Promise<unknown> = Promise.resolve()
  return (refusal) =>
    void silenceAfter(refusal)
      .then((silence) => {
        if (silence !== null) last = last.then(() => write(refusal, silence)).catch(onFailed)
      })
      .catch(onFailed)
}
