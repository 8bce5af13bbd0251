import type { SeatRole } from '../contract/conference.ts'
import { AppError } from '../contract/errors.ts'
import { toInstant } from './instants.ts'
import type { MeetingRow, OccurrenceRow } from './ports.ts'

/** How long before its start the conference is open to those who do not host it. */
const opensBefore = { minutes: 60 }
/** How long after its end it stays open. */
const closesAfter = { hours: 4 }

/** Who comes: a host, somebody who was invited, somebody else with an account, or somebody with the guest link. */
export type Comer = 'host' | 'attendee' | 'colleague' | 'guest'

type Ask = {
  meeting: Pick<MeetingRow, 'status' | 'video' | 'zone'>
  occurrence: Pick<
    OccurrenceRow,
    'status' | 'startsAt' | 'endsAt' | 'conferenceStartedAt' | 'conferenceEndedAt' | 'closed'
  >
  comer: Comer
  now: Temporal.Instant
}

/** The seat that somebody gets, and whether a host must let them in. */
export type Admission = { role: SeatRole; lobby: boolean }

/**
 * Whether somebody may enter the conference now. Hosts may at any time, and only they begin again what was ended.
 * Throws `meeting.cancelled`, `meeting.no-video`, `meeting.not-open-yet`, `meeting.over`.
 */
export function mayJoin({ meeting, occurrence, comer, now }: Ask): Admission {
  if (meeting.status === 'cancelled' || occurrence.status === 'cancelled')
    throw new AppError('meeting.cancelled')
  if (!meeting.video) throw new AppError('meeting.no-video')
  if (comer === 'host') return { role: 'host', lobby: false }

  const opens = Temporal.Instant.from(occurrence.startsAt).subtract(opensBefore)
  if (Temporal.Instant.compare(now, opens) < 0)
    throw new AppError('meeting.not-open-yet', { opensAt: toInstant(opens), zone: meeting.zone })
  if (occurrence.closed) throw new AppError('meeting.over')
  const closes = Temporal.Instant.from(occurrence.endsAt).add(closesAfter)
  const running = occurrence.conferenceStartedAt !== null && occurrence.conferenceEndedAt === null
  // A meeting that runs late is not closed to somebody who lost the connection.
  if (!running && Temporal.Instant.compare(now, closes) >= 0) throw new AppError('meeting.over')
  return seats[comer]
}

const seats: Record<Exclude<Comer, 'host'>, Admission> = {
  attendee: { role: 'participant', lobby: false },
  colleague: { role: 'participant', lobby: true },
  guest: { role: 'guest', lobby: true },
}
