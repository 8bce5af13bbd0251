import type {
  AccountLink,
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
export const getBoot = () => request<Boot>('GET', '/api/boot')
export const signIn = (body: SignIn) => request<Me>('POST', '/api/session', { body })
export const signOut = () => request<void>('DELETE', '/api/session')
export const setUp = (body: SetUp) => request<Me>('POST', '/api/setup', { body })
export const choosePassword = (body: ChoosePassword) =>
  request<Me>('POST', '/api/account/choose-password', { body })
export const changePassword = (body: ChangePassword) =>
  request<void>('POST', '/api/account/password', { body })
export const changeProfile = (body: ChangeProfile) => request<Me>('PUT', '/api/account/profile', { body })
export const listSessions = () => request<Session[]>('GET', '/api/account/sessions')
export const endSession = (id: string) => request<void>('DELETE', `/api/account/sessions/${id}`)
export type { AccountLink }
