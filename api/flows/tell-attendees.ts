/** What the flows about a meeting's attendees share: reading what there is to tell, and telling whom it concerns. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Id, Instant, Locale } from '../../contract/values.ts'
import type { GuestLinks } from '../../scheduler/guest-link.ts'
import { digestOf, timeDiffers, type ToldMeeting, writeMeetingMail } from '../adapters/write-meeting-mail.ts'
import type { MailTrace, NewMail } from '../db/repos/mails.ts'
import type { Repositories } from '../db/repositories.ts'
import type { Tx } from '../db/work.ts'

export type TellDeps = {
  guestLinks: GuestLinks
  clock: { now(): Temporal.Instant }
  /** The language of those who are known by address alone. */
  locale: Locale
}

/** A meeting as mails tell it, or null when it is gone. The times are those of its first occurrence. */
export async function readToldMeeting(
  tx: Pick<Repositories, 'meetings' | 'convocations' | 'groups' | 'agendas' | 'knownPeople'>,
  meetingId: Id,
  fallback: Locale,
): Promise<(ToldMeeting & { status: 'scheduled' | 'cancelled' }) | null> {
  const detail = await tx.meetings.find(meetingId)
  const occurrence = detail?.occurrences[0]
  if (!detail || !occurrence) return null
  const { meeting, room, organizer, attendees } = detail
  const convocation = await tx.convocations.find(meetingId)
  const group = convocation && (await tx.groups.find(convocation.groupId))
  const { items } = await tx.agendas.find(meetingId)
  const people = await tx.knownPeople.among(
    [organizer.personId, ...attendees.flatMap(({ personId }) => personId ?? [])],
    [],
  )
  const byId = new Map(people.map((person) => [person.id, person]))
  // The chair convenes, whoever does the writing.
  const chair = group?.chair && group.chair.personId !== organizer.personId ? group.chair : null
  return {
    id: meeting.id,
    sequence: meeting.sequence,
    status: meeting.status,
    title: meeting.title,
    description: meeting.description,
    startsAt: occurrence.startsAt,
    endsAt: occurrence.endsAt,
    zone: meeting.zone,
    room: room && { name: room.name, building: room.building },
    video: meeting.video,
    visibility: meeting.visibility,
    organizerName: chair?.name ?? organizer.name,
    sentByName: chair && organizer.name,
    sentByEmail: chair && (byId.get(organizer.personId)?.email ?? null),
    convocation: convocation && {
      groupName: convocation.groupName,
      act: convocation.act,
      shortNoticeReason: convocation.shortNoticeReason,
    },
    agenda: items.map(({ title, durationMinutes, speaker }) => ({ title, durationMinutes, speaker })),
    invitees: attendees.map(({ id, personId, name, email, role, partStat }) => ({
      id,
      name,
      email,
      role,
      partStat,
      locale: (personId && byId.get(personId)?.locale) || fallback,
    })),
  }
}

/**
 * Brings the calendars of those who are invited to where the meeting is: an invitation to whoever has none, an update to
 * whoever was told otherwise, nothing to the others. Several changes that are told late are one mail. `cause` is the
 * event that it is for, so that the same one mails once.
 */
export async function tellAttendees(tx: Tx, deps: TellDeps, meetingId: Id, cause: Id): Promise<void> {
  // Two events of one meeting may be handled at the same time; the second must see what the first has told.
  await tx.meetings.hold(meetingId)
  const meeting = await readToldMeeting(tx, meetingId, deps.locale)
  const now = instantOf(deps)
  if (!meeting || meeting.status === 'cancelled' || meeting.endsAt <= now) return
  const told = await tx.mails.toldOf(meetingId)
  const digest = digestOf(meeting)
  const mails: NewMail[] = []
  for (const [index, recipient] of meeting.invitees.entries()) {
    // Five hundred letters take a third of a second; pages must not wait for all of it.
    if (index % 5 === 4) await breathe()
    const before = told.get(recipient.id)
    const ask = { key: `${cause}/${recipient.id}`, recipient, now }
    if (!before || !stillInvited(before)) {
      mails.push(writeMeetingMail(deps.guestLinks, meeting, { ...ask, kind: 'invitation' }))
    } else if (before.digest !== digest) {
      const timeChanged = timeDiffers(before.digest, digest)
      mails.push(writeMeetingMail(deps.guestLinks, meeting, { ...ask, kind: 'update', timeChanged }))
    }
  }
  await enqueue(tx, meetingId, mails, now)
}

/** Puts mails about a meeting into the queue, and says so to pages that show how far they got. */
export async function enqueue(tx: Tx, meetingId: Id, mails: NewMail[], now: Instant): Promise<void> {
  if (mails.length === 0) return
  await tx.mails.enqueue(mails, now)
  tx.events.record('delivery.changed', { meetingId })
}

/** Whether the last thing that this calendar was told is that there is such a meeting. */
export const stillInvited = ({ kind }: MailTrace): boolean => kind === 'invitation' || kind === 'update'

export const instantOf = ({ clock }: Pick<TellDeps, 'clock'>): Instant =>
  clock.now().toString({ smallestUnit: 'millisecond' })
