/** Everybody who may stand before a door, each with a session of their own. */
import { v7 as newId } from 'uuid'
import { cookieNames } from '../../api/plugins/auth.ts'
import type { Role } from '../../contract/identity.ts'
import type { Id } from '../../contract/values.ts'
import { createPasswords } from '../../identity/password-hash.ts'
import { newSession } from '../../identity/sessions.ts'
import type { Browser } from '../support/browser.ts'
import type { TestApp } from '../support/start-app.ts'
import type { Caller } from './table.ts'

/** Those with an account, and the roles that it has. */
export const accounts = {
  outsider: ['member'],
  member: ['member'],
  chair: ['member'],
  'other manager': ['project-manager'],
  manager: ['project-manager'],
  directorate: ['directorate'],
  secretariat: ['secretariat'],
  administrator: ['administrator'],
} as const satisfies Partial<Record<Caller, Role[]>>
export type Account = keyof typeof accounts

/** Of a password that nobody types. */
const hash = createPasswords().hash('patru mere sub patul mare')

export type Person = { id: Id; email: string; browser: Browser; sessionId: Id }

/** Adds the person with account and session straight to the database: nobody has to choose a password for a test. */
export async function seat(app: TestApp, name: Account, organisationId: Id): Promise<Person> {
  const id = newId()
  const email = `${name.replace(' ', '.')}@example.ro`
  const session = newSession(id, { address: '127.0.0.1', userAgent: 'test' }, Temporal.Now.instant())
  const createdAt = session.row.createdAt
  await app.app.work!.run(async (unit) => {
    await unit.people.add({
      ...{ id, name: `P. ${name}`, email, position: null, organisationId, locale: 'en', createdAt },
      version: 1,
    })
    const account = { personId: id, roles: [...accounts[name]], passwordHash: await hash, suspended: false }
    await unit.accounts.add({ ...account, createdAt, passwordChangedAt: createdAt })
    await unit.sessions.add(session.row)
  })
  const browser = app.browser()
  browser.cookies.set(cookieNames(app.app.site, Number(new URL(app.url).port)).session, session.token)
  return { id, email, browser, sessionId: session.row.id }
}
