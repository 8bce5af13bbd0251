/** What a process with the role `worker` adds: what goes on without anybody asking. */
import { join } from 'node:path'
import type { Logger } from 'pino'
import { webhookLimits } from '../contract/limits.ts'
import { toInstant } from '../identity/instants.ts'
import { withoutErased } from '../identity/without-erased.ts'
import { finishErasures } from '../identity/erase-person.ts'
import { applyRetention } from '../identity/retention.ts'
import { purgeExpired } from '../identity/purge-expired.ts'
import { closeSilentConferences } from '../scheduler/close-silent-conferences.ts'
import { sweepFiles } from './adapters/sweep-files.ts'
import type { Bus } from './adapters/bus.ts'
import { createPost } from './adapters/post-webhook.ts'
import { createWebhookSender } from './adapters/send-webhooks.ts'
import { watchClock } from './adapters/watch-clock.ts'
import { webhookAddresses } from './adapters/webhook-addresses.ts'
import { clock, wasSetBack } from './clock.ts'
import type { Config } from './config.ts'
import { createRelay } from './db/relay.ts'
import type { Work } from './db/work.ts'
import { enterAsWorker } from './db/worker-presence.ts'
import { onActionAssignedMailOwner } from './flows/on-action-assigned-mail-owner.ts'
import { onAttendeesChangedInviteAndUninvite } from './flows/on-attendees-changed-invite-and-uninvite.ts'
import { onChangeTellLive } from './flows/on-change-tell-live.ts'
import { onConferenceEndedOpenMinutes } from './flows/on-conference-ended-open-minutes.ts'
import { onConferenceFactRecordAttendance } from './flows/on-conference-fact-record-attendance.ts'
import { onDeliveryAskedAgainTellAgain } from './flows/on-delivery-asked-again-tell-again.ts'
import { onEventTellWebhooks } from './flows/on-event-tell-webhooks.ts'
import { onMeetingBookedSendInvitations } from './flows/on-meeting-booked-send-invitations.ts'
import { onMeetingCancelledSendCancellations } from './flows/on-meeting-cancelled-send-cancellations.ts'
import { onMeetingChangedSendUpdates } from './flows/on-meeting-changed-send-updates.ts'
import { onMinutesPublishedCreateActions } from './flows/on-minutes-published-create-actions.ts'
import { onMinutesPublishedMailThem } from './flows/on-minutes-published-mail-them.ts'
import { onReportDraftedTellAuthor } from './flows/on-report-drafted-tell-author.ts'
import { onReportReviewedTellAuthor } from './flows/on-report-reviewed-tell-author.ts'
import { onReportSubmittedTellDirectorate } from './flows/on-report-submitted-tell-directorate.ts'
import { onSessionRevokedSignOut } from './flows/on-session-revoked-sign-out.ts'
import { onWebhookTurnedOffTellAdministrators } from './flows/on-webhook-turned-off-tell-administrators.ts'
import { whenDayBeginsAssessProjects } from './flows/when-day-begins-assess-projects.ts'
import { remindAttendees } from './flows/when-meeting-near-remind-attendees.ts'
import { whenReportDueDraftIt } from './flows/when-report-due-draft-it.ts'
import { startJobs } from './jobs.ts'
import type { Owner } from './owner.ts'
import type { LivePages } from './routes/live-pages.ts'
import type { Secrets } from './secrets.ts'
import type { Site } from './site.ts'
import { version } from './version.ts'

/** How long an event that everybody has handled can still be asked after. */
const eventsKept = { hours: 30 * 24 }
/** How long a start waits for what conferences reported before a crash (milliseconds). */
const factsWithinMs = 10_000

type Parts = {
  config: Config
  secrets: Secrets
  site: Site
  work: Work
  bus: Bus
  pages: LivePages
  logger: Logger
  owner: Owner
}

