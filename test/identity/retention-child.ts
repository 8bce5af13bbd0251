/** A process that is killed in the middle of carrying out the rules of retention, started by `retention.test.ts`. */
import { openDatabases, type DatabaseTarget } from '../../api/db/data-source.ts'
import { createWork } from '../../api/db/work.ts'
import { applyRetention } from '../../identity/retention.ts'

const target = JSON.parse(process.argv[2] ?? '') as DatabaseTarget
const clock = { now: () => Temporal.Instant.from('2026-11-23T07:00:00Z') }
const work = createWork({ databases: await openDatabases(target), clock })
// After the first portion is committed, before the second is.
work.onEvents(() => process.kill(process.pid, 'SIGKILL'))
await applyRetention({ work, clock })
