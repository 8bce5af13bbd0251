import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { v7 as newId } from 'uuid'
import { describe, expect, it } from 'vitest'
import { openDatabases } from '../../../api/db/data-source.ts'
import { createRelay, handler } from '../../../api/db/relay.ts'
import { createWork } from '../../../api/db/work.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { createLog } from '../../support/log.ts'
import { someRoom } from '../../support/rooms.ts'
import { until } from '../../support/until.ts'
import type { CrashMoment } from './crash-child.ts'

/** Runs the child until it has killed itself. */
async function crash({ target }: TestDatabase, moment: CrashMoment, roomId: string): Promise<void> {
  const file = fileURLToPath(new URL('crash-child.ts', import.meta.url))
  const child = spawn(process.execPath, [file, JSON.stringify({ target, moment, roomId })], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGTERM',
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (signal !== 'SIGKILL') throw new Error(`The child did not die as it should have: ${signal} ${said}`)
}

/** Starts again as a process would: opens the database anew and lets a relay settle what is there. */
async function recover({ target }: TestDatabase) {
  const databases = await openDatabases(target)
  const clock = { now: () => Temporal.Now.instant() }
  const work = createWork({ databases, clock })
  let sent = 0
  const relay = createRelay({
    work,
    clock,
    logger: createLog(),
    alone: target.kind === 'sqlite',
    pollMs: 20,
    handlers: [
      handler({
        name: 'effect',
        on: ['room.changed'],
        save: async (event, { rooms }) => rooms.add(someRoom({ name: `Efect ${event.payload.roomId}` })),
      }),
      handler({ name: 'sender', on: ['room.changed'], send: async () => void sent++ }),
    ],
  })
  await relay.start()
  await until('everything to be settled', async () => {
    const left = await work.read(({ outbox }) => outbox.unsettled())
    return left.length === 0
  })
  const { items } = await work.read(({ rooms }) => rooms.page({ limit: 200 }))
  await relay.stop()
  await work.close()
  await databases.close()
  return { names: items.map(({ name }) => name), sent }
}

forEachDatabase((open) => {
  // A process takes its time to start on a machine that runs other tests beside.
  describe('a process that is killed', { timeout: 90_000 }, () => {
    it('before it has committed leaves nothing behind', async () => {
      const database = await open()
      await crash(database, 'before-commit', newId())
      expect(await recover(database)).toEqual({ names: [], sent: 0 })
    })

    it('between commit and delivery has lost nothing: the event is delivered after the restart', async () => {
      const database = await open()
      const roomId = newId()
      await crash(database, 'after-commit', roomId)
      expect(await recover(database)).toEqual({ names: [`Efect ${roomId}`, 'Salvată'], sent: 1 })
    })

    it('between the effect of a handler and its mark has that effect once', async () => {
      const database = await open()
      const roomId = newId()
      await crash(database, 'in-handler', roomId)
      expect((await recover(database)).names).toEqual([`Efect ${roomId}`, 'Salvată'])
    })

    it('after sending and before the mark sends again: at least once, and the state is untouched', async () => {
      const database = await open()
      const roomId = newId()
      await crash(database, 'after-sending', roomId)
      expect(await recover(database)).toEqual({ names: [`Efect ${roomId}`, 'Salvată'], sent: 1 })
    })
  })
})
