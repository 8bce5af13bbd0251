/**
 * What lists are asked with: filters and orders, whose names are the same everywhere. Apart from the other shapes, because a
 * page asks without parsing what it asks, and does not bring them.
 */
import { z } from 'zod'
import { ActionStatus, HealthColour, Period, ProjectStatus, ReportStatus } from './tracking.ts'
import { listLimits } from './limits.ts'
import { Id, Instant, LocalDateTime, Zone } from './values.ts'

/** How lists are cut into pages: an opaque cursor and a size. */
export const PageQuery = z.object({
  cursor: z.string().max(listLimits.cursorCharacters).optional(),
  limit: z.coerce.number().int().min(1).max(listLimits.page).default(listLimits.pageByDefault),
})
export type PageQuery = z.infer<typeof PageQuery>

/**
 * The orders that a list may be asked in, by the names of its fields; with `-` before it, from the end. What the name does not
 * settle goes by what the list goes by anyway.
 */
export const sortOf = <Name extends string>(...names: [Name, ...Name[]]) =>
  z
    .enum([...names, ...names.map((name) => `-${name}` as const)] as [Name, ...(Name | `-${Name}`)[]])
    .optional()

/** Open groups by name and closed ones after them, unless an order is asked for. */
export const GroupsQuery = PageQuery.extend({ sort: sortOf('name') })
export type GroupsQuery = z.infer<typeof GroupsQuery>

export const GroupMeetingsQuery = PageQuery.extend({ sort: sortOf('startsAt') })
export type GroupMeetingsQuery = z.infer<typeof GroupMeetingsQuery>

export const PeopleQuery = PageQuery.extend({
  /** Part of a name, address or organisation, without regard to case or diacritics. */
  search: z.string().trim().max(100).optional(),
  organisationId: Id.optional(),
  sort: sortOf('name', 'email'),
})
export type PeopleQuery = z.infer<typeof PeopleQuery>

export const OrganisationsQuery = PageQuery.extend({ sort: sortOf('name') })
export type OrganisationsQuery = z.infer<typeof OrganisationsQuery>

export const MeetingsQuery = PageQuery.extend({
  from: Instant,
  to: Instant,
  roomId: Id.optional(),
  /** Only those that I organise or attend. */
  mine: z.stringbool().default(false),
  sort: sortOf('startsAt'),
})
export type MeetingsQuery = z.infer<typeof MeetingsQuery>

export const RoomsQuery = PageQuery.extend({ sort: sortOf('building', 'name', 'capacity') })
export type RoomsQuery = z.infer<typeof RoomsQuery>

export const AvailabilityQuery = z.object({
  start: LocalDateTime,
  zone: Zone,
  durationMinutes: z.coerce
    .number()
    .int()
    .min(5)
    .max(24 * 60),
  /** The meeting being changed does not stand in its own way. */
  exceptMeetingId: Id.optional(),
})
export type AvailabilityQuery = z.infer<typeof AvailabilityQuery>

export const ProjectsQuery = PageQuery.extend({
  search: z.string().trim().max(100).optional(),
  health: HealthColour.optional(),
  status: ProjectStatus.optional(),
  mine: z.stringbool().default(false),
  sort: sortOf('code', 'createdAt'),
})
export type ProjectsQuery = z.infer<typeof ProjectsQuery>

export const MilestonesQuery = PageQuery.extend({
  /** Letters of the milestone's title, or of its project's code or name. */
  search: z.string().trim().max(100).optional(),
  projectId: Id.optional(),
  projectStatus: ProjectStatus.optional(),
  sort: sortOf('code', 'baseline', 'forecast'),
})
export type MilestonesQuery = z.infer<typeof MilestonesQuery>

export const ActionsQuery = PageQuery.extend({
  mine: z.stringbool().default(false),
  projectId: Id.optional(),
  milestoneId: Id.optional(),
  meetingId: Id.optional(),
  status: ActionStatus.optional(),
  late: z.stringbool().optional(),
  sort: sortOf('dueOn', 'createdAt'),
})
export type ActionsQuery = z.infer<typeof ActionsQuery>

export const ReportsQuery = PageQuery.extend({
  projectId: Id.optional(),
  period: Period.optional(),
  status: ReportStatus.optional(),
  mine: z.stringbool().default(false),
  sort: sortOf('period', 'dueOn'),
})
export type ReportsQuery = z.infer<typeof ReportsQuery>

export const ReportOverviewQuery = z.object({ months: z.coerce.number().int().min(1).max(24).default(6) })
export type ReportOverviewQuery = z.infer<typeof ReportOverviewQuery>
