import type {
  Action,
  ActionStatus,
  AddAction,
  ChangeTrackedAction,
  CloseAction,
  PersonalAction,
} from '#contract/tracking.ts'
import type { Page } from '#contract/values.ts'
import { request } from './request.ts'

type Asked = {
  mine?: boolean
  projectId?: string | undefined
  milestoneId?: string | undefined
  meetingId?: string | undefined
  status?: ActionStatus | undefined
  late?: boolean | undefined
  cursor?: string | undefined
  limit?: number
}

/** By due day. */
export const listActions = (query: Asked, signal?: AbortSignal) =>
  request<Page<Action>>('GET', '/api/actions', { query, ...(signal && { signal }) })
export const getAction = (id: string) => request<Action>('GET', `/api/actions/${id}`)
export const addAction = (body: AddAction) => request<Action>('POST', '/api/actions', { body })
export const changeAction = (id: string, body: ChangeTrackedAction) =>
  request<Action>('PUT', `/api/actions/${id}`, { body })
export const closeAction = (id: string, body: CloseAction) =>
  request<Action>('POST', `/api/actions/${id}/close`, { body })

/** What the personal link in a mail leads to; nobody needs to be signed in. */
export const getPersonalAction = (token: string) =>
  request<PersonalAction>('GET', `/api/action-link/${encodeURIComponent(token)}`)
export const closePersonalAction = (token: string, body: { note: string | null }) =>
  request<PersonalAction>('POST', `/api/action-link/${encodeURIComponent(token)}/close`, { body })
