/**
 * From what SFU nodes report to who was there. Facts of one meeting come in order, each at least once: whatever has been
 * recorded once is not changed by hearing it again. Hearing nothing is a fact too: see `close-silent-conferences.ts`.
 */
import type { DomainEvent, FactName } from '../contract/events.ts'
import type { Instant } from '../contract/values.ts'
import type { AttendanceStore, ConferenceRow, SchedulerUnit } from './ports.ts'

type Unit = Pick<SchedulerUnit, 'attendance' | 'events'>
type Fact = DomainEvent<FactName>

/** Records one fact. Facts about a meeting that is not there any more are passed over. */
export async function recordAttendance({ attendance, events }: Unit, fact: Fact): Promise<void> {
  const { meetingId, occurrenceId } = fact.payload
  const conference = await hear(attendance, fact)
  if (!conference) return
  await recordSeat(attendance, fact)
  if (fact.name === 'conference.ended')
    await endConference(attendance, conference, fact.at, {
      forGood: endings[fact.payload.reason],
    })
  if (fact.name !== 'conference.alive') events.record('attendance.changed', { meetingId, occurrenceId })
}

/** A node that was stopped has ended nothing: those who were in it come back to the next one. */
const endings = { host: 'yes', empty: 'when-due', stopped: 'no' } as const

/** Closes a conference and everything that is open in it, and says on its occurrence that it has ended. */
export async function endConference(
  attendance: AttendanceStore,
  conference: ConferenceRow,
  at: Instant,
  /** Whether only a host may begin again: never after a crash, after others left only once its time is over. */
  { forGood }: { forGood: 'yes' | 'when-due' | 'no' },
): Promise<void> {
  const finished = forGood !== 'no'
  // One that was taken for dead may turn out to have been ended, for whoever brings that late.
  if (conference.endedAt !== null && (conference.finished || !finished)) return
  await attendance.closeSpans({ conferenceId: conference.id }, at)
  await attendance.saveConference({ ...conference, endedAt: conference.endedAt ?? at, finished })
  const occurrence = await attendance.holdOccurrence(conference.occurrenceId)
  if (!occurrence) return
  const others = await attendance.openConferences({ occurrenceId: occurrence.id })
  // A newer one that runs is not closed by what became of an older one.
  const isLast = others.length === 0
  await attendance.saveConferenceTimes({
    ...occurrence,
    conferenceEndedAt: isLast ? at : null,
    closed: isLast && (forGood === 'yes' || (forGood === 'when-due' && at >= occurrence.endsAt)),
  })
}

/** The conference that a fact is from, begun or kept alive by it; null when its meeting is gone. */
async function hear(attendance: AttendanceStore, fact: Fact): Promise<ConferenceRow | null> {
  const { meetingId, occurrenceId, conferenceId } = fact.payload
  // Held first: the job that ends silent conferences must not do so between what is read here and what is saved.
  const occurrence = await attendance.holdOccurrence(occurrenceId)
  if (!occurrence || occurrence.meetingId !== meetingId) return null
  const known = await attendance.findConference(conferenceId)
  if (known?.endedAt && fact.at <= known.endedAt) return known

  const conference: ConferenceRow = {
    id: conferenceId,
    meetingId,
    occurrenceId,
    startedAt: known?.startedAt ?? fact.at,
    aliveAt: known && known.aliveAt > fact.at ? known.aliveAt : fact.at,
    endedAt: null,
    finished: false,
  }
  if (!known)
    // One meeting has one conference at a time: the node of an older one died without a word.
    for (const older of await attendance.openConferences({ occurrenceId }))
      await endConference(attendance, older, older.aliveAt, { forGood: 'no' })
  // It was taken for dead, and only its facts were late: those who were in it never left.
  if (known?.endedAt) await attendance.reopenSpans(conferenceId, known.endedAt)
  await attendance.saveConference(conference)
  if (!known || known.endedAt)
    await attendance.saveConferenceTimes({
      id: occurrenceId,
      conferenceStartedAt: occurrence.conferenceStartedAt ?? conference.startedAt,
      conferenceEndedAt: null,
      closed: false,
    })
  return conference
}

async function recordSeat(attendance: AttendanceStore, fact: Fact): Promise<void> {
  const fromAt = fact.at
  switch (fact.name) {
    case 'participant.joined': {
      const { seatId, conferenceId, occurrenceId, personId, name, organisation, guest, guestId } =
        fact.payload
      await attendance.addSeat({
        id: seatId,
        conferenceId,
        occurrenceId,
        personId,
        name,
        organisation,
        guest,
        guestId: guestId ?? null,
        removedAt: null,
      })
      return attendance.openSpan({ seatId, kind: 'present', fromAt })
    }
    case 'participant.away': {
      const { seatId } = fact.payload
      // Nobody is away from where they are not: their coming was never told, or their going already was.
      if (!(await attendance.isPresent(seatId))) return
      return attendance.openSpan({ seatId, kind: 'away', fromAt })
    }
    case 'participant.back':
      return attendance.closeSpans({ seatId: fact.payload.seatId, kinds: ['away'] }, fact.at)
    case 'participant.left':
      if (fact.payload.reason === 'removed') await attendance.markRemoved(fact.payload.seatId, fact.at)
      return attendance.closeSpans({ seatId: fact.payload.seatId, kinds: ['present', 'away'] }, fact.at)
    case 'conference.started':
    case 'conference.alive':
    case 'conference.ended':
  }
}
