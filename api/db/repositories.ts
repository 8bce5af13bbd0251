/** Everything that a unit of work can reach, by the names that the domains' ports use. */
import type { EntityManager } from 'typeorm'
import type { Dialect } from './data-source.ts'
import { outbox } from './outbox.ts'

/** What every repository is made from: the connection it speaks through, and which database that is. */
export type Connection = { manager: EntityManager; dialect: Dialect }

export const repositories = (connection: Connection) => ({
  outbox: outbox(connection),
})

export type Repositories = ReturnType<typeof repositories>
