import type { AddToken, NewToken, Token } from '#contract/tokens.ts'
import { request } from './request.ts'

export const listTokens = (signal?: AbortSignal) =>
  request<Token[]>('GET', '/api/tokens', { ...(signal && { signal }) })
/** The token itself is told this once. */
export const addToken = (body: AddToken) => request<NewToken>('POST', '/api/tokens', { body })
export const revokeToken = (id: string) => request<void>('DELETE', `/api/tokens/${id}`)
