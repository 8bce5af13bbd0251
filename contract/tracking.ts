/**
 * Projects, milestones, actions and monitoring reports. Words are those of PM² and PRINCE2: baseline (what was agreed),
 * forecast (what is expected now, with its history), actual (when it was met), tolerance (how far it may slip before
 * somebody must decide). Slip counts working days, Romanian public holidays left out.
 */
import { z } from 'zod'
import { ActRef } from './groups.ts'
import { Organisation } from './identity.ts'
import { Id, Instant, line, LocalDate, Locale, prose, Version } from './values.ts'

/** A day that a plan may name. The bounds catch a mistyped year before anybody counts working days from it. */
export const PlanDate = LocalDate.refine((day) => day >= '2000-01-01' && day <= '2099-12-31')

export const HealthColour = z.enum(['green', 'amber', 'red'])
export type HealthColour = z.infer<typeof HealthColour>

/** Why a milestone or project has its colour, in a form that the page puts into words. */
export const HealthReason = z.discriminatedUnion('rule', [
  z.object({
    rule: z.literal('beyond-tolerance'),
    milestoneId: Id,
    title: z.string(),
    slipDays: z.int(),
    toleranceDays: z.int(),
  }),
  z.object({
    rule: z.literal('within-tolerance'),
    milestoneId: Id,
    title: z.string(),
    slipDays: z.int(),
    toleranceDays: z.int(),
  }),
  z.object({ rule: z.literal('overdue'), milestoneId: Id, title: z.string(), overdueDays: z.int() }),
  z.object({ rule: z.literal('met-late'), milestoneId: Id, title: z.string(), slipDays: z.int() }),
  z.object({
    rule: z.literal('actions-late'),
    milestoneId: Id.nullable(),
    title: z.string().nullable(),
    count: z.int(),
  }),
  z.object({ rule: z.literal('report-late'), period: z.string(), overdueDays: z.int() }),
])
export type HealthReason = z.infer<typeof HealthReason>
export const Health = z.object({ colour: HealthColour, reasons: z.array(HealthReason) })
export type Health = z.infer<typeof Health>

/** One expectation of a milestone's date, with the reason and, where there is one, the decision it came from. */
export const Forecast = z.object({
  id: Id,
  date: LocalDate,
  reason: z.string(),
  decisionId: Id.nullable(),
  by: z.string(),
  at: Instant,
})
export type Forecast = z.infer<typeof Forecast>

export const Milestone = z.object({
  id: Id,
  projectId: Id,
  title: z.string(),
  /** What must be seen for it to count as met. */
  criteria: z.string(),
  baseline: LocalDate,
  toleranceDays: z.int(),
  forecast: LocalDate,
  actual: LocalDate.nullable(),
  owner: z.object({ personId: Id, name: z.string() }).nullable(),
  /** Working days from baseline to actual, or to forecast while it is not met; negative is early. */
  slipDays: z.int(),
  health: Health,
  openActions: z.int(),
  version: Version,
})
export type Milestone = z.infer<typeof Milestone>

/** Something that ties a milestone to what was said about it: an agenda item, a decision or a whole meeting. */
export const MilestoneLink = z.object({
  kind: z.enum(['agenda-item', 'decision', 'meeting']),
  id: Id,
  meetingId: Id,
  meetingTitle: z.string(),
  startsAt: Instant,
  text: z.string(),
  decisionNumber: z.int().nullable(),
})
export type MilestoneLink = z.infer<typeof MilestoneLink>

export const MilestoneDetail = Milestone.extend({
  projectName: z.string(),
  forecasts: z.array(Forecast),
  links: z.array(MilestoneLink),
  rights: z.object({ change: z.boolean() }),
})
export type MilestoneDetail = z.infer<typeof MilestoneDetail>

export const ProjectStatus = z.enum(['planned', 'running', 'closed'])
export type ProjectStatus = z.infer<typeof ProjectStatus>

const projectBase = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  description: z.string(),
  organisation: Organisation.pick({ id: true, name: true, shortName: true }).nullable(),
  manager: z.object({ personId: Id, name: z.string() }).nullable(),
  status: ProjectStatus,
  health: Health,
  version: Version,
})

export const ProjectSummary = projectBase.omit({ description: true }).extend({
  milestoneCount: z.int(),
  metCount: z.int(),
  openActions: z.int(),
  nextMilestone: z.object({ id: Id, title: z.string(), forecast: LocalDate, slipDays: z.int() }).nullable(),
  /** For the time line: the first and last dates of its milestones. */
  from: LocalDate.nullable(),
  until: LocalDate.nullable(),
  rights: z.object({ change: z.boolean() }),
})
export type ProjectSummary = z.infer<typeof ProjectSummary>

export const Project = projectBase.extend({
  milestones: z.array(Milestone),
  rights: z.object({ change: z.boolean() }),
})
export type Project = z.infer<typeof Project>