export async function openWorker(parts: Parts): Promise<void> {
  const { config, secrets, site, work, bus, pages, logger, owner } = parts
  const presence = owner.own(await enterAsWorker(config.databaseUrl), (it) => it.leave())
  const { alone } = presence
  const hasten = () =>
    work.run(async ({ mails, outbox, webhooks }) => {
      const now = toInstant(clock.now())
      for (const queue of [outbox, mails, webhooks]) await queue.hasten(now)
    })
  // The clock may have been set back while nobody was there to notice.
  if (alone) await hasten()
  owner.own(watchClock({ wasSetBack, onSetBack: hasten, logger }), (it) => it.stop())
  const telling = {
    clock,
    guestLinks: { key: secrets.guestLink, publicUrl: site.url },
    locale: config.locale,
  }
  const { zone, locale } = config
  const links = { key: secrets.guestLink, publicUrl: site.url }
  const tracking = { work, clock, zone }
  const reporting = { clock, publicUrl: site.url }
  const attendance = onConferenceFactRecordAttendance()
  const relay = createRelay({
    work,
    clock,
    logger,
    alone,
    handlers: [
      onChangeTellLive(pages),
      onSessionRevokedSignOut(pages),
      attendance,
      onConferenceEndedOpenMinutes,
      onMeetingBookedSendInvitations(telling),
      onMeetingChangedSendUpdates(telling),
      onAttendeesChangedInviteAndUninvite(telling),
      onMeetingCancelledSendCancellations(telling),
      onMinutesPublishedCreateActions(tracking),
      onMinutesPublishedMailThem({ ...telling, work }),
      onActionAssignedMailOwner({ clock, actionLinks: links }),
      onReportDraftedTellAuthor(reporting),
      onReportSubmittedTellDirectorate(reporting),
      onReportReviewedTellAuthor(reporting),
      onDeliveryAskedAgainTellAgain(telling),
      onEventTellWebhooks(reporting),
      onWebhookTurnedOffTellAdministrators(reporting),
    ],
  })
  owner.own(relay, (it) => it.stop())
  await relay.start()
  // Whom a host removed a moment before a crash must be known before anybody asks to come in.
  await relay.caughtUp(attendance.name, factsWithinMs)

  // Without a server mails wait in their queue; the administration page says so.
  if (config.mail) {
    const { url, from } = config.mail
    // Loaded only here: who sends no mail needs none of it in memory.
    const [{ createMailer }, { openSmtp }] = await Promise.all([
      import('./adapters/mail.ts'),
      import('./adapters/smtp.ts'),
    ])
    const mailer = createMailer({ work, clock, logger, alone, from, home: site.url, smtp: openSmtp(url) })
    owner.own(mailer, (it) => it.stop())
    await mailer.start()
  }

  const post = createPost({ addresses: webhookAddresses(config.webhooksTo), version })
  const webhooks = createWebhookSender({ work, clock, logger, alone, post, deviceKey: secrets.device })
  owner.own(webhooks, (it) => it.stop())
  await webhooks.start()
  await presence.settled()

  if (config.inboxUrl !== null) {
    const { createInbox } = await import('./adapters/inbox.ts')
    owner.own(createInbox({ work, clock, logger, url: config.inboxUrl }), (it) => it.stop()).start()
  }

  await bus.deliver((fact) =>
    work.run(async ({ events, people }) => events.append(await withoutErased(people, fact))),
  )
  owner.own(bus, (it) => it.close())

  const jobs = startJobs(
    {
      purgeExpired: async () => {
        await work.run(({ keptWrites }) => keptWrites.forgetExpired(toInstant(clock.now())))
        return purgeExpired({ work, clock })
      },
      closeSilentConferences: () => closeSilentConferences({ work, clock }),
      remindAttendees: () => remindAttendees({ ...telling, work }),
      assessProjects: () => whenDayBeginsAssessProjects(tracking),
      draftDueReports: () => whenReportDueDraftIt({ ...tracking, locale }),
      forgetDelivered: () =>
        work.run(({ outbox }) => outbox.forgetBefore(toInstant(clock.now().subtract(eventsKept)))),
      applyRetention: async () => {
        const removed = await applyRetention({ work, clock })
        const files = await sweepFiles({ work, clock, folder: join(config.dataDir, 'files') })
        return { ...removed, files }
      },
      forgetWebhookDeliveries: () => {
        const before = toInstant(clock.now().subtract({ hours: webhookLimits.keptDays * 24 }))
        return work.run((tx) => tx.webhooks.forget(before, toInstant(clock.now())))
      },
      finishErasures: () => finishErasures({ work, clock }),
    },
    {
      logger,
      clock,
      memory: {
        ended: (...run) => work.run(({ jobs }) => jobs.ended(...run)),
        isAsked: (names) => work.read(({ jobs }) => jobs.isAsked(names)),
        takeAsked: (names) => work.run(({ jobs }) => jobs.takeAsked(names)),
      },
    },
  )
  owner.own(jobs, (it) => it.stop())
}
