/** Lets the product of this process, and browsers that are told so, live at another time than the machine does. */
import type { BrowserContext } from 'playwright-core'
import { clock } from '../../api/clock.ts'

export type MovedTime = {
  now(): Temporal.Instant
  /** From here on it is this time, and time goes on from it. It must not be earlier than it was. */
  moveTo(at: Temporal.ZonedDateTime): void
  /** The pages that this browser opens from now on believe the same time. */
  tell(context: BrowserContext): Promise<unknown>
  /** The product lives with the machine again. */
  restore(): void
}

/** Time as it runs, until it is moved. */
export function moveTime(): MovedTime {
  const real = clock.now
  let ahead = 0
  clock.now = () => real().add({ milliseconds: ahead })
  return {
    now: () => clock.now(),
    moveTo(at) {
      ahead = at.epochMilliseconds - real().epochMilliseconds
    },
    tell: (context) => context.addInitScript(runAhead, ahead),
    restore: () => {
      clock.now = real
    },
  }
}

/** Runs in the page, before anything of it. */
function runAhead(ms: number): void {
  const Real = Date
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, made) =>
      Reflect.construct(target, args.length === 0 ? [Real.now() + ms] : args, made) as object,
    get: (target, name, self) =>
      name === 'now' ? () => Real.now() + ms : (Reflect.get(target, name, self) as unknown),
  })
  // Where the browser brings none, the page's own asks `Date`.
  if (!('Temporal' in globalThis)) return
  const instant = Temporal.Now.instant.bind(Temporal.Now)
  Temporal.Now.instant = () => instant().add({ milliseconds: ms })
}
