/** That all lists are asked in the same words, and cut into pages in the same way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Document, Operation, Schema } from '../../api/plugins/describe-operations.ts'
import { readDescription } from '../support/openapi.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { inMinutes, made, type Scene, setScene, zone } from '../permissions/scene.ts'
import { forEachDatabase } from '../support/databases.ts'
import { Problem } from '../../contract/wire-error.ts'
import { until } from '../support/until.ts'

/** Every word that a list may be asked with, and what it means everywhere. */
const words: Record<string, string> = {
  cursor: 'where the page begins: `next` of the page before',
  limit: 'how many at most',
  search: 'part of a name, without regard to case or diacritics',
  mine: 'only what is mine',
  status: 'only of this status',
  from: 'not before',
  to: 'not after',
  organisationId: 'only of this organisation',
  roomId: 'only in this room',
  projectId: 'only of this project',
  projectStatus: 'only of projects of this status',
  milestoneId: 'only of this milestone',
  meetingId: 'only of this meeting',
  health: 'only of this colour',
  period: 'only of this month',
  personId: 'only of this person',
  action: 'only what was done in this way',
  subjectId: 'only what was done to this',
  late: 'only what is late, or what is not',
  sort: 'by this field of the rows; with a minus before it, from the end',
}

/** Lists that come whole: what they belong to keeps them short. */
const whole: Record<string, string> = {
  '/api/me/sessions': 'signed-in browsers of one person',
  '/api/rooms/availability': 'every room at one time',
  '/api/meetings/{id}/attendees': 'at most 500 by the meeting’s form',
  '/api/meetings/{id}/attendance': 'those who were in one conference',
  '/api/meetings/{id}/deliveries': 'one for each attendee',
  '/api/meetings/{id}/mailed-answers': 'those of one meeting that wait',
  '/api/meetings/{id}/minutes/actions': 'those of one meeting’s minutes',
  '/api/projects/{id}/milestones': 'those of one project',
  '/api/projects/{id}/decisions': 'those of one project',
  '/api/tokens': 'at most 50 of one person',
  '/api/webhooks': 'at most 50 of the installation',
  '/api/retention/preview': 'one for each kind of data',
  '/api/feeds': 'at most 20 of one person',
}

const Page = z.object({ items: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() })

