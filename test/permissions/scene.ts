/**
 * A small ministry to knock at every door of: a group with its meetings, a private meeting, a project with its report,
 * and words that only insiders may ever read.
 */
import { expect } from 'vitest'
import { z } from 'zod'
import type { Id } from '../../contract/values.ts'
import type { Answer, Browser } from '../support/browser.ts'
import { upload } from '../support/upload.ts'
import type { TestApp } from '../support/start-app.ts'
import { type Account, accounts, type Person, seat } from './callers.ts'
import type { Caller } from './table.ts'

export const zone = 'Europe/Bucharest'
const now = () => Temporal.Now.zonedDateTimeISO(zone)
export const today = () => now().toPlainDate()
export const inMinutes = (minutes: number) =>
  now().add({ minutes }).toPlainDateTime().toString({ smallestUnit: 'minute' })
export const inDays = (days: number) => today().add({ days }).toString()
export const act = { number: '114', date: '2026-01-15' }
/** A version that nothing has: whoever may write is told `row.changed`, and nothing is written. */
export const stale = 999

/** Words that stand only where their readers are insiders. */
export const secrets = {
  meeting: 'ZIMBRUL',
  report: 'COCOSTARCUL',
  action: 'VIDRA',
} as const
export const insiders: Record<keyof typeof secrets, readonly Caller[]> = {
  meeting: ['member', 'chair', 'secretariat', 'administrator'],
  report: ['manager', 'directorate', 'administrator'],
  action: ['member', 'manager', 'directorate', 'secretariat', 'administrator'],
}

const Made = z.object({ id: z.string(), version: z.number().default(1) })
export const made = (answer: Answer): z.infer<typeof Made> => {
  expect(answer.status, answer.text).toBeLessThan(300)
  return Made.parse(answer.body)
}

export type Convened = {
  id: Id
  itemId: Id
  documentId: Id
  entryId: Id
  decisionId: Id
  actionId: Id
  occurrenceId: Id
  attendeeId: Id
}
export type Scene = Awaited<ReturnType<typeof setScene>>

