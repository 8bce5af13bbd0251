import type { Work } from '../db/work.ts'
import { writeMeetingMail } from '../adapters/write-meeting-mail.ts'
import { enqueue, readToldMeeting, type TellDeps } from './tell-attendees.ts'

/** The longest that a group's rule can ask for (contract `GroupRules`). */
const longestHours = 336

/**
 * As many hours before a meeting as its group's rule says, everybody who has not declined is reminded, once for each time
 * that it is to be held. Whoever was convened later than that has just been told. Answers with the number of mails.
 */
export async function remindAttendees(
  deps: TellDeps & { work: Pick<Work, 'run' | 'read'> },
): Promise<number> {
  const now = deps.clock.now()
  const text = (at: Temporal.Instant) => at.toString({ smallestUnit: 'millisecond' })
  const upcoming = await deps.work.read(({ reminders }) =>
    reminders.upcoming(text(now), text(now.add({ hours: longestHours }))),
  )
  const near = upcoming.filter(({ startsAt, convenedAt, reminderHours }) => {
    const due = text(Temporal.Instant.from(startsAt).subtract({ hours: reminderHours }))
    return reminderHours > 0 && due <= text(now) && convenedAt < due
  })
  let sent = 0
  for (const { meetingId, occurrenceId, startsAt } of near) {
    // A meeting that is moved after its reminder is reminded of again.
    const key = `reminder/${occurrenceId}/${startsAt}/`
    if (await deps.work.read(({ mails }) => mails.hasKey(key))) continue
    sent += await deps.work.run(async (tx) => {
      await tx.meetings.hold(meetingId)
      const meeting = await readToldMeeting(tx, meetingId, deps.locale)
      if (!meeting || meeting.status === 'cancelled' || meeting.startsAt !== startsAt) return 0
      const mails = meeting.invitees
        .filter(({ partStat }) => partStat !== 'declined')
        .map((recipient) =>
          writeMeetingMail(deps.guestLinks, meeting, {
            kind: 'reminder',
            key: `${key}${recipient.id}`,
            recipient,
            answered: recipient.partStat !== 'needs-action',
            now: text(now),
          }),
        )
      await enqueue(tx, meetingId, mails, text(now))
      return mails.length
    })
  }
  return sent
}
