/** The timetable: every periodic job on one page. Jobs may run in several processes at once; each is harmless twice. */
import { schedule, type ScheduledTask } from 'node-cron'
import type { Logger } from 'pino'

export type Jobs = {
  /** Sessions and one-time links whose time is over. */
  purgeExpired: () => Promise<unknown>
  /** Conferences whose node died without a word. */
  closeSilentConferences: () => Promise<unknown>
  /** Those who are invited to a meeting that is near, as their group's rule says. */
  remindAttendees: () => Promise<unknown>
  /** The health of projects, which a day that passes can change. */
  assessProjects: () => Promise<unknown>
  /** The reports of the month that has ended. */
  draftDueReports: () => Promise<unknown>
  /** Events that everybody has handled, after a while in which somebody may still ask what happened. */
  forgetDelivered: () => Promise<unknown>
}

/** Cron expressions in UTC, so that no job is skipped or doubled when the clock changes. */
const timetable: Record<keyof Jobs, string> = {
  purgeExpired: '*/5 * * * *',
  closeSilentConferences: '* * * * *',
  remindAttendees: '* * * * *',
  // Every hour, because the institution's midnight is not that of UTC, and soon after a night without anybody running.
  assessProjects: '3 * * * *',
  draftDueReports: '13 4 * * *',
  forgetDelivered: '17 2 * * *',
}

export type RunningJobs = {
  /** Runs one now, as the timetable would. */
  run(name: keyof Jobs): Promise<void>
  /** No job begins any more; resolves when those under way are done. */
  stop(): Promise<void>
}

export function startJobs(jobs: Jobs, logger: Pick<Logger, 'debug' | 'error'>): RunningJobs {
  const underWay = new Set<Promise<void>>()

  function run(name: keyof Jobs): Promise<void> {
    const one = jobs[name]().then(
      (result) => logger.debug({ job: name, result }, 'a job is done'),
      (error: unknown) =>
        logger.error({ job: name, err: error }, 'a job failed; it runs again at its next time'),
    )
    underWay.add(one)
    return one.finally(() => underWay.delete(one))
  }

  const tasks: ScheduledTask[] = (Object.keys(timetable) as (keyof Jobs)[]).map((name) =>
    schedule(timetable[name], () => run(name), { name, noOverlap: true, timezone: 'UTC' }),
  )
  return {
    run,
    async stop() {
      await Promise.all(tasks.map((task) => task.destroy()))
      await Promise.all(underWay)
    },
  }
}
