/** Everything that a unit of work can reach, by the names that the domains' ports use. */
import type { EntityManager } from 'typeorm'
import type { Dialect } from './data-source.ts'
import { outbox } from './outbox.ts'
import { accountLinks } from './repos/account-links.ts'
import { accounts } from './repos/accounts.ts'
import { installation } from './repos/installation.ts'
import { organisations } from './repos/organisations.ts'
import { people } from './repos/people.ts'
import { sessions } from './repos/sessions.ts'

/** What every repository is made from: the connection it speaks through, and which database that is. */
export type Connection = { manager: EntityManager; dialect: Dialect }

export const repositories = (connection: Connection) => ({
  outbox: outbox(connection),
  organisations: organisations(connection),
  people: people(connection),
  accounts: accounts(connection),
  sessions: sessions(connection),
  accountLinks: accountLinks(connection),
  installation: installation(connection),
})

export type Repositories = ReturnType<typeof repositories>
