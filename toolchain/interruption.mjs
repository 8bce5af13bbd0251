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
}

/** Leaves the signals to whoever takes over this process. */
export const leaveSignals = () => {
  for (const signal of Object.keys(numbers)) process.off(signal, heed)
}

/** The exit code by which a shell tells that a signal ended a process. */
export const interruptedExitCode = () => 128 + numbers[/** @type {StopSignal} */ (interruption.reason)]
