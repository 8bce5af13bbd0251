import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import {
  type AuditEntry,
  AuditEntry as Entry,
  AuditExportQuery,
  AuditProof,
  AuditQuery,
} from '../../contract/audit.ts'
import { pageOf } from '../../contract/values.ts'
import { type AuditDeps, exportAudit, listAudit } from '../../identity/audit.ts'
import { proveAudit } from '../../identity/prove-audit.ts'
import { requireRole } from '../../identity/rights.ts'
import { signedIn } from '../plugins/auth.ts'

const tags = ['audit']
const read = { onRequest: [signedIn] }

/** Who did what, for administrators. There is no door by which anything in it is changed. */
export const auditRoutes =
  (deps: AuditDeps): FastifyPluginAsyncZod =>
  async (app) => {
    app.get(
      '/api/audit',
      {
        ...read,
        schema: {
          tags,
          summary: 'Who did what, when and from where, the newest first',
          querystring: AuditQuery,
          response: { 200: pageOf(Entry) },
        },
      },
      (request) => listAudit(deps, request.actor, request.query),
    )

    app.get(
      '/api/audit/proof',
      {
        ...read,
        schema: {
          tags,
          summary: 'Whether no row was changed, or removed otherwise than by a rule',
          response: { 200: AuditProof },
        },
      },
      (request) => proveAudit(deps, request.actor),
    )

    app.get(
      '/api/audit/export',
      {
        ...read,
        config: { answers: 'application/octet-stream' },
        schema: {
          tags,
          summary: 'All that a search finds, as JSON (an entry a line) or CSV',
          querystring: AuditExportQuery,
        },
      },
      async (request, reply) => {
        // Asked here as well: once the first octet has left, nobody can be refused.
        requireRole(request.actor, 'administrator')
        const csv = request.query.format === 'csv'
        const entries = exportAudit(deps, request.actor, request.query)
        return reply
          .type(csv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
          .header('content-disposition', `attachment; filename="sfat-audit.${csv ? 'csv' : 'ndjson'}"`)
          .header('cache-control', 'no-store')
          .send(Readable.from(csv ? asCsv(entries) : asLines(entries)))
      },
    )
  }

async function* asLines(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`
}

const columns = ['seq', 'at', 'personId', 'name', 'action', 'subjectKind', 'subjectId', 'route'] as const
const more = ['requestId', 'address', 'changes', 'hash'] as const

/** RFC 4180, with the sign by which spreadsheets know UTF-8. */
async function* asCsv(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield `\uFEFF${[...columns, ...more].join(',')}\r\n`
  for await (const { seq, at, actor, action, subject, route, requestId, address, changes, hash } of entries) {
    const cells = [seq, at, actor?.personId, actor?.name, action, subject?.kind, subject?.id, route]
    yield `${[...cells, requestId, address, JSON.stringify(changes), hash].map(cell).join(',')}\r\n`
  }
}

/** What begins as a formula would be carried out by a spreadsheet: a quote before it makes it text again. */
function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '')
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame
}
