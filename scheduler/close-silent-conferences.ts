import { toInstant } from './instants.ts'
import type { Clock, Work } from './ports.ts'
import { endConference } from './record-attendance.ts'

/** Nodes say twice a minute that a conference runs; facts may be held up on their way. Minutes of silence are a crash. */
const silence = { minutes: 3 }

/**
 * Ends the conferences of nodes that died without a word, at the last moment at which they were heard of, so that nobody
 * is recorded as present in a meeting that was gone. Answers with how many there were.
 */
export const closeSilentConferences = ({ work, clock }: { work: Work; clock: Clock }): Promise<number> =>
  work.run(async ({ attendance, events }) => {
    const silent = await attendance.openConferences({ silentSince: toInstant(clock.now().subtract(silence)) })
    for (const conference of silent) {
      await endConference(attendance, conference, conference.aliveAt, { forGood: 'no' })
      const { meetingId, occurrenceId } = conference
      events.record('attendance.changed', { meetingId, occurrenceId })
    }
    return silent.length
  })
