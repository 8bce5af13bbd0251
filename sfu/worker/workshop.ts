/** How far a piece of work is: `done` of `total`, in whatever `doing` counts; without them only what is being done. */
export type Progress = { doing: string; done?: number; total?: number }

/** What bringing the worker needs from whoever asks for it: the toolchain, or a test. */
export type Workshop = {
  env: Record<string, string | undefined>
  /** Called often; draws, must not throw. */
  report: (progress: Progress) => void
  /**
   * Runs a command to its end, each line of its output to `onLine`. Rejects with the last lines when it fails, and when
   * the person interrupted.
   */
  run: (
    command: string,
    args: string[],
    options: { cwd: string; env?: Record<string, string>; onLine?: (line: string) => void },
  ) => Promise<void>
  /** Aborted when the person asked to stop: then a failed command is not a reason to try another way. */
  signal: AbortSignal
  /** Holds the lock of this name while `work` runs; waits for another process that holds it. */
  exclusively: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** Installs those of Debian's packages that are missing, or rejects with the one line that would. */
  needPackages: (packages: string[]) => Promise<void>
}
