/**
 * A private meeting is a time at which its people and its room are taken, and nothing else to outsiders: at every door
 * through which meetings are seen, found, watched, subscribed to or handed out. On both databases.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Browser } from '../support/browser.ts'
import { forEachDatabase } from '../support/databases.ts'
import { startApp, type TestApp } from '../support/start-app.ts'
import { inDays, inMinutes, type Scene, secrets, setScene, zone } from './scene.ts'

const Entries = z.object({
  items: z.array(z.looseObject({ meetingId: z.string(), title: z.string().nullable() })),
})
const span = () => `from=${inDays(-1)}T00:00:00Z&to=${inDays(2)}T00:00:00Z`

forEachDatabase((open) => {
  let app: TestApp
  let scene: Scene
  beforeAll(async () => {
    app = await startApp({ target: (await open()).target, roles: ['web', 'worker'] })
    scene = await setScene(app)
  })
  afterAll(() => app?.stop())

  const outsiders = (): [string, Browser][] => {
    const { outsider, manager, directorate } = scene.people
    return [
      ['outsider', outsider.browser],
      ['other manager', scene.people['other manager'].browser],
      ['manager', manager.browser],
      ['directorate', directorate.browser],
    ]
  }
  /** What each of them is answered, never with the secret. */
  async function read(path: string): Promise<{ status: number; body: unknown; text: string }[]> {
    const answers = []
    for (const [who, browser] of outsiders()) {
      const answer = await browser.get(path)
      expect(answer.text, `${who} at ${path}`).not.toContain(secrets.meeting)
      answers.push(answer)
    }
    return answers
  }
  const busyIn = (body: unknown) =>
    Entries.parse(body).items.find(({ meetingId }) => meetingId === scene.hidden.id)

  describe('a private meeting', () => {
    it('is told to its own people, so that what follows is no accident', async () => {
      const { member } = scene.people
      for (const path of [
        `/api/meetings?${span()}`,
        `/api/groups/${scene.groupId}/meetings`,
        '/api/me/export',
      ])
        expect((await member.browser.get(path)).text, path).toContain(secrets.meeting)
    })

    it('is busy in the calendar, and for itself', async () => {
      for (const { body } of await read(`/api/meetings?${span()}`)) expect(busyIn(body)?.title).toBeNull()
      for (const { body } of await read(`/api/meetings/${scene.hidden.id}`))
        expect(body).toMatchObject({ title: null, description: '', attendees: [] })
    })

    it('is busy among the meetings of its group', async () => {
      for (const { body } of await read(`/api/groups/${scene.groupId}/meetings`))
        expect(busyIn(body)).toMatchObject({ title: null, minutes: null })
    })

    it('is busy in its room, whether one looks for a free one or books it', async () => {
      const form = { start: inMinutes(40), zone, durationMinutes: 30 }
      const query = `start=${form.start}&zone=${encodeURIComponent(zone)}&durationMinutes=30`
      for (const { text } of await read(`/api/rooms/availability?${query}`))
        expect(text).toContain('"title":null')
      const booked = await scene.people.manager.browser.post('/api/meetings', {
        ...{
          ...form,
          title: 'Alta',
          description: '',
          roomId: scene.roomId,
          video: false,
          visibility: 'normal',
        },
        attendees: [],
      })
      expect(booked.body).toMatchObject({ code: 'room.taken', params: { clash: { title: null } } })
      expect(booked.text).not.toContain(secrets.meeting)
    })

    it('is found by no search', async () => {
      const word = encodeURIComponent(secrets.meeting)
      for (const path of ['/api/milestones?', '/api/projects?', '/api/people?'])
        for (const { status, body } of await read(`${path}search=${word}`)) {
          expect(status, path).toBe(200)
          expect(body).toMatchObject({ items: [] })
        }
    })

    it('is not on the pages of the project and the milestone that it is about, nor in what needs somebody', async () => {
      for (const path of [
        `/api/projects/${scene.projectId}`,
        `/api/projects/${scene.projectId}/milestones`,
        `/api/projects/${scene.projectId}/milestones/${scene.milestoneId}`,
        '/api/me/needs',
      ])
        expect((await read(path))[0]!.text).not.toContain(scene.hidden.id)
    })

    it('is a time and nothing else in the calendar that one subscribes to', async () => {
      for (const [who, browser] of outsiders())
        for (const groupId of [null, scene.groupId]) {
          const feed = z
            .object({ id: z.string(), url: z.string() })
            .parse((await browser.post('/api/feeds', { groupId })).body)
          const calendar = await browser.get(new URL(feed.url).pathname)
          expect(calendar.status).toBe(200)
          expect(calendar.text, who).not.toContain(secrets.meeting)
          // It is a meeting of the group, and none of theirs.
          expect(
            calendar.text.includes(scene.hidden.occurrenceId) || calendar.text.includes(scene.hidden.id),
          ).toBe(groupId !== null)
          await browser.send('DELETE', `/api/feeds/${feed.id}`, undefined, { origin: browser.url })
        }
    })

    it('has no paper, document, agenda or attendance, by whichever address', async () => {
      const { id, documentId } = scene.hidden
      for (const path of [
        'agenda',
        'minutes',
        'minutes/pdf',
        'attendees',
        'attendance',
        'quorum',
        'convocation',
      ])
        for (const { status } of await read(`/api/meetings/${id}/${path}`)) expect(status, path).toBe(404)
      for (const { status } of await read(`/api/documents/${documentId}`)) expect(status).toBe(404)
    })

    it('is not in what an outsider is handed out of their data', async () => {
      for (const { status, text } of await read('/api/me/export')) {
        expect(status).toBe(200)
        expect(text).not.toContain(scene.hidden.id)
      }
    })
  })
})
