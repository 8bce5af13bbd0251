import type { Quorum } from '#contract/groups.ts'
import type { Convocation, ConveneGroup } from '#contract/minutes.ts'
import type { Meeting } from '#contract/scheduling.ts'
import { request } from './request.ts'

/** Books the meeting, gives the convocation its number and mails everybody whose mandate is valid on that day. */
export const conveneGroup = (groupId: string, body: ConveneGroup) =>
  request<Meeting>('POST', `/api/groups/${groupId}/convene`, { body })
/** Null for a meeting to which no group was convened. */
export const getConvocation = (meetingId: string) =>
  request<Convocation | null>('GET', `/api/meetings/${meetingId}/convocation`)
/** Null where there is no group and so no quorum. */
export const getQuorum = (meetingId: string) =>
  request<Quorum | null>('GET', `/api/meetings/${meetingId}/quorum`)
