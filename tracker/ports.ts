/**
 * What the tracker needs from the world. `api/db/repos` implements the stores; people, organisations, meetings and
 * minutes are other domains' rows, known here by id and read through the views below.
 * Days are contract `LocalDate`, instants contract `Instant`.
 */
import type { EventName, EventPayload } from '../contract/events.ts'
import type { ActRef } from '../contract/groups.ts'
import type {
  ActionStatus,
  Health,
  MilestoneLink,
  MilestoneSummary,
  ProjectDecision,
  ProjectStatus,
  ProjectSummary,
  ReportFact,
  ReportSection,
  ReportStatus,
  ReportSummary,
} from '../contract/tracking.ts'
import type { ActionsQuery, MilestonesQuery, ProjectsQuery, ReportsQuery } from '../contract/lists.ts'
import type { Id, Instant, LocalDate, Locale, Page } from '../contract/values.ts'

// ---- Projects and milestones ---------------------------------------------------------------------------------

export type ProjectRow = {
  id: Id
  code: string
  name: string
  description: string
  organisationId: Id | null
  managerPersonId: Id | null
  status: ProjectStatus
  createdAt: Instant
  version: number
}

/** A project with the names of those it points to. */
export type ProjectRecord = ProjectRow & {
  organisation: { id: Id; name: string; shortName: string } | null
  manager: { personId: Id; name: string } | null
}

/** `baseline` is written once, with the row; `forecast` repeats the last forecast, or the baseline before there is one. */
export type MilestoneRow = {
  id: Id
  projectId: Id
  title: string
  criteria: string
  baseline: LocalDate
  toleranceDays: number
  forecast: LocalDate
  actual: LocalDate | null
  ownerPersonId: Id | null
  createdAt: Instant
  version: number
}

/** A milestone with its owner's name and its actions counted: those open, and of these the ones past their day. */
export type MilestoneRecord = MilestoneRow & {
  ownerName: string | null
  openActions: number
  lateActions: number
}

export type ForecastRow = {
  id: Id
  milestoneId: Id
  date: LocalDate
  reason: string
  decisionId: Id | null
  byPersonId: Id
  at: Instant
}
export type ForecastRecord = ForecastRow & { byName: string }

/** How a project stands, as it was worked out on a day: kept, so that a list of projects is one question. */
export type AssessmentRow = {
  projectId: Id
  day: LocalDate
  health: Health
  milestoneCount: number
  metCount: number
  openActions: number
  nextMilestone: ProjectSummary['nextMilestone']
  from: LocalDate | null
  until: LocalDate | null
}

/** A project in a list, before anybody looks at it. */
export type ListedProject = Omit<ProjectSummary, 'rights'>

export type ProjectsView = {
  find(id: Id): Promise<ProjectRow | null>
  show(id: Id): Promise<ProjectRecord | null>
  /** By code. `managedBy` leaves only that person's. */
  page(query: Omit<ProjectsQuery, 'mine'> & { managedBy: Id | null }): Promise<Page<ListedProject>>
  /** Running projects, begun before an instant, that have no report for the period. */
  withoutReport(period: string, createdBefore: Instant): Promise<Id[]>
  /** By code: those that run, and those among `ids`. `managedBy` leaves only that person's. */
  reporting(
    ids: readonly Id[],
    managedBy: Id | null,
  ): Promise<Pick<ProjectRow, 'id' | 'code' | 'name' | 'status' | 'createdAt' | 'managerPersonId'>[]>
  /** Projects whose assessment is of a day before `day`. */
  assessedBefore(day: LocalDate): Promise<Id[]>
}
export type Projects = ProjectsView & {
  /** The row, held until the unit of work ends: whoever changes what a project's health is made of takes turns. */
  hold(id: Id): Promise<ProjectRow | null>
  /** Throws `project.code-taken`. */
  add(row: ProjectRow): Promise<void>
  /** Saves `row` over the version before it. Throws `row.changed` and `project.code-taken`. */
  change(row: ProjectRow): Promise<void>
}

