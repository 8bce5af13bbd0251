import type { ReportFact } from '../contract/tracking.ts'
import type { Instant, LocalDate } from '../contract/values.ts'
import { workingDaysBetween } from '../contract/working-days.ts'
import { isLate } from './actions.ts'
import { assessMilestone, slipOf } from './assess-milestone.ts'
import { dayOf, startOfDay } from './moments.ts'
import { firstDay, lastDay, nextPeriod } from './period.ts'
import type {
  ActionRow,
  DecisionRecord,
  ForecastRow,
  MeetingRecord,
  MilestoneRow,
  TrackerView,
} from './ports.ts'

export type Frame = {
  period: string
  /** The day on which the facts are looked at; after the month's end its last day counts. */
  today: LocalDate
  now: Instant
  zone: string
}

export type PeriodRecords = {
  milestones: MilestoneRow[]
  /** Of these milestones, oldest first. */
  forecasts: ForecastRow[]
  /** Open ones, and those closed since the period began. */
  actions: (ActionRow & { ownerName: string })[]
  decisions: DecisionRecord[]
  meetings: MeetingRecord[]
}

/** The instants at which a period begins and ends. */
export const boundsOf = ({
  period,
  zone,
}: Pick<Frame, 'period' | 'zone'>): { from: Instant; until: Instant } => ({
  from: startOfDay(firstDay(period), zone),
  until: startOfDay(firstDay(nextPeriod(period)), zone),
})

/** Reads what the facts of a project's period are made of: five questions, however much happened. */
export async function readPeriod(
  { milestones, actions, proceedings }: Pick<TrackerView, 'milestones' | 'actions' | 'proceedings'>,
  projectId: string,
  frame: Frame,
): Promise<PeriodRecords> {
  const { from, until: end } = boundsOf(frame)
  // A meeting that is still to come this month has not been held.
  const until = frame.now < end ? frame.now : end
  return {
    milestones: await milestones.recordsOf(projectId, frame.today),
    forecasts: await milestones.forecastsOfProject(projectId),
    actions: await actions.ofProject(projectId, firstDay(frame.period)),
    decisions: await proceedings.decisionsOf(projectId, from, until),
    meetings: await proceedings.meetingsOf(projectId, from, until),
  }
}

/**
 * The facts of a period, as they stood at its end (or stand today, while it lasts), in the order in which a report tells
 * them. What happened later is left to the next report; what was written down later about this period is told here.
 */
export function gatherFacts(records: PeriodRecords, frame: Frame): ReportFact[] {
  const { from, until } = boundsOf(frame)
  const end = lastDay(frame.period)
  const asOf = frame.today < end ? frame.today : end
  const actions = records.actions
    .filter(({ createdAt }) => createdAt < until)
    .map((action) => (action.closedOn !== null && action.closedOn > end ? reopened(action) : action))
  const lateOf = (milestoneId: string) =>
    actions.filter(
      (action) => action.milestoneId === milestoneId && action.status === 'open' && action.dueOn < asOf,
    ).length

  return [
    ...records.milestones
      .filter(
        ({ createdAt, actual }) => createdAt < until && (actual === null || actual >= firstDay(frame.period)),
      )
      .map((row) =>
        milestoneFact(row, records.forecasts, { from, until, end, asOf, lateActions: lateOf(row.id) }),
      ),
    ...records.decisions.map(({ startsAt, ...decision }): ReportFact => ({
      kind: 'decision',
      id: `decision:${decision.decisionId}`,
      ...decision,
      on: dayOf(startsAt, frame.zone),
    })),
    ...actions.map((action): ReportFact => ({
      kind: 'action',
      id: `action:${action.id}`,
      actionId: action.id,
      text: action.text,
      ownerName: action.ownerName,
      dueOn: action.dueOn,
      status: action.status,
      closedOn: action.closedOn,
      late: isLate(action, asOf),
    })),
    ...records.meetings.map(({ startsAt, ...meeting }): ReportFact => ({
      kind: 'meeting',
      id: `meeting:${meeting.meetingId}`,
      ...meeting,
      on: dayOf(startsAt, frame.zone),
    })),
  ]
}

/** An action that was closed after the period was still open in it. */
const reopened = <A extends ActionRow>(action: A): A => ({ ...action, status: 'open', closedOn: null })

type Span = { from: Instant; until: Instant; end: LocalDate; asOf: LocalDate; lateActions: number }

function milestoneFact(row: MilestoneRow, forecasts: readonly ForecastRow[], span: Span): ReportFact {
  const own = forecasts.filter(({ milestoneId }) => milestoneId === row.id)
  const forecastAt = (instant: Instant) => own.findLast(({ at }) => at < instant)?.date ?? row.baseline
  const then = {
    ...row,
    forecast: forecastAt(span.until),
    actual: row.actual !== null && row.actual <= span.end ? row.actual : null,
    lateActions: span.lateActions,
  }
  return {
    kind: 'milestone',
    id: `milestone:${row.id}`,
    milestoneId: row.id,
    title: row.title,
    baseline: row.baseline,
    forecast: then.forecast,
    actual: then.actual,
    slipDays: slipOf(then),
    slipAtStart: workingDaysBetween(row.baseline, forecastAt(span.from)),
    colour: assessMilestone(then, span.asOf).health.colour,
  }
}

/** The facts that are not as they were, as they are now; one that is new counts as changed. */
export function changedFacts(drafted: readonly ReportFact[], now: readonly ReportFact[]): ReportFact[] {
  const before = new Map(drafted.map((fact) => [fact.id, fingerprint(fact)]))
  return now.filter((fact) => before.get(fact.id) !== fingerprint(fact))
}

/** The same for equal facts, whatever order a database gives their fields in. */
const fingerprint = (fact: ReportFact): string =>
  JSON.stringify(fact, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
