/** What a process with the role `worker` adds: what goes on without anybody asking. */
import type { Logger } from 'pino'
import type { Server as SocketServer } from 'socket.io'
import { toInstant } from '../identity/instants.ts'
import { purgeExpired } from '../identity/purge-expired.ts'
import { closeSilentConferences } from '../scheduler/close-silent-conferences.ts'
import type { Bus } from './adapters/bus.ts'
import { clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Databases } from './db/data-source.ts'
import { createRelay } from './db/relay.ts'
import type { Work } from './db/work.ts'
import { onChangeTellLive } from './flows/on-change-tell-live.ts'
import { onConferenceEndedOpenMinutes } from './flows/on-conference-ended-open-minutes.ts'
import { onConferenceFactRecordAttendance } from './flows/on-conference-fact-record-attendance.ts'
import { onSessionRevokedSignOut } from './flows/on-session-revoked-sign-out.ts'
import { startJobs } from './jobs.ts'
import type { Owner } from './owner.ts'
import { createLivePages } from './routes/live.ts'

/** How long an event that everybody has handled can still be asked after. */
const eventsKept = { hours: 30 * 24 }

type Parts = {
  config: Config
  databases: Databases
  work: Work
  bus: Bus
  io: SocketServer
  logger: Logger
  owner: Owner
}

export async function openWorker({ databases, work, bus, io, logger, owner }: Parts): Promise<void> {
  const pages = createLivePages(io)
  const relay = createRelay({
    work,
    clock,
    logger,
    alone: databases.dialect === 'sqlite',
    handlers: [
      onChangeTellLive(pages),
      onSessionRevokedSignOut(pages),
      onConferenceFactRecordAttendance(),
      onConferenceEndedOpenMinutes,
    ],
  })
  owner.own(relay, (it) => it.stop())
  await relay.start()

  await bus.deliver((fact) => work.run(async ({ events }) => events.append(fact)))
  owner.own(bus, (it) => it.close())

  const jobs = startJobs(
    {
      purgeExpired: () => purgeExpired({ work, clock }),
      closeSilentConferences: () => closeSilentConferences({ work, clock }),
      forgetDelivered: () =>
        work.run(({ outbox }) => outbox.forgetBefore(toInstant(clock.now().subtract(eventsKept)))),
    },
    logger,
  )
  owner.own(jobs, (it) => it.stop())
}
