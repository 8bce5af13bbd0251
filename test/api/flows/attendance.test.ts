import { v7 as newId } from 'uuid'
import { afterEach, expect, it } from 'vitest'
import { createRelay, type Relay } from '../../../api/db/relay.ts'
import { onConferenceFactRecordAttendance } from '../../../api/flows/on-conference-fact-record-attendance.ts'
import type { DomainEvent, FactName } from '../../../contract/events.ts'
import { bookMeeting } from '../../../scheduler/book-meeting.ts'
import { listAttendance } from '../../../scheduler/list-attendance.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { createLog } from '../../support/log.ts'
import { bookingForm, setScene } from '../../support/scheduling.ts'
import { until } from '../../support/until.ts'

let relay: Relay | undefined
afterEach(() => relay?.stop())

forEachDatabase((open, kind) => {
  it('records who was there from the facts of a node, however often each of them arrives', async () => {
    const database = await open()
    const { deps, manager } = await setScene(database)
    const { work, clock } = database
    const meeting = await bookMeeting(deps, manager, bookingForm())
    const about = { meetingId: meeting.id, occurrenceId: meeting.occurrences[0]!.id, conferenceId: newId() }
    const seatId = newId()
    const told: [string, FactName, object][] = [
      ['08:00', 'conference.started', {}],
      [
        '08:00',
        'participant.joined',
        { seatId, personId: null, name: 'Ion', organisation: null, guest: true },
      ],
      ['08:10', 'participant.away', { seatId }],
      ['08:11', 'participant.back', { seatId }],
      ['08:30', 'participant.left', { seatId, reason: 'left' }],
      ['08:31', 'conference.ended', { reason: 'host' }],
    ]
    const facts = told.map(([time, name, extra]) => ({
      id: newId(),
      name,
      at: `2026-11-24T${time}:00.000Z`,
      actorId: null,
      payload: { ...about, ...extra },
    })) as unknown as DomainEvent<FactName>[]

    const logger = createLog()
    relay = createRelay({
      work,
      clock,
      logger,
      alone: kind === 'sqlite',
      pollMs: 20,
      handlers: [onConferenceFactRecordAttendance()],
    })
    await relay.start()
    // As the road from a node delivers them: in order, and some more than once.
    for (const fact of facts.flatMap((one, index) => (index % 2 ? [one, one] : [one])))
      await work.run(async ({ events }) => events.append(fact))
    for (const fact of facts) await work.run(async ({ events }) => events.append(fact))
    await until('every fact to be recorded', async () => {
      const left = await work.read(({ outbox }) => outbox.unsettled())
      return left.length === 0
    })

    expect(logger.errors).toEqual([])
    expect(await listAttendance(deps, manager, meeting.id)).toEqual([
      {
        seatId,
        personId: null,
        name: 'Ion',
        organisation: null,
        guest: true,
        present: [{ from: '2026-11-24T08:00:00.000Z', until: '2026-11-24T08:30:00.000Z' }],
        away: [{ from: '2026-11-24T08:10:00.000Z', until: '2026-11-24T08:11:00.000Z' }],
        presentSeconds: 29 * 60,
      },
    ])
  })
})
