/** A process that is killed in the middle of an erasure, started by `erase-person.test.ts`. */
import { openDatabases, type DatabaseTarget } from '../../api/db/data-source.ts'
import { createWork } from '../../api/db/work.ts'
import type { Actor } from '../../contract/identity.ts'
import { erasePerson } from '../../identity/erase-person.ts'

const { target, by, personId } = JSON.parse(process.argv[2] ?? '') as {
  target: DatabaseTarget
  by: Actor
  personId: string
}
const clock = { now: () => Temporal.Instant.from('2026-11-23T07:00:00Z') }
const work = createWork({ databases: await openDatabases(target), clock })
// When the account is closed, and before any text has been gone through.
work.onEvents(() => process.kill(process.pid, 'SIGKILL'))
await erasePerson({ work, clock }, by, personId, { oneself: false })
