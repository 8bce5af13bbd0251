import { toInstant } from './instants.ts'
import type { Clock, Work } from './ports.ts'
import { endConference } from './record-attendance.ts'

/** Nodes say twice a minute that a conference runs; facts may be held up on their way. Minutes of silence are a crash. */
const silence = { minutes: 3 }

/**
 * Ends the conferences of nodes that died without a word, at the last moment at which they were heard of, so that nobody
 * is recorded as present in a meeting that was gone. Answers with how many there were.
 */
export async function closeSilentConferences({ work, clock }: { work: Work; clock: Clock }): Promise<number> {
  const silentSince = toInstant(clock.now().subtract(silence))
  let count = 0
  for (const { id, meetingId, occurrenceId } of await work.read(({ attendance }) =>
    attendance.openConferences({ silentSince }),
  )) {
    const ended = await work.run(async ({ attendance, events }) => {
      // Held before it is read again: a fact that was only late may be coming in at this moment.
      await attendance.holdOccurrence(occurrenceId)
      const conference = await attendance.findConference(id)
      if (!conference || conference.endedAt !== null || conference.aliveAt >= silentSince) return false
      await endConference(attendance, conference, conference.aliveAt, { forGood: 'no' })
      events.record('attendance.changed', { meetingId, occurrenceId })
      return true
    })
    if (ended) count += 1
  }
  return count
}
