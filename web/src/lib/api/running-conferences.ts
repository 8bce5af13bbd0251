import type { RunningConferences } from '#contract/running-conferences.ts'
import { request } from './request.ts'

export const getRunningConferences = (signal?: AbortSignal) =>
  request<RunningConferences>('GET', '/api/administration/conferences', signal && { signal })
