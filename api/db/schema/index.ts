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

export const schemas: EntitySchema[] = [
  outboxSchema,
  deliverySchema,
  organisationSchema,
  personSchema,
  accountSchema,
  sessionSchema,
  accountLinkSchema,
  installationSchema,
]
