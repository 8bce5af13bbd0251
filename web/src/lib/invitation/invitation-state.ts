import type { PersonalInvitation } from '#contract/minutes.ts'
import { phaseAt, type Phase } from '../meetings/phase.ts'

/** How long before the start, and after the end, the personal link opens the conference; the server decides. */
const opensBeforeMs = 60 * 60_000
const closesAfterMs = 4 * 60 * 60_000

type Invitation = Pick<PersonalInvitation, 'startsAt' | 'endsAt' | 'cancelled' | 'video'>

export const invitationPhase = ({ startsAt, endsAt, cancelled }: Invitation, now: number): Phase =>
  phaseAt({ startsAt, endsAt, cancelled, live: false, ended: false }, now)

/** Answers are taken until the meeting is over. */
export const mayAnswer = (phase: Phase): boolean => phase !== 'after' && phase !== 'cancelled'

/**
 * `now`: the way in stands first. `may`: it is open, early or after the hour, and not what most come for. Whether the
 * conference goes on the link does not tell, so a meeting that runs late keeps its door.
 */
export function wayIn(invitation: Invitation, now: number): 'now' | 'may' | 'later' | 'none' {
  if (!invitation.video || invitation.cancelled) return 'none'
  const phase = invitationPhase(invitation, now)
  if (phase === 'open' || phase === 'during') return 'now'
  if (phase === 'before') return now >= Date.parse(invitation.startsAt) - opensBeforeMs ? 'may' : 'later'
  return now < Date.parse(invitation.endsAt) + closesAfterMs ? 'may' : 'none'
}
