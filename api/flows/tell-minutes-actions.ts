import type { Actor } from '../../contract/identity.ts'
import type { MinutesAction } from '../../contract/tracking.ts'
import type { Id } from '../../contract/values.ts'
import { meetingWithGroup } from '../../scheduler/meeting-with-group.ts'
import { shownMinutes } from '../../scheduler/open-minutes.ts'
import { isLate } from '../../tracker/actions.ts'
import { today } from '../../tracker/moments.ts'
import { maySeeAction } from '../../tracker/rights.ts'
import type { Work } from '../db/work.ts'

type MinutesActionsDeps = {
  work: Pick<Work, 'read'>
  clock: { now(): Temporal.Instant }
  /** The zone in which "late" is meant. */
  zone: string
}

/**
 * How the actions of published minutes stand, to whoever may read the minutes: that something was promised there makes
 * its state no secret. Throws `meeting.missing`, `minutes.missing`.
 */
export const tellMinutesActions = (
  { work, clock, zone }: MinutesActionsDeps,
  actor: Actor,
  meetingId: Id,
): Promise<MinutesAction[]> =>
  work.read(async (views) => {
    await shownMinutes(views, actor, await meetingWithGroup(views, actor, meetingId))
    const on = today({ clock, zone })
    return (await views.actions.ofMeeting(meetingId)).flatMap((action) => {
      const { id, draftId, status, dueOn, closedOn } = action
      if (draftId === null) return []
      const actionId = maySeeAction(actor, action) ? id : null
      return [{ draftId, actionId, status, dueOn, closedOn, late: isLate(action, on) }]
    })
  })
