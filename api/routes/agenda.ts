import multipart from '@fastify/multipart'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { AppError } from '../../contract/errors.ts'
import { bodyLimits } from '../../contract/limits.ts'
import { Agenda, ChangeAgenda, Document } from '../../contract/minutes.ts'
import { Id, line } from '../../contract/values.ts'
import {
  addDocument,
  changeAgenda,
  findAgenda,
  findDocument,
  removeDocument,
} from '../../scheduler/agenda.ts'
import type { Files, GroupDeps } from '../../scheduler/group-ports.ts'
import { signedIn } from '../plugins/auth.ts'
import { limited } from '../plugins/limits.ts'

const tags = ['agenda']
const read = { onRequest: [signedIn] }
const write = { onRequest: [signedIn, limited('write')] }
const params = z.object({ id: Id })

/** What a browser may show by itself without running anything of it; everything else is downloaded. */
const shownInPlace = new Set(['application/pdf', 'image/png', 'image/jpeg', 'text/plain'])
const MimeType = z
  .string()
  .max(127)
  .regex(/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/)

export const agendaRoutes =
  (deps: GroupDeps & { files: Files }): FastifyPluginAsyncZod =>
  async (app) => {
    await app.register(multipart, {
      limits: { files: 1, fields: 0, fileSize: bodyLimits.documentBytes, headerPairs: 20 },
    })

    app.get(
      '/api/meetings/:id/agenda',
      { ...read, schema: { tags, summary: 'The agenda', params, response: { 200: Agenda } } },
      (request) => findAgenda(deps, request.actor, request.params.id),
    )

    app.put(
      '/api/meetings/:id/agenda',
      {
        ...write,
        schema: {
          tags,
          summary: 'Replace the agenda',
          params,
          body: ChangeAgenda,
          response: { 200: Agenda },
        },
      },
      (request) => changeAgenda(deps, request.actor, request.params.id, request.body),
    )

    app.post(
      '/api/meetings/:id/agenda/:itemId/documents',
      {
        ...write,
        bodyLimit: bodyLimits.documentBytes + bodyLimits.uploadFrameBytes,
        config: { takes: 'multipart/form-data' },
        schema: {
          tags,
          summary: 'Add a document to an agenda item (multipart, one file)',
          params: params.extend({ itemId: Id }),
          response: { 201: Document },
        },
      },
      async (request, reply) => {
        const file = await request.file()
        if (!file) throw new AppError('request.malformed')
        const name = line(200).safeParse(file.filename.split(/[\\/]/).at(-1))
        if (!name.success)
          throw new AppError('request.invalid', { issues: [{ path: 'name', rule: 'format' }] })
        const mimeType = MimeType.safeParse(file.mimetype.toLowerCase())
        const { id, itemId } = request.params
        const document = await addDocument(deps, request.actor, id, itemId, {
          name: name.data,
          mimeType: mimeType.success ? mimeType.data : 'application/octet-stream',
          stream: whole(file.file),
        })
        return reply.code(201).send(document)
      },
    )

    app.get(
      '/api/documents/:id',
      {
        ...read,
        config: { answers: 'application/octet-stream' },
        schema: { tags, summary: 'The document itself', params },
      },
      async (request, reply) => {
        const document = await findDocument(deps, request.actor, request.params.id)
        const content = await deps.files.open(document.sha256)
        if (!content) throw new AppError('document.missing')
        const disposition = shownInPlace.has(document.mimeType) ? 'inline' : 'attachment'
        return (
          reply
            .header('content-type', document.mimeType)
            .header('content-length', document.bytes)
            .header(
              'content-disposition',
              `${disposition}; filename*=UTF-8''${encodeURIComponent(document.name)}`,
            )
            // Somebody else's file must not act as a page of ours.
            .header('content-security-policy', "sandbox; default-src 'none'; style-src 'unsafe-inline'")
            .header('cache-control', 'private, max-age=3600')
            .send(content)
        )
      },
    )

    app.delete(
      '/api/documents/:id',
      { ...write, schema: { tags, summary: 'Remove a document', params, response: { 204: z.undefined() } } },
      async (request, reply) => {
        await removeDocument(deps, request.actor, request.params.id)
        return reply.code(204).send()
      },
    )
  }

/** The parser cuts a file at the limit and says so only afterwards: half a document must not be taken for one. */
async function* whole(file: AsyncIterable<Uint8Array> & { truncated: boolean }): AsyncIterable<Uint8Array> {
  yield* file
  if (file.truncated) throw new AppError('request.too-large', { limitBytes: bodyLimits.documentBytes })
}
