/**
 * The one list of what can go wrong. A code's kind says how each door answers (HTTP status, socket acknowledgement);
 * `error-words.ts` says it to the person, in both languages, with what to do next; `wire-error.ts` is how it travels.
 *
 * Without zod: every page needs this file before it is drawn, and most need no schema by then.
 */
import type { Clash, FieldIssue } from './wire-error.ts'

export const errorKinds = {
  'request.malformed': 'invalid',
  'request.invalid': 'invalid',
  /** The cursor is of the same list in another order. */
  'request.other-order': 'invalid',
  'request.too-large': 'too-large',
  'request.unsupported-type': 'unsupported',
  'request.no-such-page': 'missing',
  'request.cross-origin': 'forbidden',
  'request.limited': 'limited',
  'request.key-reused': 'conflict',
  'request.answer-lost': 'conflict',
  'server.failed': 'internal',
  'server.busy': 'unavailable',
  'server.stopping': 'unavailable',
  'server.storage-full': 'unavailable',
  'server.storage-read-only': 'unavailable',
  'server.unreachable': 'unavailable',

  'setup.closed': 'conflict',
  'setup.wrong-link': 'forbidden',
  'session.required': 'unauthenticated',
  'session.wrong-credentials': 'unauthenticated',
  /** The password is right, and a code from the app is asked for. */
  'session.code-required': 'unauthenticated',
  'session.wrong-code': 'unauthenticated',
  'session.missing': 'missing',
  /** What an account is signed in with can be changed only a moment after signing in. */
  'session.not-fresh': 'forbidden',
  'session.suspended': 'forbidden',
  /** No identity provider is configured. */
  'session.no-provider': 'missing',
  /** It does not answer, or not in time. */
  'session.provider-gone': 'unavailable',
  /** It was cancelled there, or the provider did not want to let them in. */
  'session.provider-refused': 'unauthenticated',
  /** What came back does not belong to a sign-in that this browser began a moment ago. */
  'session.provider-expired': 'unauthenticated',
  /** What the provider answered cannot be believed. */
  'session.provider-failed': 'unauthenticated',
  'session.provider-unverified': 'forbidden',
  'session.provider-other': 'conflict',
  'session.provider-no-role': 'forbidden',
  'token.invalid': 'unauthenticated',
  'token.missing': 'missing',
  'token.too-many': 'conflict',
  'token.not-allowed': 'forbidden',
  'token.scope-missing': 'forbidden',
  'webhook.missing': 'missing',
  'webhook.too-many': 'conflict',
  'webhook.address-refused': 'invalid',
  'webhook.off': 'conflict',
  'webhook-delivery.missing': 'missing',
  'permission.missing': 'forbidden',
  'account.missing': 'conflict',
  'account.weak-password': 'invalid',
  'account.wrong-password': 'invalid',
  'account.wrong-code': 'invalid',
  'account.has-second-factor': 'conflict',
  /** The installation demands a second factor of this role, and the account has none yet. */
  'account.second-factor-demanded': 'forbidden',
  'account.link-invalid': 'gone',
  'account.last-administrator': 'conflict',
  /** Without the identity provider nothing would open the account: no password, or no role that was given here. */
  'account.only-by-provider': 'conflict',
  'person.missing': 'missing',
  'person.email-taken': 'conflict',
  'person.erased': 'gone',
  /** One's own account is erased only when that is said. */
  'person.oneself': 'conflict',
  'organisation.missing': 'missing',
  'organisation.name-taken': 'conflict',
  'organisation.in-use': 'conflict',
  'row.changed': 'conflict',

  'room.missing': 'missing',
  'room.name-taken': 'conflict',
  'room.retired': 'conflict',
  'room.taken': 'conflict',
  'meeting.missing': 'missing',
  'meeting.cancelled': 'conflict',
  'meeting.in-past': 'invalid',
  'meeting.time-does-not-exist': 'invalid',
  'meeting.no-video': 'conflict',
  'meeting.not-open-yet': 'conflict',
  'meeting.over': 'gone',
  'guest-link.invalid': 'gone',

  'group.missing': 'missing',
  'group.name-taken': 'conflict',
  'group.closed': 'conflict',
  'group.no-members': 'conflict',
  'mandate.missing': 'missing',
  'mandate.overlaps': 'conflict',
  'mandate.outside': 'conflict',
  'convocation.short-notice': 'conflict',
  'agenda.missing': 'missing',
  'agenda.longer-than-meeting': 'invalid',
  'document.missing': 'missing',
  'document.too-many': 'conflict',
  'document.type-refused': 'unsupported',
  'invitation-link.invalid': 'gone',
  'delivery.missing': 'missing',
  'attendee.missing': 'missing',
  'mailed-answer.missing': 'missing',
  'minutes.missing': 'missing',
  'minutes.conflict': 'conflict',
  'minutes.wrong-state': 'conflict',
  'feed.missing': 'missing',
  'feed.too-many': 'conflict',

  'project.missing': 'missing',
  'project.code-taken': 'conflict',
  'milestone.missing': 'missing',
  'milestone.met': 'conflict',
  'action.missing': 'missing',
  'action.closed': 'conflict',
  'action-link.invalid': 'gone',
  'report.missing': 'missing',
  'report.exists': 'conflict',
  'report.wrong-state': 'conflict',
  'mail.not-configured': 'unavailable',
  'mail.missing': 'missing',
  'event.missing': 'missing',
  'job.missing': 'missing',

  'conference.ticket-invalid': 'unauthenticated',
  'conference.ticket-expired': 'unauthenticated',
  'conference.seat-lost': 'gone',
  'conference.full': 'conflict',
  'conference.denied': 'forbidden',
  'conference.removed': 'forbidden',
  'conference.ended': 'gone',
  'conference.moved': 'gone',
  'conference.wrong-moment': 'conflict',
  'conference.not-allowed': 'forbidden',
  'conference.peer-missing': 'missing',
  'conference.transport-missing': 'missing',
  'conference.producer-missing': 'missing',
  'conference.consumer-missing': 'missing',
  'conference.media-refused': 'invalid',
  'conference.media-unavailable': 'unavailable',
} as const satisfies Record<string, ErrorKind>

