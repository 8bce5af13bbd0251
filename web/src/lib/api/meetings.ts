import type {
  Attendance,
  BookMeeting,
  CalendarEntry,
  CancelMeeting,
  ChangeMeeting,
  Meeting,
} from '#contract/scheduling.ts'
import { allPages } from './all-pages.ts'
import { request } from './request.ts'

type Asked = { from: string; to: string; roomId?: string | undefined; mine?: boolean }

/** Every occurrence that touches the span, oldest first. */
export const listEntries = (query: Asked, signal?: AbortSignal) =>
  allPages<CalendarEntry>('/api/meetings', query, signal)

export const getMeeting = (id: string) => request<Meeting>('GET', `/api/meetings/${id}`)
export const bookMeeting = (body: BookMeeting) => request<Meeting>('POST', '/api/meetings', { body })
export const changeMeeting = (id: string, body: ChangeMeeting) =>
  request<Meeting>('PUT', `/api/meetings/${id}`, { body })
export const cancelMeeting = (id: string, body: CancelMeeting) =>
  request<Meeting>('POST', `/api/meetings/${id}/cancel`, { body })
/** The old link dies. */
export const renewGuestLink = (id: string) => request<Meeting>('POST', `/api/meetings/${id}/guest-link`)
export const listAttendance = (id: string) => request<Attendance[]>('GET', `/api/meetings/${id}/attendance`)
