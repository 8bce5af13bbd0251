import { AppError } from '../contract/errors.ts'
import type { Actor } from '../contract/identity.ts'
import type { Delivery } from '../contract/minutes.ts'
import type { Id } from '../contract/values.ts'
import type { InvitationDeps, InvitationViews } from './invitation-ports.ts'
import { meetingRights, requireChange } from './meeting-rights.ts'
import type { MeetingDetail } from './ports.ts'

/** How far the mails about a meeting got, for those who run it. Throws `meeting.missing`, `permission.missing`. */
export const listDeliveries = ({ work }: InvitationDeps, actor: Actor, meetingId: Id): Promise<Delivery[]> =>
  work.read(async (views) => {
    await requireRunning(views, actor, meetingId)
    return views.deliveries.of(meetingId)
  })

/**
 * Tells an attendee again what they were told last: the invitation, or that it was taken back. The calendar's SEQUENCE
 * stays as it is. Throws `meeting.missing`, `permission.missing`, `delivery.missing` (never written to).
 */
export const sendAgain = (
  { work }: InvitationDeps,
  actor: Actor,
  meetingId: Id,
  attendeeId: Id,
): Promise<Delivery[]> =>
  work.run(async (unit) => {
    await requireRunning(unit, actor, meetingId)
    const deliveries = await unit.deliveries.of(meetingId)
    if (!deliveries.some((one) => one.attendeeId === attendeeId)) throw new AppError('delivery.missing')
    unit.events.record('delivery.asked-again', { meetingId, attendeeId }, actor.personId)
    return deliveries
  })

/** The meeting, for those who run it. Throws `meeting.missing`, `permission.missing`. */
export async function requireRunning(
  { meetings }: Pick<InvitationViews, 'meetings'>,
  actor: Actor,
  meetingId: Id,
): Promise<MeetingDetail> {
  const detail = await meetings.find(meetingId)
  if (!detail) throw new AppError('meeting.missing')
  requireChange(meetingRights(actor, detail))
  return detail
}
