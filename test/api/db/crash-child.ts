/**
 * A process that dies where it hurts. Started by `crash.test.ts` with the database and the moment in its environment;
 * it kills itself with SIGKILL, so nothing is closed and nothing is said.
 */
import { openDatabases, type DatabaseTarget } from '../../../api/db/data-source.ts'
import { createRelay, handler } from '../../../api/db/relay.ts'
import { createWork } from '../../../api/db/work.ts'
import { someRoom } from '../../support/rooms.ts'

export type CrashMoment = 'before-commit' | 'after-commit' | 'in-handler' | 'after-sending'

const { target, moment, roomId } = JSON.parse(process.argv[2] ?? '') as {
  target: DatabaseTarget
  moment: CrashMoment
  roomId: string
}
const die = () => process.kill(process.pid, 'SIGKILL')

const clock = { now: () => Temporal.Now.instant() }
const databases = await openDatabases(target)
const work = createWork({ databases, clock })

if (moment === 'after-commit') work.onEvents(die)
await work.run(async ({ rooms, events }) => {
  await rooms.add(someRoom({ id: roomId, name: 'Salvată' }))
  events.record('room.changed', { roomId })
  if (moment === 'before-commit') die()
})

const relay = createRelay({
  work,
  clock,
  logger: { debug: () => undefined, warn: console.error, error: console.error },
  alone: databases.dialect === 'sqlite',
  leaseMs: 2_000,
  handlers: [
    handler({
      name: 'effect',
      on: ['room.changed'],
      save: async (event, { rooms }) => {
        await rooms.add(someRoom({ name: `Efect ${event.payload.roomId}` }))
        if (moment === 'in-handler') die()
      },
    }),
    handler({
      name: 'sender',
      on: ['room.changed'],
      send: async () => {
        if (moment === 'after-sending') die()
      },
    }),
  ],
})
await relay.start()
