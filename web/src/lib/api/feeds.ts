import type { AddFeed, Feed, NewFeed } from '#contract/minutes.ts'
import { request } from './request.ts'

export const listFeeds = (signal?: AbortSignal) =>
  request<Feed[]>('GET', '/api/feeds', { ...(signal && { signal }) })
/** The address is in this answer and in no other. */
export const addFeed = (body: AddFeed) => request<NewFeed>('POST', '/api/feeds', { body })
export const revokeFeed = (id: string) => request<void>('DELETE', `/api/feeds/${id}`)
