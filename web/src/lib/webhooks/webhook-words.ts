/** What the administrator reads of webhooks, in words: what each message is about, how it went and why. */
import type { Locale } from '#contract/values.ts'
import type {
  Webhook,
  WebhookDelivery,
  WebhookDeliveryStatus,
  WebhookError,
  WebhookMessageType,
  WebhookType,
} from '#contract/webhooks.ts'
import * as m from '#lib/paraglide/messages.js'
import { sayDistance } from '#lib/time/spoken-time.ts'

const types: Record<WebhookMessageType, () => string> = {
  'meeting.booked': m.webhook_of_meeting_booked,
  'meeting.convened': m.webhook_of_meeting_convened,
  'meeting.changed': m.webhook_of_meeting_changed,
  'meeting.cancelled': m.webhook_of_meeting_cancelled,
  'conference.started': m.webhook_of_conference_started,
  'conference.ended': m.webhook_of_conference_ended,
  'minutes.approved': m.webhook_of_minutes_approved,
  'minutes.published': m.webhook_of_minutes_published,
  'group.changed': m.webhook_of_group_changed,
  'project.changed': m.webhook_of_project_changed,
  'milestone.changed': m.webhook_of_milestone_changed,
  'action.assigned': m.webhook_of_action_assigned,
  'action.changed': m.webhook_of_action_changed,
  'action.closed': m.webhook_of_action_closed,
  'report.drafted': m.webhook_of_report_drafted,
  'report.submitted': m.webhook_of_report_submitted,
  'report.returned': m.webhook_of_report_returned,
  'report.accepted': m.webhook_of_report_accepted,
  'webhook.test': m.webhook_of_webhook_test,
}
/** A type that this page does not know yet is said as it is. */
export const typeWords = (type: string): string => types[type as WebhookMessageType]?.() ?? type

/** The types as they are offered, by what they are about. */
export const typeAreas: readonly { label: () => string; types: readonly WebhookType[] }[] = [
  {
    label: m.webhook_area_meetings,
    types: [
      ...(['meeting.booked', 'meeting.convened', 'meeting.changed', 'meeting.cancelled'] as const),
      ...(['conference.started', 'conference.ended'] as const),
    ],
  },
  { label: m.webhook_area_minutes, types: ['minutes.approved', 'minutes.published'] },
  { label: m.webhook_area_groups, types: ['group.changed'] },
  { label: m.webhook_area_projects, types: ['project.changed', 'milestone.changed'] },
  { label: m.webhook_area_actions, types: ['action.assigned', 'action.changed', 'action.closed'] },
  {
    label: m.webhook_area_reports,
    types: ['report.drafted', 'report.submitted', 'report.returned', 'report.accepted'],
  },
]

type Tone = 'neutral' | 'good' | 'care' | 'bad'

const statuses: Record<WebhookDeliveryStatus, { label: () => string; tone: Tone }> = {
  waiting: { label: m.webhook_waiting, tone: 'care' },
  sending: { label: m.webhook_sending, tone: 'neutral' },
  delivered: { label: m.webhook_delivered, tone: 'good' },
  failed: { label: m.webhook_failed, tone: 'bad' },
}
export const statusWords = (status: WebhookDeliveryStatus) => statuses[status]

const errors: Record<WebhookError, () => string> = {
  name: m.webhook_error_name,
  address: m.webhook_error_address,
  connection: m.webhook_error_connection,
  certificate: m.webhook_error_certificate,
  'certificate-unknown': m.webhook_error_certificate_unknown,
  'certificate-expired': m.webhook_error_certificate_expired,
  'certificate-name': m.webhook_error_certificate_name,
  timeout: m.webhook_error_timeout,
  redirect: m.webhook_error_redirect,
  answer: m.webhook_error_answer,
  malformed: m.webhook_error_malformed,
  secret: m.webhook_error_secret,
}

/** What came back: "200", or why nothing good did. */
export function answerWords({ answered, error }: Pick<WebhookDelivery, 'answered' | 'error'>): string {
  if (error !== null) return answered === null ? errors[error]() : `${errors[error]()} (${answered})`
  return answered === null ? m.webhook_first_attempt() : String(answered)
}

/** How a webhook goes, in a word. */
export function stateWords({ enabled, failingSince }: Pick<Webhook, 'enabled' | 'failingSince'>): {
  label: string
  tone: Tone
} {
  if (!enabled) return { label: m.webhook_off(), tone: 'neutral' }
  return failingSince === null
    ? { label: m.webhook_on(), tone: 'good' }
    : { label: m.webhook_failing(), tone: 'bad' }
}

/** Why a webhook is off, in a sentence. */
export function offWords({ reason, at }: NonNullable<Webhook['off']>, nowMs: number, locale: Locale): string {
  const when = sayDistance(at, nowMs, locale)
  if (reason === 'gone') return m.webhook_off_gone({ when })
  return reason === 'failing' ? m.webhook_off_failing({ when }) : m.webhook_off_by_hand({ when })
}

/** Whether something is about to change by itself, so that it is worth asking soon. */
export const isMoving = (deliveries: readonly Pick<WebhookDelivery, 'status' | 'nextAt'>[], nowMs: number) =>
  deliveries.some(
    ({ status, nextAt }) =>
      status === 'sending' ||
      (status === 'waiting' && (nextAt === null || Date.parse(nextAt) < nowMs + 5_000)),
  )
