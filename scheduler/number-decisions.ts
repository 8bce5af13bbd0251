import type { Id } from '../contract/values.ts'
import type { GroupUnit } from './group-ports.ts'

/** Decisions count from 1 in the order of the agenda, so one that is added to an early item moves the later ones. */
export async function numberDecisions(minutes: GroupUnit['minutes'], meetingId: Id): Promise<void> {
  const inOrder = await minutes.decisions(meetingId)
  const moved = inOrder.flatMap((decision, index) =>
    decision.number === index + 1 ? [] : [{ ...decision, number: index + 1 }],
  )
  if (moved.length > 0) await minutes.saveDecisions(moved)
}
