import type { Administration } from '#contract/administration.ts'
import { request } from './request.ts'

const post = (path: string) => request<Administration>('POST', `/api/administration/${path}`)

export const getAdministration = (signal?: AbortSignal) =>
  request<Administration>('GET', '/api/administration', signal && { signal })
export const retryMail = (id: string) => post(`mails/${id}/retry`)
export const retryMails = () => post('mails/retry')
export const retryParked = (id: string) => post(`parked/${encodeURIComponent(id)}/retry`)
export const dropParked = (id: string) => post(`parked/${encodeURIComponent(id)}/drop`)
/** Has a worker run it within seconds. */
export const runJob = (name: string) => post(`jobs/${name}/run`)
