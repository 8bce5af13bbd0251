/** The timetable: every periodic job on one page. Jobs may run in several processes at once; each is harmless twice. */
import { schedule, type ScheduledTask } from 'node-cron'
import type { Logger } from 'pino'
import type { Instant } from '../contract/values.ts'

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
  /** What has outlived the time that the administrator has set for its kind. */
  applyRetention: () => Promise<unknown>
  /** The log of webhooks after a month, and old secrets of theirs after a day. */
  forgetWebhookDeliveries: () => Promise<unknown>
  /** Erasures of people that something has interrupted. */
  finishErasures: () => Promise<unknown>
}

/** Cron expressions in UTC, so that no job is skipped or doubled when the clock changes. */
export const timetable: Readonly<Record<keyof Jobs, string>> = {
  purgeExpired: '*/5 * * * *',
  closeSilentConferences: '* * * * *',
  remindAttendees: '* * * * *',
  // Every hour, because the institution's midnight is not that of UTC, and soon after a night without anybody running.
  assessProjects: '3 * * * *',
  draftDueReports: '13 4 * * *',
  forgetDelivered: '17 2 * * *',
  applyRetention: '37 1 * * *',
  // Every hour, because of the secrets.
  forgetWebhookDeliveries: '41 * * * *',
  finishErasures: '*/5 * * * *',
}

export type RunningJobs = {
  /** Runs one now, as the timetable would. */
  run(name: keyof Jobs): Promise<void>
  /** No job begins any more; resolves when those under way are done. */
  stop(): Promise<void>
}

/** What is remembered of jobs, so that every process can tell how they went, and ask for one. */
export type JobMemory = {
  ended(name: string, startedAt: Instant, endedAt: Instant, error: string | null): Promise<void>
  isAsked(names: readonly string[]): Promise<boolean>
  /** Those that are asked for, each to one process only. */
  takeAsked(names: readonly string[]): Promise<string[]>
}

type Options = {
  logger: Pick<Logger, 'debug' | 'error'>
  memory: JobMemory
  clock: { now(): Temporal.Instant }
  /** How often to look whether somebody asks for a job, in milliseconds. Default 2 s. */
  lookMs?: number
}

export function startJobs(jobs: Jobs, { logger, memory, clock, lookMs = 2_000 }: Options): RunningJobs {
  const names = Object.keys(timetable) as (keyof Jobs)[]
  const underWay = new Set<Promise<void>>()
  const now = () => clock.now().toString({ smallestUnit: 'millisecond' })

  const track = (work: Promise<void>): Promise<void> => {
    underWay.add(work)
    return work.finally(() => underWay.delete(work))
  }

  async function runOne(name: keyof Jobs): Promise<void> {
    const startedAt = now()
    const error = await jobs[name]().then(
      (result) => {
        logger.debug({ job: name, result }, 'a job is done')
        return null
      },
      (reason: unknown) => {
        logger.error({ job: name, err: reason }, 'a job failed; it runs again at its next time')
        return reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason)
      },
    )
    await memory
      .ended(name, startedAt, now(), error?.slice(0, 2_000) ?? null)
      .catch((err: unknown) => logger.error({ job: name, err }, 'how a job went could not be saved'))
  }
  const run = (name: keyof Jobs): Promise<void> => track(runOne(name))

  async function runAsked(): Promise<void> {
    if (!(await memory.isAsked(names))) return
    const asked = await memory.takeAsked(names)
    await Promise.all(names.filter((name) => asked.includes(name)).map(run))
  }

  const tasks: ScheduledTask[] = names.map((name) =>
    schedule(timetable[name], () => run(name), { name, noOverlap: true, timezone: 'UTC' }),
  )
  const looking = setInterval(
    () =>
      void track(
        runAsked().catch((err: unknown) =>
          logger.error({ err }, 'jobs that are asked for could not be read'),
        ),
      ),
    lookMs,
  )
  return {
    run,
    async stop() {
      clearInterval(looking)
      await Promise.all(tasks.map((task) => task.destroy()))
      await Promise.all(underWay)
    },
  }
}
