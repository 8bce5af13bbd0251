import type {
  AddForecast,
  AddMilestone,
  AddProject,
  ChangeMilestone,
  ChangeProject,
  HealthColour,
  MeetMilestone,
  MilestoneDetail,
  MilestoneSummary,
  Project,
  ProjectDecision,
  ProjectStatus,
  ProjectSummary,
} from '#contract/tracking.ts'
import type { Page } from '#contract/values.ts'
import { allPages } from './all-pages.ts'
import { request } from './request.ts'

type ProjectsAsked = {
  search?: string | undefined
  health?: HealthColour | undefined
  status?: ProjectStatus | undefined
  mine?: boolean | undefined
}

/** Every project that fits, by code. */
export const listProjects = (query: ProjectsAsked, signal?: AbortSignal) =>
  allPages<ProjectSummary>('/api/projects', query, signal)
export const getProject = (id: string) => request<Project>('GET', `/api/projects/${id}`)
/** The latest decisions about it, newest first. */
export const listProjectDecisions = (id: string) =>
  request<ProjectDecision[]>('GET', `/api/projects/${id}/decisions`)
export const addProject = (body: AddProject) => request<Project>('POST', '/api/projects', { body })
export const changeProject = (id: string, body: ChangeProject) =>
  request<Project>('PUT', `/api/projects/${id}`, { body })

/** The first milestones of running projects that have every word of `search` in their title or in their project's name. */
export const findMilestones = (search: string, signal?: AbortSignal) =>
  request<Page<MilestoneSummary>>('GET', '/api/milestones', {
    query: { search, projectStatus: 'running', limit: 20 },
    ...(signal && { signal }),
  })
export const listMilestones = (query: { projectStatus?: ProjectStatus | undefined }, signal?: AbortSignal) =>
  allPages<MilestoneSummary>('/api/milestones', query, signal)
export const getMilestone = (id: string) => request<MilestoneDetail>('GET', `/api/milestones/${id}`)
export const addMilestone = (projectId: string, body: AddMilestone) =>
  request<MilestoneDetail>('POST', `/api/projects/${projectId}/milestones`, { body })
/** Its baseline stays. */
export const changeMilestone = (id: string, body: ChangeMilestone) =>
  request<MilestoneDetail>('PUT', `/api/milestones/${id}`, { body })
export const forecastMilestone = (id: string, body: AddForecast) =>
  request<MilestoneDetail>('POST', `/api/milestones/${id}/forecasts`, { body })
/** Without a day: takes back that it was met. */
export const meetMilestone = (id: string, body: MeetMilestone) =>
  request<MilestoneDetail>('POST', `/api/milestones/${id}/meet`, { body })
