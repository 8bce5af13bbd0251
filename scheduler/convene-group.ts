import { AppError } from '../contract/errors.ts'
import type { Mandate } from '../contract/groups.ts'
import type { Actor } from '../contract/identity.ts'
import { seatsOn } from '../contract/mandates.ts'
import type { ConveneGroup } from '../contract/minutes.ts'
import { latestSendDay, noticeKept } from '../contract/notice.ts'
import type { AskAttendee, Meeting } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import { requireTime, rowsOf } from './agenda.ts'
import { addMeeting } from './book-meeting.ts'
import type { ConvocationsView, GroupDeps, GroupUnit, GroupView } from './group-ports.ts'
import { groupRights } from './group-rights.ts'
import { today } from './groups.ts'
import { toInstant } from './instants.ts'
import type { SchedulerUnit } from './ports.ts'
import { findMeeting, type MeetingDeps } from './show-meeting.ts'

type ConveneWork = { run<T>(act: (unit: SchedulerUnit & GroupUnit) => Promise<T>): Promise<T> }
export type ConveneDeps = Omit<GroupDeps, 'work'> &
  Omit<MeetingDeps, 'work'> & { work: GroupDeps['work'] & MeetingDeps['work'] & ConveneWork }

/**
 * Convenes a group: books the meeting with its room and agenda, gives the convocation its number, and invites everybody
 * whose mandate is valid on that day. The titular is required and the alternate optional, for one of them is enough.
 * Throws what `bookMeeting` throws, and `group.missing`, `group.closed`, `group.no-members`, `permission.missing`,
 * `convocation.short-notice`, `agenda.longer-than-meeting`; `meeting.missing` when the meeting it repeats is not one of
 * this group.
 */
export const conveneGroup = (
  deps: ConveneDeps,
  actor: Actor,
  groupId: Id,
  ask: ConveneGroup,
): Promise<Meeting> => {
  const work: ConveneWork = deps.work
  return work.run(async (unit) => {
    const group = await unit.groups.hold(groupId)
    if (!group) throw new AppError('group.missing')
    if (group.closed) throw new AppError('group.closed')
    if (!groupRights(actor, group, today(deps)).convene) throw new AppError('permission.missing')

    const { agenda, shortNoticeReason, repeatsMeetingId, attendees, ...booking } = ask
    if (repeatsMeetingId !== null) await requireSameGroup(unit, groupId, repeatsMeetingId)
    const meetingDay = booking.start.slice(0, 10)
    const seats = await withoutErased(unit, seatsOn(group.mandates, meetingDay))
    if (seats.length === 0) throw new AppError('group.no-members')
    // A meeting that repeats one without quorum may be held on the same day (Decizia PM 524/2025).
    if (repeatsMeetingId === null && shortNoticeReason === null) requireNotice(group, today(deps), meetingDay)
    requireTime(agenda, booking.durationMinutes)

    const meetingId = await addMeeting(unit, deps.clock, actor, {
      ...booking,
      visibility: 'normal',
      attendees: [...invited(group, seats), ...attendees],
    })
    await unit.agendas.save(meetingId, rowsOf(meetingId, agenda, new Set()), 1)
    const act = await unit.register.next('convocation', today(deps))
    await unit.convocations.add(
      { meetingId, groupId, act, sentAt: toInstant(deps.clock.now()), shortNoticeReason, repeatsMeetingId },
      seats.map(({ personId, organisation, kind }) => ({
        meetingId,
        personId,
        organisationId: organisation.id,
        kind,
      })),
    )
    unit.events.record('meeting.booked', { meetingId }, actor.personId)
    unit.events.record('meeting.convened', { meetingId, groupId }, actor.personId)
    return findMeeting(unit, deps.guestLinks, actor, meetingId)
  })
}

/** A mandate ends at the end of the day on which somebody is erased: they are not asked to that day's meetings either. */
async function withoutErased({ knownPeople }: SchedulerUnit, seats: readonly Mandate[]): Promise<Mandate[]> {
  const people = await knownPeople.among(
    seats.map(({ personId }) => personId),
    [],
  )
  const erased = new Set(people.filter((person) => person.erased).map(({ id }) => id))
  return seats.filter(({ personId }) => !erased.has(personId))
}

/** The chair leads whatever their seat; the secretary comes without one. Who is named first is invited so. */
function invited(group: GroupView, seats: readonly Mandate[]): AskAttendee[] {
  const chair = group.chair ? [{ personId: group.chair.personId, role: 'chair' } as const] : []
  const secretary = group.secretary ? [{ personId: group.secretary.personId, role: 'optional' } as const] : []
  const members = seats.map(
    ({ personId, kind }) => ({ personId, role: kind === 'titular' ? 'required' : 'optional' }) as const,
  )
  return [...chair, ...members, ...secretary]
}

function requireNotice({ rules }: GroupView, sentOn: string, meetingDay: string): void {
  if (noticeKept(rules, sentOn, meetingDay)) return
  throw new AppError('convocation.short-notice', {
    neededDays: rules.noticeDays,
    unit: rules.noticeUnit,
    latestSendDay: latestSendDay(rules, meetingDay),
  })
}

async function requireSameGroup(
  { convocations }: { convocations: ConvocationsView },
  groupId: Id,
  meetingId: Id,
): Promise<void> {
  const repeated = await convocations.find(meetingId)
  if (repeated?.groupId !== groupId) throw new AppError('meeting.missing')
}
