import type {
  AddGroup,
  AddMandate,
  ChangeGroup,
  Group,
  GroupSummary,
  RevokeMandate,
} from '#contract/groups.ts'
import type { GroupMeeting } from '#contract/minutes.ts'
import type { Page } from '#contract/values.ts'
import { allPages } from './all-pages.ts'
import { request } from './request.ts'

export const listGroups = (signal?: AbortSignal) => allPages<GroupSummary>('/api/groups', {}, signal)
export const getGroup = (id: string, signal?: AbortSignal) =>
  request<Group>('GET', `/api/groups/${id}`, { ...(signal && { signal }) })
export const addGroup = (body: AddGroup) => request<Group>('POST', '/api/groups', { body })
export const changeGroup = (id: string, body: ChangeGroup) =>
  request<Group>('PUT', `/api/groups/${id}`, { body })

/** Both answer with the whole group, as it is then. */
export const addMandate = (id: string, body: AddMandate) =>
  request<Group>('POST', `/api/groups/${id}/mandates`, { body })
export const revokeMandate = (id: string, mandateId: string, body: RevokeMandate) =>
  request<Group>('POST', `/api/groups/${id}/mandates/${mandateId}/revoke`, { body })

/** Meetings to which the group was convened, the newest first. */
export const listGroupMeetings = (
  id: string,
  query: { cursor?: string | undefined; limit?: number },
  signal?: AbortSignal,
) => request<Page<GroupMeeting>>('GET', `/api/groups/${id}/meetings`, { query, ...(signal && { signal }) })