export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'gone'
  | 'too-large'
  | 'unsupported'
  | 'limited'
  | 'unavailable'
  | 'internal'

export type ErrorCode = keyof typeof errorKinds

/** What an error carries besides its code. Codes that are not named here carry nothing. */
export type ErrorParams = {
  'request.invalid': { issues: FieldIssue[] }
  'request.too-large': { limitBytes: number }
  'request.limited': { retryAfterSeconds: number }
  'token.scope-missing': { scope: string }
  'account.weak-password': { minLength: number }
  'room.taken': { clash: Clash }
  'meeting.not-open-yet': { opensAt: string; zone: string }
  /** The mandate that is in the way: whose it is, for which institution, and its days. */
  'mandate.overlaps': {
    personName: string
    organisation: string
    kind: 'titular' | 'supleant'
    from: string
    until: string | null
  }
  'mandate.outside': { from: string; until: string | null }
  'convocation.short-notice': { neededDays: number; unit: 'calendar' | 'working'; latestSendDay: string }
  'agenda.longer-than-meeting': { agendaMinutes: number; meetingMinutes: number }
  'minutes.conflict': { current: string; version: number }
  'conference.full': { limit: number }
}

export type ParamsOf<C extends ErrorCode> = C extends keyof ErrorParams
  ? ErrorParams[C]
  : Record<string, never>

/** An error that a person can act on. Everything else that is thrown is a defect and answers `server.failed`. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly kind: ErrorKind
  readonly params: ParamsOf<C>

  constructor(code: C, ...[params]: C extends keyof ErrorParams ? [params: ErrorParams[C]] : []) {
    super(code)
    this.name = 'AppError'
    this.code = code
    this.kind = errorKinds[code]
    this.params = (params ?? {}) as ParamsOf<C>
  }
}

/** Narrows an unknown error to one code, so that a caller can react to exactly that. */
export const isError = <C extends ErrorCode>(error: unknown, code: C): error is AppError<C> =>
  error instanceof AppError && error.code === code

/** Nothing can be saved now, whatever is tried: that is not the fault of what was tried. */
export const isUnsaveable = (error: unknown): boolean =>
  isError(error, 'server.storage-full') || isError(error, 'server.storage-read-only')