export type MilestonesView = {
  find(id: Id): Promise<MilestoneRow | null>
  /** By the code of their project, then by baseline. */
  page(query: MilestonesQuery): Promise<Page<Omit<MilestoneSummary, 'slipDays'>>>
  /** Of one project, by baseline. */
  recordsOf(projectId: Id, today: LocalDate): Promise<MilestoneRecord[]>
  /** Of one milestone, oldest first. */
  forecastsOf(milestoneId: Id): Promise<ForecastRecord[]>
  /** Of all milestones of a project, oldest first. */
  forecastsOfProject(projectId: Id): Promise<ForecastRow[]>
}
export type Milestones = MilestonesView & {
  add(row: MilestoneRow): Promise<void>
  /** Saves `row` over the version before it. Throws `row.changed`. */
  change(row: MilestoneRow): Promise<void>
  addForecast(row: ForecastRow): Promise<void>
}

export type Assessments = { save(row: AssessmentRow): Promise<void> }

// ---- Actions -------------------------------------------------------------------------------------------------

export type ActionRow = {
  id: Id
  text: string
  ownerPersonId: Id
  dueOn: LocalDate
  status: ActionStatus
  closedOn: LocalDate | null
  closedByPersonId: Id | null
  note: string | null
  milestoneId: Id | null
  /** The meeting in whose minutes it stands, and its draft there: one draft becomes one action, however often it is asked. */
  meetingId: Id | null
  draftId: Id | null
  createdAt: Instant
  version: number
}

export type ActionRecord = ActionRow & {
  ownerName: string
  /** Whether the owner's account is suspended. */
  ownerLeft: boolean
  milestone: {
    id: Id
    title: string
    projectId: Id
    projectName: string
    managerPersonId: Id | null
  } | null
  source: { meetingId: Id; meetingTitle: string; minutesAct: ActRef | null } | null
}

export type ActionsView = {
  find(id: Id): Promise<ActionRow | null>
  show(id: Id): Promise<ActionRecord | null>
  /** By due day. `seenBy` leaves what that person owns or whose project they manage; null leaves all. */
  page(
    query: Omit<ActionsQuery, 'mine'> & { ownedBy: Id | null; seenBy: Id | null; today: LocalDate },
  ): Promise<Page<ActionRecord>>
  /** Those that stand in the minutes of a meeting, by due day. */
  ofMeeting(meetingId: Id): Promise<ActionRecord[]>
  /** Of one project: those open, and those closed on or after a day. */
  ofProject(projectId: Id, closedSince: LocalDate): Promise<(ActionRow & { ownerName: string })[]>
}
export type Actions = ActionsView & {
  /** False, and nothing is written, when the same draft was made an action before. */
  add(row: ActionRow): Promise<boolean>
  /** Saves `row` over the version before it. Throws `row.changed`. */
  change(row: ActionRow): Promise<void>
}

// ---- Reports -------------------------------------------------------------------------------------------------

/** A section with the text that was drafted for it: what the author has not touched may be drafted again. */
export type SectionRow = ReportSection & { drafted: string }

export type ReportRow = {
  id: Id
  projectId: Id
  period: string
  status: ReportStatus
  act: ActRef | null
  authorPersonId: Id | null
  locale: Locale
  dueOn: LocalDate
  /** The last time; `submittedLate` is about the first. */
  submittedAt: Instant | null
  submittedLate: boolean | null
  acceptedByPersonId: Id | null
  acceptedAt: Instant | null
  sections: SectionRow[]
  facts: ReportFact[]
  createdAt: Instant
  version: number
}

export type RemarkRow = { id: Id; reportId: Id; text: string; byPersonId: Id; at: Instant }

export type ReportRecord = ReportRow & {
  project: { id: Id; code: string; name: string; managerPersonId: Id | null }
  authorName: string | null
  acceptedByName: string | null
  /** Oldest first. */
  remarks: { text: string; by: string; at: Instant }[]
  /** The project's institution, or the author's; null when neither has one. */
  institution: string | null
}

