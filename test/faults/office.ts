/** The people of a story and what stands ready before it begins: a group with its mandates, a room. All of it over HTTP. */
import { z } from 'zod'
import type { Id } from '../../contract/values.ts'
import { type Browser, createBrowser } from '../support/browser.ts'
import { administrator } from '../support/start-app.ts'
import type { Ledger } from './ledger.ts'
import { createSteadfast, type Steadfast } from './steadfast.ts'

const roles = {
  secretary: 'secretariat',
  chair: 'member',
  member: 'member',
  manager: 'project-manager',
  director: 'directorate',
} as const
export type Part = keyof typeof roles
export const password = 'patru mere sub pat'
export const act = { number: '114', date: '2026-01-15' }

/** Somebody with an account, in a browser in which they are signed in. */
export type Colleague = Steadfast & { id: Id; email: string; browser: Browser }
export type Office = {
  url: string
  ledger: Ledger
  admin: Steadfast & { browser: Browser }
  people: Record<Part, Colleague>
  /** Those beside them, who come and go. */
  others: Colleague[]
  /** Somebody without an account, who has only what is in their mails. */
  stranger: Steadfast
  organisationId: Id
  groupId: Id
  roomId: Id
}

type Options = {
  url: string
  ledger: Ledger
  /** Called before a request is sent for the first time. */
  beforeAsking?: () => void
  /** How many there are beside the five who act. */
  others?: number
}

const Made = z.object({ id: z.string() })
const Added = z.object({ person: Made, link: z.object({ url: z.string() }) })

export async function openOffice({ url, ledger, beforeAsking, others = 0 }: Options): Promise<Office> {
  const steadfast = (browser: Browser) =>
    createSteadfast({ browser, ledger, ...(beforeAsking ? { beforeAsking } : {}) })
  const stranger = steadfast(createBrowser(url))
  const desk = createBrowser(url)
  const admin = { ...steadfast(desk), browser: desk }
  await admin.ask('POST', '/api/session', administrator)
  const make = async (by: Steadfast, path: string, body: unknown) =>
    Made.parse((await by.ask('POST', path, body)).body).id
  const organisationId = await make(admin, '/api/organisations', { name: 'Ministerul', shortName: 'M' })
  const roomId = await make(admin, '/api/rooms', { name: 'Sala', building: 'Palat', capacity: 30 })

  async function seat(name: string, role: string): Promise<Colleague> {
    const email = `${name}@minister.example`
    const { person, link } = Added.parse(
      (
        await admin.ask('POST', '/api/people', {
          ...{ name: `P. ${name}`, email, organisationId, locale: 'en', roles: [role] },
        })
      ).body,
    )
    const browser = createBrowser(url)
    const self = steadfast(browser)
    // Choosing a password signs in.
    await self.ask('POST', '/api/password', { token: new URL(link.url).searchParams.get('token'), password })
    return { ...self, id: person.id, email, browser }
  }
  const people = {} as Record<Part, Colleague>
  for (const part of Object.keys(roles) as Part[]) people[part] = await seat(part, roles[part])
  const more: Colleague[] = []
  for (let number = 1; number <= others; number++) more.push(await seat(`member${number}`, 'member'))

  const groupId = await make(people.secretary, '/api/groups', {
    ...{ name: 'Interoperabilitate', shortName: 'GLI', purpose: '', act },
    ...{ chairPersonId: people.chair.id, secretaryPersonId: people.secretary.id },
    rules: {
      ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 0, noticeUnit: 'calendar' },
      ...{ minutesApprover: 'chair', reminderHours: 0 },
    },
  })
  for (const { id: personId } of [people.member, people.chair])
    await people.secretary.ask('POST', `/api/groups/${groupId}/mandates`, {
      ...{ personId, organisationId, kind: personId === people.member.id ? 'titular' : 'supleant', act },
      ...{ from: '2026-01-01', until: null },
    })
  return { url, ledger, admin, people, others: more, stranger, organisationId, groupId, roomId }
}
