import { createActions } from '../../tracker/create-actions.ts'
import type { Deps } from '../../tracker/ports.ts'
import { handler } from '../db/relay.ts'

/** When minutes are published, what they say somebody has to do becomes tracked actions on its milestones. */
export const onMinutesPublishedCreateActions = (deps: Pick<Deps, 'clock' | 'zone'>) =>
  handler({
    name: 'on-minutes-published-create-actions',
    on: ['minutes.published'],
    save: async ({ payload: { meetingId }, actorId }, tx) => {
      const drafts = await tx.minutes.actions(meetingId)
      const published = drafts.map(({ id, text, ownerPersonId, dueOn, milestoneId }) => ({
        draftId: id,
        text,
        ownerPersonId,
        dueOn,
        milestoneId,
      }))
      await createActions(deps, tx, meetingId, published, actorId)
    },
  })
