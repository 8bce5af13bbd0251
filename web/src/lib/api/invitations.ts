import type { JoinAnswer } from '#contract/conference.ts'
import type {
  AnswerInvitation,
  Delivery,
  JoinByInvitation,
  MailedAnswer,
  PersonalInvitation,
  SettleMailedAnswer,
} from '#contract/minutes.ts'
import type { Meeting } from '#contract/scheduling.ts'
import { request } from './request.ts'

const door = (token: string) => `/api/invitation/${encodeURIComponent(token)}`

/** What a personal link from a mail leads to; nobody needs to be signed in. */
export const getInvitation = (token: string) => request<PersonalInvitation>('GET', door(token))
export const answerByLink = (token: string, body: AnswerInvitation) =>
  request<PersonalInvitation>('POST', `${door(token)}/answer`, { body })
/** A ticket for the conference, under the name that was invited. */
export const joinByInvitation = (token: string, body: JoinByInvitation) =>
  request<JoinAnswer>('POST', `${door(token)}/join`, { body })

export const answerInvitation = (meetingId: string, body: AnswerInvitation) =>
  request<Meeting>('POST', `/api/meetings/${meetingId}/answer`, { body })
/** How far the mails about a meeting got, the latest first; for those who run it. */
export const listDeliveries = (meetingId: string) =>
  request<Delivery[]>('GET', `/api/meetings/${meetingId}/deliveries`)
export const sendAgain = (meetingId: string, attendeeId: string) =>
  request<Delivery[]>('POST', `/api/meetings/${meetingId}/deliveries/${attendeeId}/again`)

/** Answers that calendars sent and that wait for somebody to say whose they are. */
export const listMailedAnswers = (meetingId: string) =>
  request<MailedAnswer[]>('GET', `/api/meetings/${meetingId}/mailed-answers`)
export const settleMailedAnswer = (meetingId: string, id: string, body: SettleMailedAnswer) =>
  request<MailedAnswer[]>('POST', `/api/meetings/${meetingId}/mailed-answers/${id}/settle`, { body })