export async function setScene(app: TestApp) {
  const admin = await app.administrator()
  const organisationId = made(
    await admin.post('/api/organisations', { name: 'Ministerul', shortName: 'M' }),
  ).id
  const people = {} as Record<Account, Person>
  for (const name of Object.keys(accounts) as Account[]) people[name] = await seat(app, name, organisationId)
  const nobody = app.browser()
  const browserOf = (caller: Caller): Browser =>
    caller === 'nobody' || caller === 'guest' ? nobody : people[caller].browser
  const { secretariat, manager, chair, member, outsider, administrator } = people
  const roomId = made(await admin.post('/api/rooms', { name: 'Sala', building: 'Palat', capacity: 9 })).id

  const addGroup = async (name: string, leader: Person, seats: Person[]) => {
    const { id } = made(
      await secretariat.browser.post('/api/groups', {
        ...{ name, shortName: name, purpose: '', act, chairPersonId: leader.id, secretaryPersonId: null },
        rules: {
          ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 0, noticeUnit: 'calendar' },
          ...{ minutesApprover: 'chair', reminderHours: 0 },
        },
      }),
    )
    for (const [index, { id: personId }] of seats.entries())
      made(
        await secretariat.browser.post(`/api/groups/${id}/mandates`, {
          ...{ personId, organisationId, kind: index === 0 ? 'titular' : 'supleant', act },
          ...{ from: '2026-01-01', until: null },
        }),
      )
    return id
  }
  const groupId = await addGroup('GLI', chair, [member, chair])
  const otherGroupId = await addGroup('GLX', outsider, [outsider])

  const projectForm = { code: 'P-1', name: 'Catalog', description: '', organisationId }
  const project = made(
    await manager.browser.post('/api/projects', { ...projectForm, managerPersonId: manager.id }),
  )
  made(
    await manager.browser.put(`/api/projects/${project.id}`, {
      ...{ ...projectForm, managerPersonId: manager.id, status: 'running', version: project.version },
    }),
  )
  const milestoneId = made(
    await manager.browser.post(`/api/projects/${project.id}/milestones`, {
      ...{ title: 'Pilot', criteria: '', baseline: inDays(10), toleranceDays: 5, ownerPersonId: null },
    }),
  ).id
  const addAction = async (text: string) =>
    made(
      await manager.browser.post('/api/actions', {
        ...{ text, ownerPersonId: member.id, dueOn: inDays(3), milestoneId },
      }),
    ).id
  const actionId = await addAction(`Raport ${secrets.action}`)
  const report = made(
    await manager.browser.post('/api/reports', { projectId: project.id, period: inDays(0).slice(0, 7) }),
  )
  made(
    await manager.browser.put(`/api/reports/${report.id}`, {
      sections: [{ key: 'summary', text: secrets.report }],
      version: report.version,
    }),
  )

  /** A meeting of the group with agenda, document and minutes as a draft. A private one has the secret in all of it. */
  async function convene(title: string, visibility: 'normal' | 'private'): Promise<Convened> {
    const booking = {
      ...{ title, description: title, start: inMinutes(30), zone, durationMinutes: 60, roomId: null },
      video: true,
    }
    const item = { title, kind: 'decision', durationMinutes: 10, speaker: null, milestoneId }
    const { id, version } = made(
      await secretariat.browser.post(`/api/groups/${groupId}/convene`, {
        ...{ ...booking, attendees: [], shortNoticeReason: 'Test', repeatsMeetingId: null, agenda: [item] },
      }),
    )
    const Detail = z.object({
      attendees: z.array(z.object({ id: z.string(), personId: z.string(), role: z.string() })),
      occurrences: z.array(z.object({ id: z.string() })),
    })
    const detail = Detail.parse((await secretariat.browser.get(`/api/meetings/${id}`)).body)
    const attendees = detail.attendees.map(({ personId, role }) => ({ personId, role }))
    if (visibility === 'private')
      made(
        await secretariat.browser.put(`/api/meetings/${id}`, {
          ...{ ...booking, roomId, visibility, version },
          attendees,
        }),
      )
    const Agenda = z.object({ items: z.array(z.object({ id: z.string() })) })
    const agenda = Agenda.parse((await secretariat.browser.get(`/api/meetings/${id}/agenda`)).body)
    const itemId = agenda.items[0]!.id
    const minutes = `/api/meetings/${id}/minutes`
    const Minutes = z.object({
      entries: z.array(
        z.object({
          id: z.string(),
          decisions: z.array(z.object({ id: z.string() })),
          actions: z.array(z.object({ id: z.string() })),
        }),
      ),
    })
    const entryId = Minutes.parse((await secretariat.browser.post(minutes)).body).entries[0]!.id
    const text = { text: title, milestoneId }
    await secretariat.browser.post(`${minutes}/entries/${entryId}/decisions`, text)
    const task = { ...text, ownerPersonId: member.id, dueOn: inDays(3) }
    const { body } = await secretariat.browser.post(`${minutes}/entries/${entryId}/actions`, task)
    const [entry] = Minutes.parse(body).entries
    return {
      ...{ id, itemId, entryId },
      documentId: await addDocument(secretariat.browser, id, itemId, `${title}.pdf`),
      decisionId: entry!.decisions[0]!.id,
      actionId: entry!.actions[0]!.id,
      occurrenceId: detail.occurrences[0]!.id,
      attendeeId: detail.attendees[0]!.id,
    }
  }
  const open = await convene('Ședință', 'normal')
  const hidden = await convene(`Ședință ${secrets.meeting}`, 'private')
  const published = await convene('Ședință publicată', 'normal')
  const version = async (id: Id) =>
    z
      .object({ version: z.number() })
      .parse((await secretariat.browser.get(`/api/meetings/${id}/minutes`)).body).version
  for (const [step, by] of [
    ['approve', chair],
    ['publish', secretariat],
  ] as const) {
    const path = `/api/meetings/${published.id}/minutes/${step}`
    expect((await by.browser.post(path, { version: await version(published.id) })).status).toBe(200)
  }
  const Linked = z.object({ guestUrl: z.string() })
  const { guestUrl } = Linked.parse((await secretariat.browser.get(`/api/meetings/${open.id}`)).body)
  return {
    ...{
      app,
      admin,
      people,
      browserOf,
      organisationId,
      roomId,
      groupId,
      otherGroupId,
      milestoneId,
      actionId,
    },
    ...{ open, hidden, published, addAction, projectForm, administrator },
    projectId: project.id,
    reportId: report.id,
    guestToken: new URL(guestUrl).pathname.split('/').at(-1)!,
    /** Feeds that were made on the way, to be given back: nobody may have many. */
    readFeeds: [] as Id[],
  }
}

/** Adds a file to an agenda item, as a browser's form does. */
export async function addDocument(browser: Browser, id: Id, itemId: Id, name: string): Promise<Id> {
  const answer = await upload(browser, `/api/meetings/${id}/agenda/${itemId}/documents`, name)
  return made(answer).id
}