forEachDatabase((open) =>
  describe('lists', () => {
    let app: TestApp
    let scene: Scene
    let document: Document
    let webhookId: string
    beforeAll(async () => {
      const { target } = await open()
      app = await startApp({ target, roles: ['web', 'worker'] })
      scene = await setScene(app)
      document = await readDescription(app)
      const form = { name: 'Registratura', url: 'https://sfat.invalid/', types: ['meeting.booked'] }
      webhookId = made(await scene.administrator.browser.post('/api/webhooks', form)).id
      for (let count = 0; count < 3; count++)
        await scene.administrator.browser.post(`/api/webhooks/${webhookId}/test`)
      // Off, so that nothing moves while it is paged through.
      const off = { ...form, enabled: false, version: 1 }
      made(await scene.administrator.browser.put(`/api/webhooks/${webhookId}`, off))
      await until('the last attempt to be written down', async () => {
        const { text } = await scene.administrator.browser.get(`/api/webhooks/${webhookId}/deliveries`)
        return !text.includes('"sending"')
      })
    })
    afterAll(() => app?.stop())

    const answerOf = (operation: Operation): Schema => {
      const ok = operation.responses['200']
      return ok && !('$ref' in ok) ? (ok.content?.['application/json']?.schema ?? {}) : {}
    }
    const reads = () =>
      Object.entries(document.paths).flatMap(([path, { get }]) => (get ? [{ path, get }] : []))
    const paged = () =>
      reads().filter(({ get }) => 'next' in ((answerOf(get)['properties'] as object | undefined) ?? {}))

    it('come in pages, or whole where something keeps them short', () => {
      const arrays = reads().filter(({ get }) => answerOf(get)['type'] === 'array')
      expect(arrays.map(({ path }) => path).toSorted()).toEqual(Object.keys(whole).toSorted())
      expect(paged().length).toBeGreaterThan(8)
    })

    it('are asked in the same words, of the same type', () => {
      const types = new Map<string, string>()
      for (const { path, get } of paged()) {
        const query = (get.parameters ?? []).filter((parameter) => parameter.in === 'query')
        const names = query.map(({ name }) => name)
        expect([path, names]).toEqual([path, expect.arrayContaining(['cursor', 'limit'])])
        for (const { name, schema = {} } of query) {
          expect([path, name, name in words]).toEqual([path, name, true])
          // A status and a field are those of its own list; everything else is the same everywhere.
          const type = JSON.stringify(['status', 'sort'].includes(name) ? schema['type'] : schema)
          expect([path, name, types.get(name) ?? type]).toEqual([path, name, type])
          types.set(name, type)
        }
        expect(answerOf(get)['required']).toEqual(expect.arrayContaining(['items', 'next']))
      }
    })

    const addressOf = (path: string) =>
      path.replace('{id}', path.startsWith('/api/webhooks') ? webhookId : scene.groupId)
    const spanOf = (get: Operation) =>
      (get.parameters ?? []).some(({ name, required }) => name === 'from' && required)
        ? '&from=2020-01-01T00:00:00Z&to=2040-01-01T00:00:00Z'
        : ''

    it('give the same, page by page, as in one', async () => {
      const { browser } = scene.administrator
      for (const { path, get } of paged()) {
        const span = spanOf(get)
        const address = addressOf(path)
        const ask = async (limit: number, cursor: string | null) => {
          const at = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
          const answer = await browser.get(`${address}?limit=${limit}${span}${at}`)
          expect([path, answer.status, answer.text.slice(0, 200)]).toMatchObject([
            path,
            200,
            expect.anything(),
          ])
          return Page.parse(answer.body)
        }
        const all = await ask(200, null)
        expect([path, all.next]).toEqual([path, null])
        const walked = []
        let cursor: string | null = null
        do {
          const page: z.infer<typeof Page> = await ask(1, cursor)
          expect(page.items.length).toBeLessThanOrEqual(1)
          walked.push(...page.items)
          cursor = page.next
        } while (cursor !== null)
        expect([path, walked]).toEqual([path, all.items])
        for (const wrong of ['limit=0', 'limit=201', 'limit=x', 'cursor=nonsense'])
          expect([path, wrong, (await browser.get(`${address}?${wrong}${span}`)).status]).toEqual([
            ...[path, wrong, 400],
          ])
      }
    })

    it('can be put in order by their fields, from either end, and paged through without loss where rows are level', async () => {
      const { browser } = scene.administrator
      // Rows that are level: booked for the same moment, due on the same day, of rooms that take as many.
      for (const count of [1, 2, 3]) {
        made(await browser.post('/api/meetings', { ...level, title: `La fel ${count}` }))
        made(
          await browser.post('/api/rooms', {
            name: `La fel ${count}`,
            building: `Palat ${count}`,
            capacity: 9,
          }),
        )
        await scene.addAction('La fel')
      }
      let orders = 0
      for (const { path, get } of paged()) {
        const sort = get.parameters?.find(({ name }) => name === 'sort')?.schema
        const names = (sort?.['enum'] ?? []) as string[]
        expect([path, names.length]).not.toEqual([path, 0])
        const walk = async (order: string) => {
          const walked: Record<string, unknown>[] = []
          let cursor: string | null = null
          do {
            const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
            const answer = await browser.get(`${addressOf(path)}?limit=2&sort=${order}${spanOf(get)}${at}`)
            expect([path, order, answer.status]).toEqual([path, order, 200])
            const page: z.infer<typeof Page> = Page.parse(answer.body)
            walked.push(...page.items)
            cursor = page.next
          } while (cursor !== null)
          return walked
        }
        const whole = Page.parse((await browser.get(`${addressOf(path)}?limit=200${spanOf(get)}`)).body)
        const keyOf = (row: Record<string, unknown>) =>
          String(row['seq'] ?? row['occurrenceId'] ?? row['id'] ?? JSON.stringify(row))
        for (const order of names) {
          orders += 1
          const walked = await walk(order)
          expect([path, order, walked.map(keyOf).toSorted()]).toEqual([
            path,
            order,
            whole.items.map(keyOf).toSorted(),
          ])
          const field = order.replace('-', '')
          const values = walked.flatMap((row) => (row[field] === undefined ? [] : [row[field]]))
          const sorted = values.toSorted(compare)
          // Names go by their letters without diacritics and case, which are not told here.
          if (field !== 'name' && field !== 'building')
            expect([path, order, values]).toEqual([
              path,
              order,
              order.startsWith('-') ? sorted.toReversed() : sorted,
            ])
          if (order.startsWith('-'))
            expect([path, walked.map(keyOf)]).toEqual([path, (await walk(field)).map(keyOf).toReversed()])
          const first = await browser.get(`${addressOf(path)}?limit=1&sort=${order}${spanOf(get)}`)
          const { next } = Page.parse(first.body)
          if (next === null) continue
          const other = names.find((name) => name !== order)
          const wrong = await browser.get(
            `${addressOf(path)}?sort=${other}${spanOf(get)}&cursor=${encodeURIComponent(next)}`,
          )
          expect([path, order, wrong.status, Problem.parse(wrong.body).code]).toEqual([
            ...[path, order, 400, 'request.other-order'],
          ])
        }
      }
      expect(orders).toBeGreaterThan(25)
    })
  }),
)

const level = {
  ...{ description: '', start: inMinutes(24 * 60), zone, durationMinutes: 30, roomId: null, video: true },
  ...{ visibility: 'normal', attendees: [] },
}
const compare = (one: unknown, other: unknown) =>
  typeof one === 'number' && typeof other === 'number'
    ? one - other
    : String(one) < String(other)
      ? -1
      : Number(one !== other)