export type ReportsView = {
  find(id: Id): Promise<ReportRow | null>
  show(id: Id): Promise<ReportRecord | null>
  /** Newest period first. `writtenBy` leaves those the person wrote or whose project they manage; null leaves all. */
  page(
    query: Omit<ReportsQuery, 'mine'> & { writtenBy: Id | null; today: LocalDate },
  ): Promise<Page<ReportSummary>>
  /** All of a period and after. */
  since(
    period: string,
    today: LocalDate,
  ): Promise<Pick<ReportSummary & ReportRow, 'id' | 'projectId' | 'period' | 'status' | 'late'>[]>
  /** Whether somebody has ever been a report's author, or manages a project that will want one. */
  concern(personId: Id): Promise<boolean>
  /** A project's reports that were due before `today` and have never been submitted, oldest first. */
  overdueOf(projectId: Id, today: LocalDate): Promise<{ period: string; dueOn: LocalDate }[]>
}
export type Reports = ReportsView & {
  /** False, and nothing is written, when the project has a report for the period. */
  add(row: ReportRow): Promise<boolean>
  /** Saves `row` over the version before it. Throws `row.changed`. */
  change(row: ReportRow): Promise<void>
  addRemark(row: RemarkRow): Promise<void>
}

// ---- What others keep ----------------------------------------------------------------------------------------

export type DecisionRecord = {
  decisionId: Id
  meetingId: Id
  meetingTitle: string
  startsAt: Instant
  number: number
  text: string
  minutesAct: ActRef | null
}
export type MeetingRecord = {
  meetingId: Id
  title: string
  startsAt: Instant
  /** Attendees; those who were in it; and from how many institutions these came. */
  invited: number
  present: number
  institutionsPresent: number
}

/** What meetings said about milestones. Private meetings and unpublished minutes are not told. */
export type Proceedings = {
  linksOf(milestoneId: Id): Promise<MilestoneLink[]>
  /** Whether minutes hold such a decision. */
  hasDecision(decisionId: Id): Promise<boolean>
  /** The latest decisions on a project's milestones, newest first; `most` of them. */
  latestDecisionsOf(projectId: Id, most: number): Promise<ProjectDecision[]>
  /** Decisions on a project's milestones in meetings that began in `[from, until)`, oldest first. */
  decisionsOf(projectId: Id, from: Instant, until: Instant): Promise<DecisionRecord[]>
  /** Meetings held in `[from, until)` whose agenda, decisions or actions name one of the project's milestones. */
  meetingsOf(projectId: Id, from: Instant, until: Instant): Promise<MeetingRecord[]>
}

export type PeopleView = {
  /** `erasedAt` of whoever is only a pseudonym any more. */
  find(id: Id): Promise<{ id: Id; name: string; locale: Locale; erasedAt?: Instant | null } | null>
}
export type OrganisationsView = { find(id: Id): Promise<{ id: Id } | null> }

/** The institution's register: `R-12/2026`, without gaps and never twice. */
export type Register = { next(kind: 'report', on: LocalDate): Promise<ActRef> }

// ---- Together ------------------------------------------------------------------------------------------------

/** What a read sees. */
export type TrackerView = {
  projects: ProjectsView
  milestones: MilestonesView
  actions: ActionsView
  reports: ReportsView
  proceedings: Proceedings
  people: PeopleView
}

/** What a unit of work may change; all of it is saved, or nothing. */
export type TrackerUnit = {
  projects: Projects
  milestones: Milestones
  assessments: Assessments
  actions: Actions
  reports: Reports
  proceedings: Proceedings
  people: PeopleView
  organisations: OrganisationsView
  register: Register
  events: {
    /** `change` is what it was and what it became, for the audit. */
    record<N extends EventName>(
      name: N,
      payload: EventPayload<N>,
      actorId?: Id | null,
      change?: { before: object; after: object },
    ): void
  }
}

export type Work = {
  run<T>(act: (unit: TrackerUnit) => Promise<T>): Promise<T>
  read<T>(look: (view: TrackerView) => Promise<T>): Promise<T>
}

export type Clock = { now(): Temporal.Instant }

/** What every use case needs. `zone` is where the institution's days begin and end. */
export type Deps = { work: Work; clock: Clock; zone: string }
