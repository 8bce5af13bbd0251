/** Every table that TypeORM knows. */
import type { EntitySchema } from 'typeorm'
import { auditSchema } from './audit.ts'
import { deliverySchema, outboxSchema } from './events.ts'
import {
  agendaItemSchema,
  agendaSchema,
  convocationSchema,
  convocationSeatSchema,
  documentSchema,
  groupSchema,
  mandateSchema,
  registerSchema,
} from './groups.ts'
import {
  accountLinkSchema,
  accountSchema,
  installationSchema,
  organisationSchema,
  personSchema,
  providerLinkSchema,
  secondFactorSchema,
  sessionSchema,
  tokenSchema,
} from './identity.ts'
import { feedSchema } from './feeds.ts'
import { inboxSchema, mailedAnswerSchema } from './inbox.ts'
import { keptWriteSchema } from './idempotency.ts'
import { jobSchema } from './jobs.ts'
import { mailAttachmentSchema, mailSchema } from './mail.ts'
import {
  addendumSchema,
  decisionSchema,
  minutesActionSchema,
  minutesEntrySchema,
  minutesRemarkSchema,
  minutesSchema,
} from './minutes.ts'
import { erasureSchema, keptPresenceSchema, minutesNameSchema, retentionSchema } from './privacy.ts'
import {
  answerSchema,
  attendeeSchema,
  conferenceSchema,
  meetingSchema,
  occurrenceSchema,
  roomSchema,
  seatSchema,
  spanSchema,
} from './scheduling.ts'
import {
  actionSchema,
  assessmentSchema,
  forecastSchema,
  milestoneSchema,
  projectSchema,
  remarkSchema,
  reportSchema,
} from './tracking.ts'
import { webhookDeliverySchema, webhookSchema } from './webhooks.ts'

export const schemas: EntitySchema[] = [
  outboxSchema,
  deliverySchema,
  organisationSchema,
  personSchema,
  accountSchema,
  sessionSchema,
  accountLinkSchema,
  secondFactorSchema,
  providerLinkSchema,
  installationSchema,
  roomSchema,
  meetingSchema,
  occurrenceSchema,
  attendeeSchema,
  answerSchema,
  inboxSchema,
  mailedAnswerSchema,
  conferenceSchema,
  seatSchema,
  spanSchema,
  mailSchema,
  feedSchema,
  mailAttachmentSchema,
  jobSchema,
  groupSchema,
  mandateSchema,
  convocationSchema,
  convocationSeatSchema,
  agendaSchema,
  agendaItemSchema,
  documentSchema,
  registerSchema,
  minutesSchema,
  minutesEntrySchema,
  minutesRemarkSchema,
  decisionSchema,
  minutesActionSchema,
  addendumSchema,
  projectSchema,
  milestoneSchema,
  forecastSchema,
  assessmentSchema,
  actionSchema,
  reportSchema,
  remarkSchema,
  keptWriteSchema,
  tokenSchema,
  auditSchema,
  retentionSchema,
  erasureSchema,
  minutesNameSchema,
  keptPresenceSchema,
  webhookSchema,
  webhookDeliverySchema,
]
