/** Knocks at every door of the product as everybody, and holds the answers against the table. */
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Document } from '../../api/plugins/describe-operations.ts'
import { Problem } from '../../contract/wire-error.ts'
import type { LiveClientToServer, LiveServerToClient, Topic } from '../../contract/live.ts'
import type { Answer } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { readDescription, undescribed } from '../support/openapi.ts'
import { type Asked, requests } from './requests.ts'
import { insiders, type Scene, secrets, setScene } from './scene.ts'
import { type Caller, callers, type Row, table, topics, type Verdict } from './table.ts'
import { isWritten } from './write-docs.ts'

const requestOf = ({ route, about }: Row) => requests[`${route} · ${about}`] ?? requests[route]

/** What the answer amounts to, in the words of the table; the answer itself where none fits. */
function verdictOf(answer: Answer & { path: string }, allowed: number | string): Verdict | string {
  const problem = Problem.safeParse(answer.body)
  const code = problem.success ? problem.data.code : null
  if (answer.status === allowed || code === allowed) return isBusy(answer.body) ? 'busy' : 'yes'
  if (code === 'session.required' && answer.status === 401) return 'sign-in'
  if (code === 'permission.missing' && answer.status === 403) return 'forbidden'
  if (code?.endsWith('-link.invalid') || answer.path.startsWith('/calendar/')) return 'invalid'
  if (code?.endsWith('.missing') && answer.status === 404) return 'missing'
  return `${answer.status} ${answer.text.slice(0, 300)}`
}

/** Whoever holds the link of an action reads it: that is what the link is for. */
const mayRead = ({ route }: Row, caller: Caller, kind: keyof typeof secrets): boolean =>
  insiders[kind].includes(caller) || (kind === 'action' && route.includes('/api/action-link/'))

const isBusy = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'visibility' in body && 'title' in body && body.title === null

it('The table in docs/permissions.md is the one that is tested', async () => {
  expect(await isWritten(), 'node test/permissions/write-docs.ts writes it anew').toBe(true)
})

forEachDatabase((open) => {
  let app: TestApp
  let scene: Scene
  let description: Document
  beforeAll(async () => {
    const { target } = await open()
    app = await startApp({ target, roles: ['web', 'worker'] })
    scene = await setScene(app)
    description = await readDescription(app)
  })
  afterAll(() => app?.stop())

  async function ask(row: Row, caller: Caller): Promise<{ verdict: Verdict | string; text: string }> {
    const request = requestOf(row)
    if (!request) throw new Error(`requests.ts does not say how ${row.route} · ${row.about} is asked`)
    const browser = scene.browserOf(caller)
    const meetings = { 'a private meeting': scene.hidden, published: scene.published }
    const meeting = meetings[row.about as keyof typeof meetings] ?? scene.open
    const asked: Asked = { scene, caller, browser, meeting }
    const path = typeof request.path === 'string' ? request.path : await request.path(asked)
    const [method = ''] = row.route.split(' ')
    const answer = request.send
      ? await request.send(asked, path)
      : method === 'GET'
        ? await browser.get(path)
        : await browser.send(method, path, request.body ? JSON.stringify(request.body(asked)) : undefined, {
            origin: browser.url,
            ...(request.body ? { 'content-type': 'application/json' } : {}),
          })
    expect(row.route === 'GET /metrics' ? null : undescribed(description, row.route, answer)).toBeNull()
    return { verdict: verdictOf({ ...answer, path }, request.allowed), text: answer.text }
  }

  describe('the table of permissions', () => {
    it('has a row for every route that there is, and no row for one that there is not', () => {
      // Files of the pages are for everybody; their routes are not told apart.
      const routes = app.app.server.routeNames.filter((name) => !/ \/(?:\*|_app\/\*)?$/.test(name))
      expect([...new Set(table.map(({ route }) => route))].toSorted()).toEqual(
        [...new Set(routes)].toSorted(),
      )
    })

    it.each(table.map((row) => [row.about ? `${row.route} · ${row.about}` : row.route, row] as const))(
      'is kept by %s',
      async (_name, row) => {
        const verdicts: Record<string, string> = {}
        for (const caller of callers) {
          const { verdict, text } = await ask(row, caller)
          verdicts[caller] = verdict
          for (const kind of Object.keys(secrets) as (keyof typeof secrets)[])
            if (!mayRead(row, caller, kind) && text.includes(secrets[kind]))
              verdicts[caller] += ` and reads what is said of the ${kind}`
        }
        expect(verdicts).toEqual(row.who)
      },
    )
  })

  describe('what pages may watch', () => {
    type Live = Socket<LiveServerToClient, LiveClientToServer>
    const ids = (topic: string, about: string): string =>
      ({
        'meeting:': about === 'a private meeting' ? scene.hidden.id : scene.open.id,
        'group:': scene.groupId,
        'project:': scene.projectId,
        'report:': scene.reportId,
      })[topic] ?? ''

    async function watch(caller: Caller, topic: string): Promise<Verdict | string> {
      const socket: Live = io(new URL('/live', app.url).href, {
        ...{ transports: ['websocket'], forceNew: true, reconnection: false },
        extraHeaders: { origin: app.url, cookie: scene.browserOf(caller).cookieHeader() },
      })
      try {
        const refusal = await new Promise<string | null>((resolve) => {
          socket.on('connect', () => resolve(null))
          socket.on('connect_error', (error: Error & { data?: { code: string } }) =>
            resolve(error.data?.code === 'session.required' ? 'sign-in' : error.message),
          )
        })
        if (refusal !== null) return refusal
        return (await socket.emitWithAck('watch', { topics: [topic as Topic] })).ok ? 'yes' : 'forbidden'
      } finally {
        socket.disconnect()
      }
    }

    it.each(topics.map((row) => [`${row.topic} ${row.about}`, row] as const))(
      'is decided for %s',
      async (_name, { topic, about, who }) => {
        const verdicts: Record<string, string> = {}
        for (const caller of callers) verdicts[caller] = await watch(caller, topic + ids(topic, about))
        expect(verdicts).toEqual(who)
      },
    )
  })
})
