/** Every table that TypeORM knows. */
import type { EntitySchema } from 'typeorm'
import { deliverySchema, outboxSchema } from './events.ts'
import {
  accountLinkSchema,
  accountSchema,
  installationSchema,
  organisationSchema,
  personSchema,
  sessionSchema,
} from './identity.ts'
import { mailAttachmentSchema, mailSchema } from './mail.ts'
import {
  attendeeSchema,
  conferenceSchema,
  meetingSchema,
  occurrenceSchema,
  roomSchema,
  seatSchema,
  spanSchema,
} from './scheduling.ts'

export const schemas: EntitySchema[] = [
  outboxSchema,
  deliverySchema,
  organisationSchema,
  personSchema,
  accountSchema,
  sessionSchema,
  accountLinkSchema,
  installationSchema,
  roomSchema,
  meetingSchema,
  occurrenceSchema,
  attendeeSchema,
  conferenceSchema,
  seatSchema,
  spanSchema,
  mailSchema,
  mailAttachmentSchema,
]
