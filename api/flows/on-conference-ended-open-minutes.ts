import { handler } from '../db/relay.ts'
import { openFromAgenda } from '../../scheduler/open-minutes.ts'

/** When the conference of a meeting with an agenda ends, its minutes lie open for the secretary. */
export const onConferenceEndedOpenMinutes = handler({
  name: 'on-conference-ended-open-minutes',
  on: ['conference.ended'],
  save: async ({ at, payload: { meetingId } }, tx) => {
    const { items } = await tx.agendas.find(meetingId)
    if (items.length > 0) await openFromAgenda(tx, meetingId, at)
  },
})
