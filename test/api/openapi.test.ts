/** Whether the description of the API is valid, complete, and the one that can be read as a page. */
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Document } from '../../api/plugins/describe-operations.ts'
import { errorKinds } from '../../contract/errors.ts'
import { operationOf, readDescription } from '../support/openapi.ts'
import { startApp, type TestApp } from '../support/start-app.ts'

/** For machines that watch, not for programs that use: described in docs/operations.md. */
const apart = ['GET /metrics']

describe('the description of the API', () => {
  let app: TestApp
  let document: Document
  beforeAll(async () => {
    app = await startApp({ roles: ['web'] })
    document = await readDescription(app)
  })
  afterAll(() => app?.stop())

  const operations = () => Object.values(document.paths).flatMap((methods) => Object.values(methods))

  it('is valid OpenAPI 3.1, as somebody else’s validator sees it', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(document))
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  it('has every route', () => {
    const routes = app.app.server.routeNames.filter((name) => !/ \/(?:\*|_app\/\*)?$/.test(name))
    const missing = routes.filter((route) => !operationOf(document, route) && !apart.includes(route))
    expect(missing).toEqual([])
    expect(operations()).toHaveLength(new Set(routes).size - apart.length)
  })

  it('has the names that were promised', () => {
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        ...[
          '/health/live',
          '/health/ready',
          '/api/session',
          '/api/me',
          '/api/tokens',
          '/api/audit',
          '/api/organisations',
          '/api/people',
        ],
        ...['/api/groups', '/api/rooms', '/api/meetings', '/api/meetings/{id}/attendees'],
        ...['/api/meetings/{id}/agenda', '/api/meetings/{id}/minutes', '/api/meetings/{id}/join'],
        ...['/api/projects', '/api/projects/{id}/milestones', '/api/actions', '/api/reports'],
      ]),
    )
  })

  it('names each operation once, says what it does, and files it under a tag that is explained', () => {
    const names = operations().map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(names.length)
    const tags = new Set(document.tags?.map(({ name }) => name))
    for (const { operationId, summary, tags: mine = [] } of operations()) {
      expect([operationId, summary?.length ?? 0]).not.toEqual([operationId, 0])
      expect([operationId, mine.filter((tag) => tags.has(tag)).length]).toEqual([operationId, 1])
    }
  })

  it('says which operations are open to everybody, and how to sign in for the others', () => {
    expect(operationOf(document, 'POST /api/session')?.security).toEqual([])
    expect(operationOf(document, 'GET /api/meetings')?.security).toBeUndefined()
    expect(Object.keys((document as unknown as { security: object[] }).security[1]!)).toEqual(['token'])
    const { securitySchemes } = document.components as unknown as { securitySchemes: Record<string, object> }
    expect(securitySchemes['session']).toMatchObject({
      ...{ type: 'apiKey', in: 'cookie', name: `sfat-${new URL(app.url).port}` },
    })
  })

  it('has every error code, with words, under exactly one kind of answer', () => {
    const said = Object.values(document.components.responses ?? {}).flatMap(({ description }) =>
      [...description.matchAll(/^- `([^`]+)`: \S/gm)].map(([, code]) => code),
    )
    expect(said.toSorted()).toEqual(Object.keys(errorKinds).toSorted())
  })

  it('says of each operation which codes it may answer', () => {
    const codesOf = (route: string) =>
      Object.values(operationOf(document, route)?.['x-error-codes'] ?? {}).flat()
    expect(codesOf('POST /api/meetings')).toEqual(expect.arrayContaining(['room.taken', 'meeting.in-past']))
    expect(codesOf('PUT /api/rooms/:id')).toContain('row.changed')
    expect(codesOf('POST /api/administration/jobs/:name/run')).toContain('job.missing')
    expect(codesOf('GET /api/rooms')).not.toContain('room.taken')
    expect(codesOf('GET /api/rooms')).not.toContain('permission.missing')
    // As many as there are of their kinds would be four times as many.
    const all = operations().flatMap((operation) => Object.values(operation['x-error-codes'] ?? {}).flat())
    expect(all.length / operations().length).toBeLessThan(25)
  })

  it('refers to nothing that is not there, and names nothing that is not used', () => {
    const text = JSON.stringify(document)
    const used = new Set([...text.matchAll(/#\/components\/(\w+\/\w+)/g)].map(([, name]) => name))
    const { schemas, responses = {} } = document.components
    const there = [
      ...Object.keys(schemas).map((name) => `schemas/${name}`),
      ...Object.keys(responses).map((name) => `responses/${name}`),
    ]
    expect(there.toSorted()).toEqual([...used].toSorted())
  })

  it('can be read as a page without script, where every link leads somewhere', async () => {
    const page = await app.browser().get('/api/docs')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.text).not.toMatch(/<script|style=|onclick=/)
    const ids = new Set([...page.text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    const links = [...page.text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
    expect(links.length).toBeGreaterThan(300)
    expect(links.filter((id) => !ids.has(id))).toEqual([])
    for (const { operationId = '' } of operations()) expect(ids).toContain(operationId)
    expect((await app.browser().get('/api/docs.css')).headers.get('content-type')).toMatch(/^text\/css/)
  })
})
