import CalendarDays from '@lucide/svelte/icons/calendar-days'
import ClipboardList from '@lucide/svelte/icons/clipboard-list'
import DoorOpen from '@lucide/svelte/icons/door-open'
import FolderKanban from '@lucide/svelte/icons/folder-kanban'
import Landmark from '@lucide/svelte/icons/landmark'
import ListChecks from '@lucide/svelte/icons/list-checks'
import Settings from '@lucide/svelte/icons/settings'
import Sun from '@lucide/svelte/icons/sun'
import Users from '@lucide/svelte/icons/users'
import type { Role } from '#contract/identity.ts'
import * as m from '#lib/paraglide/messages.js'
import type { IconComponent } from '#lib/ui/icon.ts'

/** An entry of the rail. Only what exists is listed: an entry that leads nowhere is a broken promise. */
export type Section = {
  href: string
  label: () => string
  icon: IconComponent
  /** Other addresses whose pages belong here. */
  also?: readonly string[]
  /** Who may see it; everybody when left out. */
  roles?: readonly Role[]
  /** Only for those whom monitoring reports concern, whatever their roles. */
  reports?: true
}

/** Who looks: their roles, and whether reports concern them. */
export type Onlooker = { has(...roles: Role[]): boolean; reports: boolean }

/** The places people work in, in the order of a day. */
export const sections: readonly Section[] = [
  { href: '/', label: m.nav_today, icon: Sun },
  { href: '/calendar', label: m.nav_calendar, icon: CalendarDays, also: ['/meetings'] },
  { href: '/groups', label: m.nav_groups, icon: Landmark },
  { href: '/rooms', label: m.nav_rooms, icon: DoorOpen },
  { href: '/projects', label: m.nav_projects, icon: FolderKanban },
  { href: '/actions', label: m.nav_actions, icon: ListChecks },
  {
    href: '/reports',
    label: m.nav_reports,
    icon: ClipboardList,
    reports: true,
  },
]

/** What keeps the house in order, below a line. */
export const lowerSections: readonly Section[] = [
  { href: '/people', label: m.nav_people, icon: Users, roles: ['administrator', 'secretariat'] },
  { href: '/administration', label: m.nav_administration, icon: Settings, roles: ['administrator'] },
]

/** Those of a list that somebody may see. */
export const visible = (list: readonly Section[], onlooker: Onlooker): Section[] =>
  list.filter(({ roles, reports }) => (!roles || onlooker.has(...roles)) && (!reports || onlooker.reports))

/** Whether a page belongs to a section: `/rooms/1` to `/rooms`, and only `/` to Today. */
export const isIn = (section: Section, path: string): boolean =>
  section.href === '/'
    ? path === '/'
    : [section.href, ...(section.also ?? [])].some((root) => path === root || path.startsWith(`${root}/`))
