import { type ActionLinks, actionUrl } from '../../tracker/action-link.ts'
import { instantNow } from '../../tracker/moments.ts'
import type { Clock } from '../../tracker/ports.ts'
import { actionLetter } from '../adapters/mail-templates/action-letter.ts'
import { handler } from '../db/relay.ts'

/** When somebody gives an action to another, its owner is told by mail, with a link that closes it. */
export const onActionAssignedMailOwner = (deps: { clock: Clock; actionLinks: ActionLinks }) =>
  handler({
    name: 'on-action-assigned-mail-owner',
    on: ['action.assigned'],
    save: async ({ id, payload: { actionId }, actorId }, tx) => {
      const action = await tx.actions.show(actionId)
      // Closed or given to another meanwhile: then the later event tells the later owner.
      if (!action || action.status !== 'open' || action.ownerPersonId === actorId) return
      // Their mailbox is not theirs any more; the page says that somebody has to take the action over.
      if (action.ownerLeft) return
      const [owner] = await tx.knownPeople.among([action.ownerPersonId], [])
      if (!owner) return
      const letter = actionLetter(
        {
          text: action.text,
          dueOn: action.dueOn,
          meetingTitle: action.source?.meetingTitle ?? null,
          milestone: action.milestone && {
            title: action.milestone.title,
            projectName: action.milestone.projectName,
          },
          closeUrl: actionUrl(deps.actionLinks, action),
        },
        owner,
      )
      await tx.mails.enqueue(
        [{ key: `${id}/${owner.id}`, kind: 'action', to: owner, letter }],
        instantNow(deps),
      )
    },
  })
