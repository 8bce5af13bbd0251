/** What can be searched by typing besides pages and people: asked once, each time the search is opened. */
import CalendarDays from '@lucide/svelte/icons/calendar-days'
import DoorOpen from '@lucide/svelte/icons/door-open'
import FolderKanban from '@lucide/svelte/icons/folder-kanban'
import Landmark from '@lucide/svelte/icons/landmark'
import type { GroupSummary } from '#contract/groups.ts'
import type { CalendarEntry, Room } from '#contract/scheduling.ts'
import type { ProjectSummary } from '#contract/tracking.ts'
import { listGroups } from '#lib/api/groups.ts'
import { listEntries } from '#lib/api/meetings.ts'
import { listProjects } from '#lib/api/projects.ts'
import { listRooms } from '#lib/api/rooms.ts'
import * as m from '#lib/paraglide/messages.js'
import { preferences } from '#lib/preferences/preferences.svelte.ts'
import { session } from '#lib/session/session.svelte.ts'
import { sayDay, saySpan } from '#lib/time/spoken-time.ts'
import type { Command } from './command-list.ts'

/** Meetings from four weeks ago to eight weeks ahead, the groups, the projects, and the rooms. */
export async function askThings(signal: AbortSignal): Promise<Command[]> {
  const now = Temporal.Now.instant()
  const span = {
    from: now.subtract({ hours: 24 * 28 }).toString(),
    to: now.add({ hours: 24 * 56 }).toString(),
  }
  const [entries, groups, projects, rooms] = await Promise.all([
    listEntries(span, signal),
    listGroups(signal),
    listProjects({}, signal),
    listRooms(signal),
  ])
  return [
    ...entries.flatMap(meetingCommand),
    ...groups.map(groupCommand),
    ...projects.map(projectCommand),
    ...rooms.map(roomCommand),
  ]
}

function meetingCommand({ occurrenceId, meetingId, title, startsAt, endsAt }: CalendarEntry): Command[] {
  if (title === null) return []
  const { zone } = session
  const { locale } = preferences
  return [
    {
      id: occurrenceId,
      label: title,
      detail: `${sayDay(startsAt, zone, locale, 'short')}, ${saySpan(startsAt, endsAt, zone, locale)}`,
      group: m.search_meetings(),
      icon: CalendarDays,
      href: `/meetings/${meetingId}`,
    },
  ]
}

const groupCommand = ({ id, name, shortName }: GroupSummary): Command => ({
  ...{ id, label: name, detail: shortName, group: m.nav_groups(), icon: Landmark, href: `/groups/${id}` },
})

const projectCommand = ({ id, code, name }: ProjectSummary): Command => ({
  ...{ id, label: name, detail: code, group: m.nav_projects(), icon: FolderKanban, href: `/projects/${id}` },
})

const roomCommand = ({ id, name, building }: Room): Command => ({
  ...{ id, label: name, detail: building, group: m.nav_rooms(), icon: DoorOpen, href: `/rooms/${id}` },
})
