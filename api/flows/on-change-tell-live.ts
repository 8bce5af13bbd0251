import type { DomainEvent, EventName } from '../../contract/events.ts'
import type { Topic } from '../../contract/live.ts'
import { handler } from '../db/relay.ts'
import type { LivePages } from '../routes/live.ts'

/** What each event changes on pages that are open; events that are not named here change none. */
const topics: { [N in EventName]?: (event: DomainEvent<N>) => Topic[] } = {
  'meeting.booked': ({ payload }) => ['calendar', 'rooms', `meeting:${payload.meetingId}`],
  'meeting.changed': ({ payload }) => ['calendar', 'rooms', `meeting:${payload.meetingId}`],
  'meeting.cancelled': ({ payload }) => ['calendar', 'rooms', `meeting:${payload.meetingId}`],
  'attendance.changed': ({ payload }) => ['calendar', `meeting:${payload.meetingId}`],
  'room.changed': () => ['rooms'],
  'person.changed': () => ['people'],
  'organisation.changed': () => ['people'],
}

/** When something has changed, open pages that show it are told to ask again. */
export const onChangeTellLive = (pages: LivePages) =>
  handler({
    name: 'on-change-tell-live',
    on: Object.keys(topics) as EventName[],
    send: async (event) => {
      const topicsOf = topics[event.name] as ((event: DomainEvent) => Topic[]) | undefined
      pages.tellChanged(topicsOf?.(event) ?? [])
    },
  })
