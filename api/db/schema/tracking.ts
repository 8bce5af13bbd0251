import { EntitySchema } from 'typeorm'
import type {
  ActionRow,
  AssessmentRow,
  ForecastRow,
  MilestoneRow,
  ProjectRow,
  RemarkRow,
  ReportRow,
} from '../../../tracker/ports.ts'
import { bool, id, instant, integer, json, key, nullable, text } from '../columns.ts'

/** `foldedCode` sorts and is unique; `searchText` is what a search looks into. Both are made by the repository. */
export type StoredProject = ProjectRow & { foldedCode: string; searchText: string }

export const projectSchema = new EntitySchema<StoredProject>({
  name: 'project',
  columns: {
    id: key,
    code: text,
    name: text,
    description: text,
    organisationId: nullable(id),
    managerPersonId: nullable(id),
    status: text,
    createdAt: instant,
    version: integer,
    foldedCode: text,
    searchText: text,
  },
})

/** `searchText` is what a search looks into, made by the repository. */
export type StoredMilestone = MilestoneRow & { searchText: string }

export const milestoneSchema = new EntitySchema<StoredMilestone>({
  name: 'milestone',
  columns: {
    id: key,
    projectId: id,
    title: text,
    criteria: text,
    baseline: text,
    toleranceDays: integer,
    forecast: text,
    actual: nullable(text),
    ownerPersonId: nullable(id),
    createdAt: instant,
    version: integer,
    searchText: text,
  },
})

export const forecastSchema = new EntitySchema<ForecastRow>({
  name: 'forecast',
  columns: {
    id: key,
    milestoneId: id,
    date: text,
    reason: text,
    decisionId: nullable(id),
    byPersonId: id,
    at: instant,
  },
})

/** The health in two columns: lists are filtered by its colour. */
export type StoredAssessment = Omit<AssessmentRow, 'health'> & AssessmentRow['health']

export const assessmentSchema = new EntitySchema<StoredAssessment>({
  name: 'assessment',
  columns: {
    projectId: key,
    day: text,
    colour: text,
    reasons: json,
    milestoneCount: integer,
    metCount: integer,
    openActions: integer,
    nextMilestone: nullable(json),
    from: { ...nullable(text), name: 'from_day' },
    until: { ...nullable(text), name: 'until_day' },
  },
})

export const actionSchema = new EntitySchema<ActionRow>({
  name: 'tracked_action',
  columns: {
    id: key,
    text,
    ownerPersonId: id,
    dueOn: text,
    status: text,
    closedOn: nullable(text),
    closedByPersonId: nullable(id),
    note: nullable(text),
    milestoneId: nullable(id),
    meetingId: nullable(id),
    draftId: nullable(id),
    createdAt: instant,
    version: integer,
  },
})

export const reportSchema = new EntitySchema<ReportRow>({
  name: 'report',
  columns: {
    id: key,
    projectId: id,
    period: text,
    status: text,
    act: nullable(json),
    authorPersonId: nullable(id),
    locale: text,
    dueOn: text,
    submittedAt: nullable(instant),
    submittedLate: nullable(bool),
    acceptedByPersonId: nullable(id),
    acceptedAt: nullable(instant),
    sections: json,
    facts: json,
    createdAt: instant,
    version: integer,
  },
})

export const remarkSchema = new EntitySchema<RemarkRow>({
  name: 'report_remark',
  columns: { id: key, reportId: id, text, byPersonId: id, at: instant },
})
