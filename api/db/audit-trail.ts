/**
 * What a unit of work leaves in the audit: a row for each thing that it says has happened, and at least one for each write
 * that somebody asked for. Who asked and from where is the request's; what fields were and became, the use case's.
 */
import type { AuditChange } from '../../contract/audit.ts'
import type { DomainEvent, EventName } from '../../contract/events.ts'
import type { AuditRow } from '../../identity/audit-chain.ts'
import type { RequestContext } from '../request-context.ts'

export type Unsealed = Omit<
  AuditRow,
  'seq' | 'hash' | 'addressSalt' | 'addressSeal' | 'changesSalt' | 'changesSeal'
>
/** Something as it was and as it became; only fields that differ are kept. */
export type Change = { before: object; after: object }

/** What is only the product's own going about: nobody did it. */
const unsaid = new Set<EventName>(['attendance.changed', 'delivery.changed'])
/** What must be said although nobody asked for it at that moment: what was removed by a rule, or for an erased person. */
const always = new Set<EventName>(['retention.applied', 'audit.blanked', 'person.erased'])
/** Fields that say nothing to a reader, and those that nobody may read. */
const left = /^(version|sequence|createdAt|foldedName|searchText)$|password|secret|token|hash|key/i

/** `now` is when the unit of work ends. */
export function auditEntries(
  events: readonly DomainEvent[],
  changes: ReadonlyMap<string, Change>,
  context: RequestContext | null,
  now: string,
): Unsealed[] {
  const place = {
    route: context?.route ?? null,
    requestId: context?.requestId ?? null,
    address: context?.address ?? null,
  }
  const entries = events.flatMap((event): Unsealed[] => {
    const actorId = event.actorId ?? context?.personId ?? null
    const nobody = actorId === null && context === null && !always.has(event.name)
    if (nobody || unsaid.has(event.name)) return []
    const change = changes.get(event.id)
    const subject: unknown = Object.values(event.payload)[0] ?? null
    return [
      {
        ...{ at: event.at, actorId, action: event.name, ...place },
        subjectKind: event.name.split('.')[0] ?? null,
        subjectId: subject === null ? null : String(subject),
        changes: JSON.stringify(change ? differing(change) : []),
      },
    ]
  })
  if (entries.length > 0 || !context || context.route.startsWith('GET ')) return entries
  const { personId: actorId, route: action } = context
  return [{ at: now, actorId, action, ...place, subjectKind: null, subjectId: null, changes: '[]' }]
}

function differing({ before, after }: Change): AuditChange[] {
  const was = new Map<string, unknown>(Object.entries(before))
  return Object.entries(after).flatMap(([field, value]: [string, unknown]) =>
    left.test(field) || JSON.stringify(was.get(field)) === JSON.stringify(value)
      ? []
      : [{ field, before: brief(was.get(field)), after: brief(value) }],
  )
}

/** A long text is known by its beginning: the audit is no archive of texts. */
const brief = (value: unknown): unknown =>
  typeof value === 'string' && value.length > 300 ? `${value.slice(0, 300)}…` : (value ?? null)