/** What a meeting decided about one of a project's milestones, from its published minutes. */
export const ProjectDecision = z.object({
  decisionId: Id,
  number: z.int(),
  text: z.string(),
  meetingId: Id,
  meetingTitle: z.string(),
  startsAt: Instant,
  minutesAct: ActRef.nullable(),
  milestone: z.object({ id: Id, title: z.string() }),
})
export type ProjectDecision = z.infer<typeof ProjectDecision>

const project = {
  code: line(24),
  name: line(200),
  description: prose(10_000),
  organisationId: Id.nullable(),
  managerPersonId: Id.nullable(),
}
export const AddProject = z.strictObject(project)
export type AddProject = z.infer<typeof AddProject>
export const ChangeProject = z.strictObject({ ...project, status: ProjectStatus, version: Version })
export type ChangeProject = z.infer<typeof ChangeProject>

/** A milestone in a list that runs over projects: to choose one, or to draw a time line. */
export const MilestoneSummary = Milestone.pick({
  id: true,
  title: true,
  baseline: true,
  toleranceDays: true,
  forecast: true,
  actual: true,
  slipDays: true,
}).extend({
  project: z.object({ id: Id, code: z.string(), name: z.string(), status: ProjectStatus }),
})
export type MilestoneSummary = z.infer<typeof MilestoneSummary>

export const AddMilestone = z.strictObject({
  title: line(200),
  criteria: prose(4000).default(''),
  baseline: PlanDate,
  toleranceDays: z.int().min(0).max(365),
  ownerPersonId: Id.nullable(),
})
export type AddMilestone = z.infer<typeof AddMilestone>
/** The baseline does not change here: it is what was agreed. A new expectation is a forecast. */
export const ChangeMilestone = AddMilestone.omit({ baseline: true }).extend({ version: Version })
export type ChangeMilestone = z.infer<typeof ChangeMilestone>
export const AddForecast = z.strictObject({
  date: PlanDate,
  reason: line(1000),
  decisionId: Id.nullable().default(null),
  version: Version,
})
export type AddForecast = z.infer<typeof AddForecast>
export const MeetMilestone = z.strictObject({ actual: PlanDate.nullable(), version: Version })
export type MeetMilestone = z.infer<typeof MeetMilestone>

export const ActionStatus = z.enum(['open', 'done', 'dropped'])
export type ActionStatus = z.infer<typeof ActionStatus>

export const Action = z.object({
  id: Id,
  text: z.string(),
  /** `left`: the owner's account is suspended, so somebody else has to take the action over. */
  owner: z.object({ personId: Id, name: z.string(), left: z.boolean() }),
  dueOn: LocalDate,
  status: ActionStatus,
  closedOn: LocalDate.nullable(),
  note: z.string().nullable(),
  late: z.boolean(),
  milestone: z.object({ id: Id, title: z.string(), projectId: Id, projectName: z.string() }).nullable(),
  /** The minutes it came from. */
  source: z.object({ meetingId: Id, meetingTitle: z.string(), minutesAct: ActRef.nullable() }).nullable(),
  rights: z.object({ close: z.boolean(), change: z.boolean() }),
  version: Version,
})
export type Action = z.infer<typeof Action>

/** How an action that published minutes name stands since it is tracked. */
export const MinutesAction = z.object({
  /** As the minutes have it. */
  draftId: Id,
  /** Null to those who may not see the action itself. */
  actionId: Id.nullable(),
  status: ActionStatus,
  dueOn: LocalDate,
  closedOn: LocalDate.nullable(),
  late: z.boolean(),
})
export type MinutesAction = z.infer<typeof MinutesAction>

export const AddAction = z.strictObject({
  text: line(2000),
  ownerPersonId: Id,
  dueOn: PlanDate,
  milestoneId: Id.nullable(),
})
export type AddAction = z.infer<typeof AddAction>
export const ChangeTrackedAction = AddAction.extend({ version: Version })
export type ChangeTrackedAction = z.infer<typeof ChangeTrackedAction>
export const CloseAction = z.strictObject({
  status: ActionStatus.exclude(['open']),
  note: line(1000).nullable().default(null),
  version: Version,
})
export type CloseAction = z.infer<typeof CloseAction>
/** The same from the personal link in a mail, where the owner sees one action and no version. */
export const CloseActionByLink = z.strictObject({ note: line(1000).nullable().default(null) })
export const PersonalAction = z.object({
  text: z.string(),
  ownerName: z.string(),
  dueOn: LocalDate,
  status: ActionStatus,
  late: z.boolean(),
  milestoneTitle: z.string().nullable(),
  projectName: z.string().nullable(),
})
export type PersonalAction = z.infer<typeof PersonalAction>

// ---- Monitoring reports --------------------------------------------------------------------------------------

export const ReportStatus = z.enum(['draft', 'submitted', 'returned', 'accepted'])
export type ReportStatus = z.infer<typeof ReportStatus>

