import type { DomainEvent, EventName } from '../../contract/events.ts'
import type { Topic } from '../../contract/live.ts'
import type { Id } from '../../contract/values.ts'
import { handler } from '../db/relay.ts'
import type { LivePages, Reconsidered } from '../routes/live-pages.ts'

const topicsOfAction = (projectId: Id | null): Topic[] =>
  projectId === null ? ['actions'] : ['actions', 'projects', `project:${projectId}`]

/** What each event changes on pages that are open; events that are not named here change none. */
const topics: { [N in EventName]?: (event: DomainEvent<N>) => Topic[] } = {
  'meeting.booked': ({ payload }) => ['calendar', 'rooms', `meeting:${payload.meetingId}`],
  'meeting.changed': ({ payload }) => ['calendar', 'rooms', `meeting:${payload.meetingId}`],
  'meeting.cancelled': ({ payload }) => ['calendar', 'rooms', `meeting:${payload.meetingId}`],
  'attendance.changed': ({ payload }) => ['calendar', `meeting:${payload.meetingId}`],
  'meeting.convened': ({ payload }) => [
    'calendar',
    `meeting:${payload.meetingId}`,
    `group:${payload.groupId}`,
  ],
  'attendees.changed': ({ payload }) => ['needs', `meeting:${payload.meetingId}`],
  'invitation.answered': ({ payload }) => ['needs', `meeting:${payload.meetingId}`],
  'mailed-answer.kept': ({ payload }) => [`meeting:${payload.meetingId}`],
  'mailed-answer.settled': ({ payload }) => [`meeting:${payload.meetingId}`],
  'delivery.changed': ({ payload }) => [`meeting:${payload.meetingId}`, 'administration'],
  'agenda.changed': ({ payload }) => [`meeting:${payload.meetingId}`],
  'minutes.changed': ({ payload }) => [`meeting:${payload.meetingId}`],
  'minutes.approved': ({ payload }) => ['needs', `meeting:${payload.meetingId}`],
  'minutes.published': ({ payload }) => ['needs', `meeting:${payload.meetingId}`],
  'group.changed': ({ payload }) => ['groups', `group:${payload.groupId}`],
  'project.changed': ({ payload }) => ['projects', `project:${payload.projectId}`],
  'milestone.changed': ({ payload }) => ['projects', `project:${payload.projectId}`],
  'action.changed': ({ payload }) => topicsOfAction(payload.projectId),
  'action.closed': ({ payload }) => topicsOfAction(payload.projectId),
  'action.assigned': () => ['actions'],
  'report.drafted': ({ payload }) => ['reports', `report:${payload.reportId}`],
  'report.changed': ({ payload }) => [`report:${payload.reportId}`],
  'report.submitted': ({ payload }) => ['reports', `report:${payload.reportId}`],
  'report.returned': ({ payload }) => ['reports', `report:${payload.reportId}`],
  'report.accepted': ({ payload }) => ['reports', `report:${payload.reportId}`],
  'room.changed': () => ['rooms'],
  'person.changed': () => ['people'],
  'organisation.changed': () => ['people'],
}

/** What may end somebody's right to watch, and which topics it is about. */
const rights: { [N in EventName]?: (event: DomainEvent<N>) => Reconsidered } = {
  'meeting.changed': ({ payload }) => ({ about: `meeting:${payload.meetingId}`, personId: null }),
  'attendees.changed': ({ payload }) => ({ about: `meeting:${payload.meetingId}`, personId: null }),
  // Its chair and secretary see its private meetings.
  'group.changed': () => ({ about: 'meeting:', personId: null }),
  // Its manager sees its reports.
  'project.changed': () => ({ about: 'report:', personId: null }),
  'report.changed': ({ payload }) => ({ about: `report:${payload.reportId}`, personId: null }),
  // Roles, or no account any more.
  'person.changed': ({ payload }) => ({ about: 'everything', personId: payload.personId }),
}

/** Other events wait for it: whoever cannot be reached is asked again later, and not waited for. */
const patienceMs = 5_000

/**
 * When something has changed, open pages that show it are told to ask again; whoever may no longer see it is told nothing, of
 * this change already.
 */
export const onChangeTellLive = (pages: LivePages) =>
  handler({
    name: 'on-change-tell-live',
    on: Object.keys(topics) as EventName[],
    send: async (event, signal) => {
      const rightsOf = rights[event.name] as ((event: DomainEvent) => Reconsidered) | undefined
      const reconsidered = rightsOf?.(event)
      if (reconsidered)
        await pages.reconsider(reconsidered, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]))
      const topicsOf = topics[event.name] as ((event: DomainEvent) => Topic[]) | undefined
      pages.tellChanged(topicsOf?.(event) ?? [])
    },
  })
