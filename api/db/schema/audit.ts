import { EntitySchema } from 'typeorm'
import type { AuditRow } from '../../../identity/audit-chain.ts'
import { id, instant, integer, nullable, text } from '../columns.ts'

/** Triggers see to it that rows only go from the beginning, up to the anchor, and that nothing in them changes but by being blanked. */
export const auditSchema = new EntitySchema<AuditRow>({
  name: 'audit_entry',
  columns: {
    seq: { ...integer, primary: true },
    at: instant,
    actorId: nullable(id),
    action: text,
    subjectKind: nullable(text),
    subjectId: nullable(text),
    route: nullable(text),
    requestId: nullable(text),
    address: nullable(text),
    changes: text,
    addressSalt: nullable(text),
    addressSeal: nullable(text),
    changesSalt: nullable(text),
    changesSeal: nullable(text),
    hash: text,
  },
})
