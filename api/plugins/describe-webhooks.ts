/** What the description of the API says of the requests that the product itself makes: its webhooks. */
import { webhookLimits } from '../../contract/limits.ts'
import type { webhookPayloads } from '../../contract/webhooks.ts'
import type { Document, Operation } from './describe-operations.ts'

/** `meeting.booked` is `WebhookMeetingBooked` among the shapes. */
export const webhookSchemaName = (type: string): string =>
  `Webhook${type.replace(/(?:^|\W)(\w)/g, (_, letter: string) => letter.toUpperCase())}`

const summaries: { readonly [T in keyof typeof webhookPayloads]: string } = {
  'meeting.booked': 'A meeting was booked',
  'meeting.convened': 'A group was convened to a meeting',
  'meeting.changed': 'A meeting was changed',
  'meeting.cancelled': 'A meeting was cancelled',
  'conference.started': 'The conference of a meeting has begun',
  'conference.ended': 'The conference of a meeting has ended',
  'minutes.approved': 'The minutes of a meeting were approved',
  'minutes.published': 'The minutes of a meeting were published',
  'group.changed': 'A group was added or changed, or its mandates were',
  'project.changed': 'A project was added or changed, or its health is another',
  'milestone.changed': 'A milestone was added or changed, or has a new forecast',
  'action.assigned': 'Somebody has something to do',
  'action.changed': 'An action was added or changed',
  'action.closed': 'An action was done or dropped',
  'report.drafted': 'A report was drafted',
  'report.submitted': 'A report was submitted',
  'report.returned': 'A report was returned to its author',
  'report.accepted': 'A report was accepted',
  'webhook.test': 'An administrator tries the webhook out',
}

const header = (name: string, description: string) => ({
  ...{ name, in: 'header', required: true, description },
  schema: { type: 'string' },
})

const headers = [
  header(
    'webhook-id',
    'Names the message: the same however often it is sent. What came before is known by it.',
  ),
  header(
    'webhook-timestamp',
    'When this attempt was made, in seconds since 1970. Refuse what is older than five minutes.',
  ),
  header(
    'webhook-signature',
    'One or more, separated by spaces: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body` with the secret (what follows `whsec_`, from base64). One that is right is enough.',
  ),
]

const { answerMs, triedHours } = webhookLimits
const responses: Operation['responses'] = {
  '2XX': {
    description: `Taken. Answer within ${answerMs / 1_000} seconds; of the answer only the status counts.`,
  },
  '410': { description: 'There is nobody here any more: the webhook is turned off.' },
  default: {
    description: `Not taken: it is sent again, at growing intervals, for ${triedHours} hours. \`Retry-After\` in seconds is heeded; nothing is followed elsewhere.`,
  },
}

/** Adds `webhooks` to the document. */
export function describeWebhooks(document: Document): Document {
  document.webhooks = Object.fromEntries(
    Object.entries(summaries).map(([type, summary]) => {
      const schema = { $ref: `#/components/schemas/${webhookSchemaName(type)}` }
      const operation: Operation = {
        operationId: `webhook-${type.replace('.', '-')}`,
        summary,
        security: [],
        parameters: headers,
        requestBody: { required: true, content: { 'application/json': { schema } } },
        responses,
      }
      return [type, { post: operation }]
    }),
  )
  return document
}
