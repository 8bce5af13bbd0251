/** Who may do what with rooms and meetings. Every use case asks here. */
import { AppError } from '../contract/errors.ts'
import type { Actor, Role } from '../contract/identity.ts'
import type { MeetingRights } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import type { Audience, MeetingDetail } from './ports.ts'

const has = (actor: Actor, ...wanted: Role[]): boolean => wanted.some((role) => actor.roles.includes(role))

/** The secretariat keeps rooms and every meeting in order. */
const keepsOrder = (actor: Actor): boolean => has(actor, 'secretariat', 'administrator')

/** Open to everybody who has signed in and owes nothing for it. Throws `account.second-factor-demanded`. */
export function requireSignedIn({ owes }: Actor): void {
  if (owes) throw new AppError('account.second-factor-demanded')
}

/** Whose calendar addresses somebody may look after: their own alone. */
export const ownerOfFeeds = ({ personId }: Actor): Id => personId

/** Everybody books who is more than a member. Throws `permission.missing`. */
export function requireBooking(actor: Actor): void {
  if (!actor.roles.some((role) => role !== 'member')) throw new AppError('permission.missing')
}

/** Throws `permission.missing`. */
export function requireRoomKeeping(actor: Actor): void {
  if (!keepsOrder(actor)) throw new AppError('permission.missing')
}

/** Whether the reader may know more of a meeting than that its room is busy. */
export const maySee = (actor: Actor, { visibility, organizerId, attending }: Audience): boolean =>
  visibility === 'normal' || attending || organizerId === actor.personId || keepsOrder(actor)

/** The organizer and the secretariat change a meeting; those invited to chair it, and who lead its group, host it as well. */
export function meetingRights(
  actor: Actor,
  { meeting, attendees, leads }: Pick<MeetingDetail, 'meeting' | 'attendees' | 'leads'>,
): MeetingRights {
  const mine = attendees.filter(({ personId }) => personId === actor.personId)
  const attending = mine.length > 0
  const change = meeting.organizerId === actor.personId || keepsOrder(actor)
  const leading = leads.includes(actor.personId)
  return {
    see: leading || maySee(actor, { ...meeting, attending }),
    change,
    host: change || leading || mine.some(({ role }) => role === 'chair'),
    attendee: attending,
  }
}

/** Throws `meeting.missing` for those who may not know what the meeting is, `permission.missing` for all others. */
export function requireChange(rights: MeetingRights): void {
  if (!rights.see) throw new AppError('meeting.missing')
  if (!rights.change) throw new AppError('permission.missing')
}
