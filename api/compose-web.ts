/** What a process with the role `web` adds: the doors for people, and the pages that are told of changes. */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Server as SocketServer } from 'socket.io'
import { isError } from '../contract/errors.ts'
import { createPasswords } from '../identity/password-hash.ts'
import type { Counters } from '../identity/ports.ts'
import { toInstant } from '../identity/instants.ts'
import { createRefusals } from '../identity/refused-sign-ins.ts'
import { resumeSession } from '../identity/resume-session.ts'
import { addFirstAdministrator, offerSetUp } from '../identity/set-up.ts'
import { resumeToken, type TokenHolder } from '../identity/tokens.ts'
import { createSlowGuessing } from '../identity/slow-guessing.ts'
import { hasReports, type PaperReport } from '../tracker/reports.ts'
import { createAdministration } from './adapters/administration.ts'
import type { Bus } from './adapters/bus.ts'
import { beatEveryMs, type Directory } from './adapters/directory.ts'
import { filesOnDisk } from './adapters/files-on-disk.ts'
import { giveTicket } from './adapters/give-ticket.ts'
import { createAccountLinkMail } from './adapters/mail-account-link.ts'
import { createOidc } from './adapters/oidc.ts'
import { mayWatch } from './adapters/may-watch.ts'
import { minutesPdf } from './adapters/pdf/minutes-pdf.ts'
import { reportPdf } from './adapters/pdf/report-pdf.ts'
import { webhookAddresses } from './adapters/webhook-addresses.ts'
import { clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Memory } from './db/memory.ts'
import type { Work } from './db/work.ts'
import { attendanceName } from './flows/on-conference-fact-record-attendance.ts'
import { tellMinutesActions } from './flows/tell-minutes-actions.ts'
import { tellNeeds } from './flows/tell-needs.ts'
import { timetable } from './jobs.ts'
import type { Owner } from './owner.ts'
import { cookieNames, type Resume } from './plugins/auth.ts'
import { originalRequest } from './request-context.ts'
import { actionRoutes } from './routes/actions.ts'
import { showRunningConferences } from './adapters/running-conferences.ts'
import { administrationRoutes } from './routes/administration.ts'
import { runningConferencesRoutes } from './routes/running-conferences.ts'
import { nameMeetings } from '../scheduler/name-meetings.ts'
import { agendaRoutes } from './routes/agenda.ts'
import { auditRoutes } from './routes/audit.ts'
import { feedRoutes } from './routes/feeds.ts'
import { groupRoutes } from './routes/groups.ts'
import { guestRoutes } from './routes/guest.ts'
import { invitationRoutes } from './routes/invitations.ts'
import { openLive } from './routes/live.ts'
import { meRoutes } from './routes/me.ts'
import { meetingRoutes } from './routes/meetings.ts'
import { milestoneRoutes } from './routes/milestones.ts'
import { minutesActionsRoutes } from './routes/minutes-actions.ts'
import { minutesPaperRoutes } from './routes/minutes-paper.ts'
import { minutesRoutes } from './routes/minutes.ts'
import { needsRoutes } from './routes/needs.ts'
import { organisationRoutes } from './routes/organisations.ts'
import { peopleRoutes } from './routes/people.ts'
import { personalDataRoutes } from './routes/personal-data.ts'
import { projectRoutes } from './routes/projects.ts'
import { providerReturn, providerSessionRoutes } from './routes/provider-session.ts'
import { reportRoutes } from './routes/reports.ts'
import { retentionRoutes } from './routes/retention.ts'
import { roomRoutes } from './routes/rooms.ts'
import { sessionRoutes } from './routes/session.ts'
import { setUpRoutes } from './routes/setup.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import type { Secrets } from './secrets.ts'
import type { Routes, Server } from './server.ts'
import type { Site } from './site.ts'

type Parts = {
  config: Config
  secrets: Secrets
  site: Site
  work: Work
  memory: Memory
  version: string
  counters: Counters
  directory: Directory
  bus: Pick<Bus, 'decisions'>
  logger: Logger
  owner: Owner
}

export type Web = {
  resume: Resume
  resumeToken: (secret: string) => Promise<TokenHolder | null>
  routes: Routes[]
  /** Origins of SFU nodes to which a page may connect. */
  connectTo: () => string[]
  setUpLink: string | null
  /** Opens the door of live updates, once there is a server. */
  openLive: (io: SocketServer, server: Server) => void
}

