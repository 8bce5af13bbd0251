import { rm, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { pauseBeforeRestart } from '../../../sfu/media/media-worker.ts'
import { createSfuNode, type SfuNode } from '../../../sfu/signal/sfu-node.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import { testFolder } from '../../support/test-folder.ts'
import { until } from '../../support/until.ts'
import { secret, startSfu, type TestSfu } from '../support/start-sfu.ts'
import { refusedSeat, takeSeat } from '../support/take-seat.ts'

let sfu: TestSfu | null = null
afterEach(async () => {
  await sfu?.close()
  sfu = null
})

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('closing a node', () => {
  test('tells everybody, gives every fact that is owed, and ends its workers; twice does no harm', async () => {
    const node = (sfu = await startSfu({
      listen: { address: '127.0.0.1', announced: null, port: 0, workers: 2 },
    }))
    const pids = node.node.workerPids()
    expect(pids).toHaveLength(2)
    const seats = await Promise.all(
      (['host', 'participant', 'guest'] as const).map(async (role) => {
        const seat = await takeSeat(node.url, { ticket: await node.ticket(role) })
        await seat.enter()
        return seat
      }),
    )
    await Promise.all([node.node.close(), node.node.close()])
    for (const seat of seats) {
      await seat.gone()
      expect(seat.refused?.code).toBe('server.stopping')
    }
    expect(node.factsNamed('participant.left').map((fact) => fact.payload.reason)).toEqual(['ended', 'ended'])
    expect(node.factsNamed('conference.ended').map((fact) => fact.payload.reason)).toEqual(['stopped'])
    expect(pids.filter(isRunning)).toEqual([])
    expect(await refusedSeat(node.url, { ticket: await node.ticket('host') })).toBe('server.stopping')
  })

  test('waits for a slow fact log', async () => {
    const written: string[] = []
    const node = (sfu = await startSfu({
      facts: {
        append: async ({ name }) => {
          await new Promise((resolve) => setTimeout(resolve, 20))
          written.push(name)
        },
      },
    }))
    const host = await takeSeat(node.url, { ticket: await node.ticket('host') })
    await host.enter()
    await node.node.close()
    expect(written).toEqual([
      'conference.started',
      'participant.joined',
      'participant.left',
      'conference.ended',
    ])
  })
})

test('a draining node takes no new conference, goes on with the running one, and says when it is over', async () => {
  const node = (sfu = await startSfu())
  const host = await takeSeat(node.url, { ticket: await node.ticket('host') })
  await host.enterCall()
  let drained = false
  const draining = node.node.drain().then(() => (drained = true))
  const elsewhere = await node.ticket('host', { meetingId: uuid(), occurrenceId: uuid() })
  expect(await refusedSeat(node.url, { ticket: elsewhere })).toBe('server.stopping')
  const member = await takeSeat(node.url, { ticket: await node.ticket('participant') })
  await member.enterCall()
  expect(node.node.load()).toMatchObject({ draining: true, meetings: 1, people: 2 })
  expect(drained).toBe(false)
  await host.ask('call:end', {})
  await draining
  expect(node.node.liveMeetings()).toEqual([])
})

test('a draining node sends away who waits for what has not begun, so that it can begin on another', async () => {
  const node = (sfu = await startSfu())
  const host = await takeSeat(node.url, { ticket: await node.ticket('host') })
  const guest = await takeSeat(node.url, { ticket: await node.ticket('guest') })
  await guest.enter()
  await node.node.drain()
  for (const seat of [host, guest])
    await until('they are told why', () => seat.refused?.code === 'server.stopping')
  expect(node.node.liveMeetings()).toEqual([])
  const again = node.ticket('host')
  expect(await refusedSeat(node.url, { ticket: await again })).toBe('server.stopping')
})

test('rooms that open together are spread over the workers', async () => {
  const workers = 2
  const node = (sfu = await startSfu({ listen: { address: '127.0.0.1', announced: null, port: 0, workers } }))
  const ports = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const ticket = await node.ticket('host', { meetingId: uuid(), occurrenceId: uuid() })
      const seat = await takeSeat(node.url, { ticket })
      return (await seat.enterCall()).transports.send.iceCandidates[0]?.port
    }),
  )
  const count = (port: number | undefined) => ports.filter((one) => one === port).length
  expect([...new Set(ports)].map(count)).toEqual([2, 2])
})

describe('a node that cannot start', () => {
  const settings = (listen: { address: string; port: number }, workerBin = findWorker()) => ({
    nodeId: 'node-1',
    secret,
    workerBin,
    listen: { announced: null, workers: 1, ...listen },
    facts: { append: async () => undefined },
    clock: { now: () => Temporal.Now.instant() },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  const failure = (starting: Promise<SfuNode>) =>
    starting.then(
      async (node) => {
        await node.close()
        return 'it started'
      },
      (error: Error) => error.message,
    )

  test('says which port is taken, and which variables to look at', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const message = await failure(createSfuNode(settings({ address: '127.0.0.1', port })))
    expect(message).toContain(`127.0.0.1:${port}`)
    expect(message).toContain('SFU_PORT')
    other.close()
  })

  test('says that an address of all interfaces needs one that browsers can reach', async () => {
    expect(await failure(createSfuNode(settings({ address: '0.0.0.0', port: 0 })))).toContain(
      'SFU_ANNOUNCED_ADDRESS',
    )
  })

  test('says which worker cannot be run', async () => {
    expect(
      await failure(createSfuNode(settings({ address: '127.0.0.1', port: 0 }, '/no/such/worker'))),
    ).toContain('/no/such/worker')
  })
})

test('a worker that dies is started again on the same port, and the calls on it ask for their media anew', async () => {
  const node = (sfu = await startSfu())
  const host = await takeSeat(node.url, { ticket: await node.ticket('host') })
  const before = await host.enterCall()
  const [pid] = node.node.workerPids()
  process.kill(pid ?? 0, 'SIGKILL')
  await host.hears('media:lost')
  const call = await host.ask('transport:rebuild', {})
  expect(call.transports?.send.id).toBeDefined()
  expect(call.transports?.send.id).not.toBe(before.transports.send.id)
  expect(node.node.workerPids()).not.toContain(pid)
  expect(node.node.counters()).toMatchObject({ workerDeaths: 1, roomsLost: 1 })
})

test('a worker that dies is back at once, and one that goes on dying comes back ever later', () => {
  expect([1, 2, 3].map(pauseBeforeRestart)).toEqual([0, 0, 0])
  expect([4, 5, 6, 20].map(pauseBeforeRestart)).toEqual([500, 1_000, 2_000, 30_000])
})

test('while no worker can be had, people enter without media and are told when asking again', async () => {
  const workerBin = join(await testFolder(), 'worker')
  await symlink(findWorker(), workerBin)
  const node = (sfu = await startSfu({ workerBin, patienceMs: 50 }))
  const host = await takeSeat(node.url, { ticket: await node.ticket('host') })
  const [pid] = node.node.workerPids()
  // None can be started until it is there again.
  await rm(workerBin)
  process.kill(pid ?? 0, 'SIGKILL')
  await until('its death to be noticed', () => node.node.counters().workerDeaths === 1)
  const entered = await host.enter()
  expect(entered).toMatchObject({ state: 'present', call: { transports: null } })
  await symlink(findWorker(), workerBin)
  // The longer none could be had, the longer the pause before the next try.
  await until('media to be back', async () => (await host.ask('transport:rebuild', {})).transports, 40_000)
})
