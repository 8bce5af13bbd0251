import type {
  AddAddendum,
  ChangeAction,
  ChangeDecision,
  Minutes,
  ReturnMinutes,
  WriteAction,
  WriteDecision,
  WriteDiscussion,
} from '#contract/minutes.ts'
import type { MinutesAction } from '#contract/tracking.ts'
import { request } from './request.ts'

const at = (meetingId: string, rest = '') => `/api/meetings/${meetingId}/minutes${rest}`

export const getMinutes = (meetingId: string, signal?: AbortSignal) =>
  request<Minutes>('GET', at(meetingId), signal ? { signal } : {})
/** One entry for each item of the agenda; opening them twice is harmless. */
export const openMinutes = (meetingId: string) => request<Minutes>('POST', at(meetingId))
/** How the actions of published minutes stand since they are tracked. */
export const listMinutesActions = (meetingId: string, signal?: AbortSignal) =>
  request<MinutesAction[]>('GET', at(meetingId, '/actions'), signal ? { signal } : {})
/** Where they can be read as they are filed; a draft says that it is one. */
export const minutesPaper = (meetingId: string) => `/api/meetings/${meetingId}/minutes.pdf`

export const writeDiscussion = (meetingId: string, entryId: string, body: WriteDiscussion) =>
  request<Minutes>('PUT', at(meetingId, `/entries/${entryId}`), { body })

export const addDecision = (meetingId: string, entryId: string, body: WriteDecision) =>
  request<Minutes>('POST', at(meetingId, `/entries/${entryId}/decisions`), { body })
export const changeDecision = (meetingId: string, id: string, body: ChangeDecision) =>
  request<Minutes>('PUT', at(meetingId, `/decisions/${id}`), { body })
export const removeDecision = (meetingId: string, id: string) =>
  request<Minutes>('DELETE', at(meetingId, `/decisions/${id}`))

export const addAction = (meetingId: string, entryId: string, body: WriteAction) =>
  request<Minutes>('POST', at(meetingId, `/entries/${entryId}/actions`), { body })
export const changeAction = (meetingId: string, id: string, body: ChangeAction) =>
  request<Minutes>('PUT', at(meetingId, `/actions/${id}`), { body })
export const removeAction = (meetingId: string, id: string) =>
  request<Minutes>('DELETE', at(meetingId, `/actions/${id}`))

/** A step names the version that was read: nobody signs a text that was changed under their eyes. */
const step = (name: 'approve' | 'publish') => (meetingId: string, version: number) =>
  request<Minutes>('POST', at(meetingId, `/${name}`), { body: { version } })
export const approveMinutes = step('approve')
export const returnMinutes = (meetingId: string, body: ReturnMinutes) =>
  request<Minutes>('POST', at(meetingId, '/return'), { body })
export const publishMinutes = step('publish')
export const addAddendum = (meetingId: string, body: AddAddendum) =>
  request<Minutes>('POST', at(meetingId, '/addenda'), { body })