/** A month, `2026-11`. */
export const Period = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
export type Period = z.infer<typeof Period>

/** The facts of the period, as they stood when the report was drafted; every sentence of the draft names its facts. */
export const ReportFact = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('milestone'),
    id: z.string(),
    milestoneId: Id,
    title: z.string(),
    baseline: LocalDate,
    forecast: LocalDate,
    actual: LocalDate.nullable(),
    slipDays: z.int(),
    slipAtStart: z.int(),
    colour: HealthColour,
  }),
  z.object({
    kind: z.literal('decision'),
    id: z.string(),
    decisionId: Id,
    meetingId: Id,
    meetingTitle: z.string(),
    number: z.int(),
    text: z.string(),
    minutesAct: ActRef.nullable(),
    on: LocalDate,
  }),
  z.object({
    kind: z.literal('action'),
    id: z.string(),
    actionId: Id,
    text: z.string(),
    ownerName: z.string(),
    dueOn: LocalDate,
    status: ActionStatus,
    closedOn: LocalDate.nullable(),
    late: z.boolean(),
  }),
  z.object({
    kind: z.literal('meeting'),
    id: z.string(),
    meetingId: Id,
    title: z.string(),
    on: LocalDate,
    invited: z.int(),
    present: z.int(),
    institutionsPresent: z.int(),
  }),
])
export type ReportFact = z.infer<typeof ReportFact>

export const reportSections = [
  'summary',
  'milestones',
  'decisions',
  'actions',
  'meetings',
  'corrective-measures',
  'next-period',
] as const
export const ReportSection = z.object({
  key: z.enum(reportSections),
  text: prose(20_000),
  factIds: z.array(z.string()),
})
export type ReportSection = z.infer<typeof ReportSection>

/** One sentence of the draft, and the facts that it says: what ties a text to its facts, whatever its author made of it. */
export const ReportSentence = z.object({ text: z.string(), factIds: z.array(z.string()) })
export type ReportSentence = z.infer<typeof ReportSentence>

export const Report = z.object({
  id: Id,
  project: z.object({ id: Id, code: z.string(), name: z.string() }),
  period: Period,
  status: ReportStatus,
  /** Given when it is first submitted. */
  act: ActRef.nullable(),
  author: z.object({ personId: Id, name: z.string() }).nullable(),
  /** The language that it is drafted and printed in. */
  locale: Locale,
  dueOn: LocalDate,
  submittedAt: Instant.nullable(),
  /** Submitted after `dueOn`, or not submitted and `dueOn` has passed. A late report stays late when it is returned and sent again. */
  late: z.boolean(),
  /** `sentences` are those that were drafted last for the section. */
  sections: z.array(ReportSection.extend({ sentences: z.array(ReportSentence) })),
  facts: z.array(ReportFact),
  /** Facts that have changed since the draft was made, as they are now. */
  changedFacts: z.array(ReportFact),
  remarks: z.array(z.object({ text: z.string(), by: z.string(), at: Instant })),
  accepted: z.object({ by: z.string(), at: Instant }).nullable(),
  rights: z.object({ edit: z.boolean(), submit: z.boolean(), review: z.boolean() }),
  version: Version,
})
export type Report = z.infer<typeof Report>
export const ReportSummary = Report.pick({
  id: true,
  project: true,
  period: true,
  status: true,
  author: true,
  dueOn: true,
  submittedAt: true,
  late: true,
})
export type ReportSummary = z.infer<typeof ReportSummary>

/** What became of a project's month: `missing` is over and has no report, `none` asks for none (yet). */
export const ReportCellState = z.enum([...ReportStatus.options, 'missing', 'none'])
export type ReportCellState = z.infer<typeof ReportCellState>
/** The last months of every project that reports: a row to a project, a cell to each of `periods`, oldest first. */
export const ReportOverview = z.object({
  periods: z.array(Period),
  projects: z.array(
    z.object({
      id: Id,
      code: z.string(),
      name: z.string(),
      /** Whether the reader may begin a report of it. */
      mayBegin: z.boolean(),
      cells: z.array(
        z.object({
          period: Period,
          state: ReportCellState,
          late: z.boolean(),
          reportId: Id.nullable(),
        }),
      ),
    }),
  ),
})
export type ReportOverview = z.infer<typeof ReportOverview>
export const DraftReport = z.strictObject({ projectId: Id, period: Period })
export type DraftReport = z.infer<typeof DraftReport>
export const WriteReport = z.strictObject({
  sections: z
    .array(z.strictObject({ key: z.enum(reportSections), text: prose(20_000) }))
    .max(reportSections.length),
  version: Version,
})
export type WriteReport = z.infer<typeof WriteReport>
export const ReturnReport = z.strictObject({ remark: line(2000), version: Version })
export type ReturnReport = z.infer<typeof ReturnReport>
