/** Every page of the site map outside the conference, with what must be there before it is looked at. */
import type { ReadyData } from './ready-data.ts'

export type PageToSee = {
  name: string
  path: string
  /** Only seen when nobody is signed in. */ door?: boolean
}

export function pagesToSee(data: ReadyData): PageToSee[] {
  const milestone = `/projects/${data.projects.projectId}/milestones/${data.projects.milestoneId}`
  return [
    { name: 'sign-in', path: '/sign-in', door: true },
    { name: 'sign-in-gone', path: '/sign-in?problem=session.provider-gone', door: true },
    { name: 'sign-in-left', path: '/sign-in?out=provider', door: true },
    { name: 'sign-in-code', path: '/sign-in?code=provider', door: true },
    { name: 'password', path: '/password?token=AAAAAAAAAAAAAAAAAAAAAAAA', door: true },
    { name: 'forgotten', path: '/forgotten', door: true },
    { name: 'invitation', path: data.convocations.invitation, door: true },
    { name: 'invitation-cancelled', path: data.convocations.cancelledInvitation, door: true },
    { name: 'invitation-wrong', path: '/i/AAAAAAAAAAAAAAAAAAAAAAAA', door: true },
    { name: 'today', path: '/' },
    { name: 'calendar-week', path: '/calendar' },
    { name: 'calendar-month', path: '/calendar?view=month' },
    { name: 'calendar-day', path: `/calendar?view=day&date=${tomorrow()}` },
    { name: 'calendar-list', path: '/calendar?view=list' },
    { name: 'meeting', path: `/meetings/${data.meetingId}` },
    { name: 'meeting-convened', path: `/meetings/${data.convocations.meetingId}` },
    { name: 'agenda', path: `/meetings/${data.convocations.meetingId}/agenda` },
    { name: 'agenda-empty', path: `/meetings/${data.meetingId}/agenda` },
    { name: 'convene', path: `/groups/${data.convocations.groupId}/convene` },
    {
      name: 'convene-again',
      path: `/groups/${data.convocations.groupId}/convene?repeats=${data.convocations.meetingId}`,
    },
    { name: 'meeting-cancelled', path: `/meetings/${data.cancelledId}` },
    { name: 'meeting-new', path: `/meetings/new?start=${tomorrow()}T09:30` },
    { name: 'meeting-edit', path: `/meetings/${data.meetingId}/edit` },
    { name: 'minutes-writing', path: `/meetings/${data.minutes.draftId}/minutes` },
    { name: 'minutes-published', path: `/meetings/${data.minutes.publishedId}/minutes` },
    { name: 'minutes-none', path: `/meetings/${data.meetingId}/minutes` },
    { name: 'groups', path: '/groups' },
    { name: 'groups-all', path: '/groups?closed' },
    { name: 'group', path: `/groups/${data.groups.groupId}` },
    { name: 'group-empty', path: `/groups/${data.groups.emptyGroupId}` },
    { name: 'group-closed', path: `/groups/${data.groups.closedGroupId}` },
    { name: 'group-new', path: '/groups/new' },
    { name: 'group-edit', path: `/groups/${data.groups.groupId}/edit` },
    { name: 'rooms', path: '/rooms' },
    { name: 'room', path: `/rooms/${data.roomId}` },
    { name: 'room-new', path: '/rooms/new' },
    { name: 'room-edit', path: `/rooms/${data.roomId}/edit` },
    { name: 'people', path: '/people' },
    { name: 'person', path: `/people/${data.personId}` },
    { name: 'person-new', path: '/people/new' },
    { name: 'organisations', path: '/people/organisations' },
    { name: 'projects', path: '/projects' },
    { name: 'projects-board', path: '/projects?view=board' },
    { name: 'projects-health', path: '/projects?view=board&by=health' },
    { name: 'projects-timeline', path: '/projects?view=timeline' },
    { name: 'projects-quarter', path: '/projects?view=timeline&span=quarter' },
    { name: 'projects-none', path: '/projects?search=nimic' },
    { name: 'project', path: `/projects/${data.projects.projectId}` },
    { name: 'project-empty', path: `/projects/${data.projects.emptyId}` },
    { name: 'project-new', path: '/projects/new' },
    { name: 'project-edit', path: `/projects/${data.projects.projectId}/edit` },
    { name: 'milestone', path: milestone },
    { name: 'milestone-edit', path: `${milestone}/edit` },
    { name: 'milestone-new', path: `/projects/${data.projects.projectId}/milestones/new` },
    { name: 'actions', path: '/actions' },
    { name: 'actions-all', path: '/actions?mine=0&status=all' },
    { name: 'actions-none', path: '/actions?late=1&status=dropped' },
    { name: 'action-new', path: '/actions/new' },
    { name: 'action-edit', path: `/actions/${data.projects.action.id}/edit` },
    { name: 'action-link', path: `/a/${data.projects.token}`, door: true },
    { name: 'action-link-wrong', path: '/a/AAAAAAAAAAAAAAAAAAAAAAAA', door: true },
    { name: 'reports', path: '/reports' },
    { name: 'report', path: `/reports/${data.reports.draftId}` },
    { name: 'report-returned', path: `/reports/${data.reports.returnedId}` },
    { name: 'report-accepted', path: `/reports/${data.reports.acceptedId}` },
    { name: 'administration', path: '/administration' },
    { name: 'retention', path: '/administration/retention' },
    { name: 'account', path: '/account' },
    { name: 'missing', path: '/no-such-page' },
  ]
}

const tomorrow = () => Temporal.Now.plainDateISO('Europe/Bucharest').add({ days: 1 }).toString()
