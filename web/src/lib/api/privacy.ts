import type { Erased, ErasePerson, ErasurePlan } from '#contract/personal-data.ts'
import type { ChangeRetention, Retention, RetentionForecast, RetentionRules } from '#contract/retention.ts'
import { request } from './request.ts'

export const getRetention = (signal?: AbortSignal) =>
  request<Retention>('GET', '/api/retention', { ...(signal && { signal }) })
export const changeRetention = (body: ChangeRetention) =>
  request<Retention>('PUT', '/api/retention', { body })
/** What would go under these rules, whether they are saved or not. */
export const previewRetention = (rules: RetentionRules, signal?: AbortSignal) =>
  request<RetentionForecast[]>('GET', '/api/retention/preview', {
    query: Object.fromEntries(Object.entries(rules).map(([kind, months]) => [kind, months ?? 'never'])),
    ...(signal && { signal }),
  })

export const myExport = '/api/me/export'
export const exportOf = (personId: string): string => `/api/people/${personId}/export`
export const planErasure = (personId: string) =>
  request<ErasurePlan>('GET', `/api/people/${personId}/erasure`)
export const erasePerson = (personId: string, body: ErasePerson) =>
  request<Erased>('POST', `/api/people/${personId}/erasure`, { body })
