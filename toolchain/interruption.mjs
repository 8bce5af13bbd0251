/** @typedef {'SIGINT' | 'SIGTERM' | 'SIGHUP'} StopSignal */

const controller = new AbortController()

/** Aborted when the person asks to stop; its reason is the signal's name. Whatever waits, waits with it. */
export const interruption = controller.signal

const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }

const heed = (/** @type {StopSignal} */ signal) => controller.abort(signal)

/**
 * From now on the signals that ask a process to stop unwind the work through its `finally` blocks, so that what was started
 * is stopped, instead of ending the process on the spot.
 */
export const heedSignals = () => {
  for (const signal of Object.keys(numbers)) process.on(signal, heed)
  watchNpm(() => controller.abort('SIGHUP'))
}

/**
 * Whether npm runs this process. npm stands between the person and us: when it is killed nobody would tell us, and what we
 * do would go on behind the back of the next run.
 */
export const underNpm = Boolean(process.env['npm_lifecycle_event'])

const MS_BETWEEN_LOOKS = 250

/**
 * Calls `orphaned` once, when npm ran this process and is gone.
 * @param {() => void} orphaned
 */
export const watchNpm = (orphaned) => {
  if (!underNpm) return
  const npm = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === npm) return
    clearInterval(timer)
    orphaned()
  }, MS_BETWEEN_LOOKS)
  timer.unref()
}

/** Leaves the signals to whoever takes over this process. */
export const leaveSignals = () => {
  for (const signal of Object.keys(numbers)) process.off(signal, heed)
}

/** The exit code by which a shell tells that a signal ended a process. */
export const interruptedExitCode = () => 128 + numbers[/** @type {StopSignal} */ (interruption.reason)]
