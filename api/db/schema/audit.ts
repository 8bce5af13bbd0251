import { EntitySchema } from 'typeorm'
import type { AuditRow } from '../../../identity/audit-chain.ts'
import { id, instant, integer, nullable, text } from '../columns.ts'

/** No row of it is ever changed or removed: triggers see to that. */
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
    hash: text,
  },
})
