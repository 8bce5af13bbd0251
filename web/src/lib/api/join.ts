import type { AskGuestJoin, JoinAnswer } from '#contract/conference.ts'
import type { GuestMeeting } from '#contract/scheduling.ts'
import type { z } from 'zod'
import { request } from './request.ts'

/** A ticket for the conference of a meeting, and the node that holds it. Good for a minute. */
export const joinMeeting = (id: string) =>
  request<JoinAnswer>('POST', `/api/meetings/${id}/join`, { body: {} })
/** What the guest link opens. */
export const getGuestMeeting = (token: string) =>
  request<GuestMeeting>('GET', `/api/guest/${encodeURIComponent(token)}`)
/** A ticket for somebody without an account, under the name they give. */
export const joinAsGuest = (token: string, body: z.input<typeof AskGuestJoin>) =>
  request<JoinAnswer>('POST', `/api/guest/${encodeURIComponent(token)}/join`, { body })
