import type {
  Boot,
  ChangePassword,
  ChangeProfile,
  ChoosePassword,
  Me,
  Session,
  SetUp,
  SignIn,
} from '#contract/identity.ts'
import { request } from './request.ts'

/** Who am I, and is this installation ready? Never answers 401. */
export const getBoot = () => request<Boot>('GET', '/api/session')
export const signIn = (body: SignIn) => request<Me>('POST', '/api/session', { body })
export const signOut = () => request<void>('DELETE', '/api/session')
export const setUp = (body: SetUp) => request<Me>('POST', '/api/setup', { body })

/** With a one-time link; signs its owner in. */
export const choosePassword = (body: ChoosePassword) => request<Me>('POST', '/api/password', { body })
/** All other browsers are signed out. */
export const changePassword = (body: ChangePassword) => request<void>('POST', '/api/me/password', { body })
export const changeProfile = (body: ChangeProfile) => request<Me>('PATCH', '/api/me', { body })

export const listSessions = (signal?: AbortSignal) =>
  request<Session[]>('GET', '/api/me/sessions', { ...(signal && { signal }) })
export const endSession = (id: string) => request<void>('DELETE', `/api/me/sessions/${id}`)
export const endOtherSessions = () => request<void>('DELETE', '/api/me/sessions')
