import type {
  Boot,
  ChangePassword,
  ChangeProfile,
  ChoosePassword,
  ConfirmCode,
  ConfirmPassword,
  ForgottenPassword,
  Me,
  NewSecondFactor,
  RecoveryCodes,
  Session,
  SetUp,
  SignIn,
} from '#contract/identity.ts'
import { request } from './request.ts'

/** Who am I, and is this installation ready? Never answers 401. */
export const getBoot = () => request<Boot>('GET', '/api/session')
export const signIn = (body: SignIn) => request<Me>('POST', '/api/session', { body })
/** The code that is asked for after the identity provider has said who somebody is. */
export const addProviderCode = (body: ConfirmCode) => request<Me>('POST', '/api/session/oidc/code', { body })
export const signOut = () => request<void>('DELETE', '/api/session')
export const setUp = (body: SetUp) => request<Me>('POST', '/api/setup', { body })

/** With a one-time link; signs its owner in. */
export const choosePassword = (body: ChoosePassword) => request<Me>('POST', '/api/password', { body })
/** A link is mailed to the address, if it has an account; the answer does not say so. */
export const askForNewPassword = (body: ForgottenPassword) =>
  request<void>('POST', '/api/password/forgotten', { body })
/** A secret for an authenticator app, which counts once its first code is confirmed. */
export const beginSecondFactor = (body: ConfirmPassword) =>
  request<NewSecondFactor>('POST', '/api/me/second-factor', { body })
export const confirmSecondFactor = (body: ConfirmCode) =>
  request<RecoveryCodes>('POST', '/api/me/second-factor/confirm', { body })
export const removeSecondFactor = (body: ConfirmPassword) =>
  request<void>('POST', '/api/me/second-factor/remove', { body })
/** From then on the password opens the account; all other browsers are signed out. */
export const untieProvider = (body: ConfirmPassword) =>
  request<void>('POST', '/api/me/provider/remove', { body })
/** All other browsers are signed out. */
export const changePassword = (body: ChangePassword) => request<void>('POST', '/api/me/password', { body })
export const changeProfile = (body: ChangeProfile) => request<Me>('PATCH', '/api/me', { body })

export const listSessions = (signal?: AbortSignal) =>
  request<Session[]>('GET', '/api/me/sessions', { ...(signal && { signal }) })
export const endSession = (id: string) => request<void>('DELETE', `/api/me/sessions/${id}`)
export const endOtherSessions = () => request<void>('DELETE', '/api/me/sessions')
