import type { Actor } from '../contract/identity.ts'
import type { Meeting } from '../contract/scheduling.ts'
import type { Id } from '../contract/values.ts'
import { AppError } from '../contract/errors.ts'
import { meetingRights, requireChange } from './meeting-rights.ts'
import { findMeeting, type MeetingDeps } from './show-meeting.ts'

/**
 * Gives the meeting a new guest link; the one that is out opens nothing any more.
 * Throws `meeting.missing`, `permission.missing`, `meeting.cancelled`, `meeting.no-video`.
 */
export const renewGuestLink = ({ work, guestLinks }: MeetingDeps, actor: Actor, id: Id): Promise<Meeting> =>
  work.run(async (unit) => {
    const { meetings, events } = unit
    const held = await meetings.hold(id)
    const detail = held && (await meetings.find(id))
    if (!detail) throw new AppError('meeting.missing')
    requireChange(meetingRights(actor, detail))
    const { meeting } = detail
    if (meeting.status === 'cancelled') throw new AppError('meeting.cancelled')
    if (!meeting.video) throw new AppError('meeting.no-video')
    await meetings.change({
      ...meeting,
      guestLinkVersion: meeting.guestLinkVersion + 1,
      version: meeting.version + 1,
    })
    events.record('meeting.changed', { meetingId: id, timeChanged: false }, actor.personId)
    return findMeeting(unit, guestLinks, actor, id)
  })
