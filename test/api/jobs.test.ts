import { describe, expect, it } from 'vitest'
import { type JobMemory, type Jobs, startJobs, timetable } from '../../api/jobs.ts'
import { createClock } from '../support/clock.ts'
import { createLog } from '../support/log.ts'
import { until } from '../support/until.ts'

const names = Object.keys(timetable) as (keyof Jobs)[]
const quiet = Object.fromEntries(names.map((name) => [name, async () => undefined])) as Jobs

/** The timetable with these jobs, somebody who asks for one, and how each went. */
function start(jobs: Partial<Jobs>, asked: string[] = []) {
  const log = createLog()
  const ended: Parameters<JobMemory['ended']>[] = []
  const memory: JobMemory = {
    ended: async (...how) => void ended.push(how),
    isAsked: async () => asked.length > 0,
    takeAsked: async () => asked.splice(0),
  }
  const logger = { ...log, debug: () => undefined }
  const running = startJobs({ ...quiet, ...jobs }, { logger, memory, clock: createClock(), lookMs: 5 })
  return { log, ended, running }
}

describe('the timetable', () => {
  it('goes on after a job that failed, and says so', async () => {
    const error = new Error('the disk is full')
    const { running, log, ended } = start({ purgeExpired: () => Promise.reject(error) })
    await running.run('purgeExpired')
    await running.run('closeSilentConferences')
    expect(log.errors).toMatchObject([{ about: { job: 'purgeExpired', err: error } }])
    expect(ended.map(([name, , , problem]) => [name, problem])).toEqual([
      ['purgeExpired', 'Error: the disk is full'],
      ['closeSilentConferences', null],
    ])
    await running.stop()
  })

  it('stops when the job that is under way is done, and not before', async () => {
    let finish = () => {}
    let done = false
    const job = () => new Promise<void>((resolve) => (finish = resolve)).then(() => (done = true))
    const { running } = start({ closeSilentConferences: job })
    void running.run('closeSilentConferences')
    const stopped = running.stop().then(() => done)
    finish()
    expect(await stopped).toBe(true)
  })

  it('runs what somebody asks for, once', async () => {
    const { running, ended } = start({}, ['forgetDelivered'])
    await until('the job to have run', () => ended.length > 0)
    await running.stop()
    expect(ended.map(([name, , , problem]) => [name, problem])).toEqual([['forgetDelivered', null]])
  })
})
