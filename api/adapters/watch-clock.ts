/**
 * Acts when the system's clock was set back while we run. What was put off until a moment of the clock as it was would wait
 * for that moment to come again, an hour or a year.
 */
import type { Logger } from 'pino'

type Options = {
  /** Says once that the clock was set back since it was asked last. */
  wasSetBack: () => boolean
  onSetBack: () => Promise<void>
  logger: Pick<Logger, 'warn'>
  /** How often to look, in milliseconds. Default 1 s. */
  everyMs?: number
}

export function watchClock({ wasSetBack, onSetBack, logger, everyMs = 1_000 }: Options): {
  stop(): Promise<void>
} {
  /** Looks that are left to act at: what was under way at the first may have been put off by the old clock still. */
  let left = 0
  let acting: Promise<void> | null = null
  const timer = setInterval(() => {
    if (wasSetBack()) {
      logger.warn('the clock of this machine was set back: what waits for a time is looked at again')
      left = 2
    }
    if (left === 0 || acting !== null) return
    left -= 1
    acting = onSetBack()
      .catch((err: unknown) => {
        logger.warn({ err }, 'what waits for a time could not be looked at again')
        left = 2
      })
      .finally(() => (acting = null))
  }, everyMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await acting
    },
  }
}
