/**
 * Where the demonstration is played: the real use cases on the real database, at whatever time the story has reached.
 * Each scene is one unit of work, for a thousand commits would take a minute; and nobody is told of what happens in it,
 * for mails about meetings of two years ago are no good to anybody.
 */
import type { Tx, Work } from '../db/work.ts'

export type Stage = {
  /** The time of the story. */
  clock: { now(): Temporal.Instant }
  zone: string
  /** Moves the story to a wall-clock time. */
  goTo(day: Temporal.PlainDate, time?: string): void
  /** Plays a scene. `work` is for use cases; it may be used only until the scene ends. */
  scene(play: (work: Work, tx: Tx) => Promise<void>): Promise<void>
}

export function createStage(work: Work, zone: string): Stage {
  let now = Temporal.Now.instant()
  return {
    clock: { now: () => now },
    zone,
    goTo: (day, time = '09:00') => {
      now = day.toPlainDateTime(time).toZonedDateTime(zone).toInstant()
    },
    scene: (play) =>
      work.run(async (tx) => {
        const silent: Tx = { ...tx, events: { record: () => undefined, append: () => undefined } }
        const within: Work = {
          run: (task) => task(silent),
          read: (task) => task(tx),
          canSave: async () => true,
          pools: () => [],
          onEvents: () => () => undefined,
          close: async () => undefined,
        }
        await play(within, silent)
      }),
  }
}