export async function openWeb(parts: Parts): Promise<Web> {
  const { config, secrets, site, work, memory, version, counters, directory, bus, logger } = parts
  const { zone, locale, admin, mail } = config
  const passwords = createPasswords()
  const pause = (ms: number) => delay(ms)
  const guessing = createSlowGuessing({ counters, pause })
  const onSeenFailed = (err: unknown) =>
    logger.warn({ err }, 'when a session was last seen could not be written')
  const demandedOf = config.secondFactorFor
  const resume: Resume = (token, state) =>
    resumeSession(
      {
        ...{ work, clock, onSeenFailed, demandedOf },
        remember: (key, read) => memory.remember(key, read, state),
      },
      token,
    )

  const addFirst = (first: NonNullable<Config['admin']>) =>
    addFirstAdministrator({ work, clock, passwords }, { ...first, name: 'Administrator', locale }).catch(
      (error: unknown) => {
        if (!isError(error, 'account.weak-password')) throw error
        throw new Error('ADMIN_PASSWORD is one that is easily guessed: choose another.', { cause: error })
      },
    )
  if (admin && (await addFirst(admin)))
    logger.info('the first administrator was made from ADMIN_EMAIL and ADMIN_PASSWORD')

  const onFailed = (err: unknown) => logger.warn({ err }, 'a refused sign-in could not be audited')
  const identity = {
    provider: openProvider(parts),
    refused: createRefusals({ work, clock, counters, onFailed }),
    ...{ work, clock, passwords, guessing, deviceKey: secrets.device, publicUrl: site.url, demandedOf },
    ...{ counters, pause, mailLink: createAccountLinkMail({ work, clock, zone }) },
  }
  const meetings = {
    work,
    clock,
    zone,
    files: filesOnDisk(join(config.dataDir, 'files')),
    guestLinks: { key: secrets.guestLink, publicUrl: site.url },
    giveTicket: (askSeat: Parameters<typeof giveTicket>[1]) =>
      giveTicket(
        {
          ...{ directory, secret: secrets.ticket, clock, requestId: originalRequest },
          decisions: (meetingId) => bus.decisions(meetingId),
          unrecorded: (ids) => work.read(({ outbox }) => outbox.unhandled(attendanceName, ids)),
        },
        askSeat,
      ),
  }

  const tracking = {
    work,
    clock,
    zone,
    actionLinks: { key: secrets.guestLink, publicUrl: site.url },
    printReport: ({ report, institution, locale: language }: PaperReport) =>
      reportPdf({ report, institution, zone, madeAt: toInstant(clock.now()) }, language),
  }

  return {
    resume,
    resumeToken: (secret) => resumeToken({ work, clock, onSeenFailed, demandedOf }, secret),
    routes: [
      sessionRoutes({
        ...{ ...identity, version, defaults: { zone, locale }, mail: mail !== null },
        hasReports: (actor) => hasReports({ work }, actor),
      }),
      providerSessionRoutes({ ...identity, defaults: { locale } }),
      setUpRoutes(identity),
      meRoutes(identity),
      tokenRoutes(identity),
      auditRoutes({ work }),
      retentionRoutes({ work, clock }),
      webhookRoutes({ work, clock, deviceKey: secrets.device, ...webhookAddresses(config.webhooksTo) }),
      personalDataRoutes({ work, clock }),
      needsRoutes({ tellNeeds: (actor) => tellNeeds({ work, clock, zone }, actor) }),
      peopleRoutes(identity),
      organisationRoutes(identity),
      roomRoutes(meetings),
      meetingRoutes(meetings),
      guestRoutes(meetings),
      invitationRoutes(meetings),
      administrationRoutes(
        createAdministration({ work, clock, mail, version, dataDir: config.dataDir, timetable }),
      ),
      runningConferencesRoutes({
        show: (actor) =>
          showRunningConferences({
            ...{ clock, reports: () => directory.reports() },
            name: (ids) => nameMeetings({ work }, actor, ids),
          }),
      }),
      feedRoutes({ work, clock, publicUrl: site.url }),
      groupRoutes(meetings),
      agendaRoutes(meetings),
      minutesRoutes(meetings),
      minutesActionsRoutes({
        tellMinutesActions: (actor, id) => tellMinutesActions({ work, clock, zone }, actor, id),
      }),
      minutesPaperRoutes({
        work,
        clock,
        printMinutes: (paper) => minutesPdf({ ...paper, madeAt: toInstant(clock.now()) }, locale),
      }),
      projectRoutes(tracking),
      milestoneRoutes(tracking),
      actionRoutes(tracking),
      reportRoutes(tracking),
    ],
    connectTo: await watchNodes(parts),
    setUpLink: await offerSetUp({ work, publicUrl: site.url }),
    openLive: (io, server) =>
      openLive(io, {
        identify: async (header) => {
          const token = server.parseCookie(header)[cookieNames(site, config.port).session]
          const actor = token === undefined ? null : await resume(token)
          return actor?.owes ? null : actor
        },
        mayWatch: (actor, topic) => mayWatch(work, actor, topic),
        onError: (err) => logger.error({ err }, 'a live update failed'),
      }),
  }
}

/** The identity provider beside the passwords; null where none is configured. */
function openProvider({ config, site, logger }: Parts) {
  if (config.oidc === null) return null
  const { groupRoles, newPeople, ...settings } = config.oidc
  const speak = createOidc({
    ...settings,
    ...{ returnUrl: site.url + providerReturn, signedOutUrl: `${site.url}/sign-in`, logger },
  })
  return { speak, rules: { groupRoles, newPeople, locale: config.locale } }
}

/** Nodes come and go: a page may connect to those that live when it is loaded, and to those of SFU_ORIGINS. */
async function watchNodes({ config, site, directory, logger, owner }: Parts): Promise<() => string[]> {
  let origins: string[] = []
  const look = async () => {
    const nodes = await directory.nodes()
    origins = [...new Set([...config.sfuOrigins, ...nodes.map(({ url }) => url)])].filter(
      (url) => url !== site.url,
    )
  }
  await look()
  const looking = setInterval(
    () => void look().catch((err: unknown) => logger.warn({ err }, 'SFU nodes could not be listed')),
    beatEveryMs,
  )
  owner.own(looking, clearInterval)
  return () => origins
}
