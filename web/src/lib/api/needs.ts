import type { Needs } from '#contract/needs.ts'
import { request } from './request.ts'

/** What waits for me, from every part of the product. */
export const getNeeds = (signal?: AbortSignal) =>
  request<Needs>('GET', '/api/me/needs', { ...(signal && { signal }) })
