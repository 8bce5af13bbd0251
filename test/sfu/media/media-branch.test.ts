/** Copies of what is sent on another worker, between two real ones. */
import type { types } from 'mediasoup'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MediaBranch } from '../../../sfu/media/media-branch.ts'
import { MediaWorker } from '../../../sfu/media/media-worker.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import { until } from '../../support/until.ts'
import { rtpParametersOf } from '../support/take-seat.ts'

let workers: MediaWorker[]
let here: MediaBranch
let there: MediaBranch
let warnings: string[]
beforeEach(async () => {
  warnings = []
  const logger = {
    info: () => undefined,
    warn: (_: object, message: string) => void warnings.push(message),
    error: () => undefined,
  }
  const listen = { address: '127.0.0.1', announced: null, port: 0, workers: 2 }
  const open = async (index: number) => {
    const worker = new MediaWorker(index, { workerBin: findWorker(), listen, logger }, () => undefined)
    workers.push(worker)
    await worker.start()
    return new MediaBranch(worker, await worker.openRouter(), logger)
  }
  workers = []
  ;[here, there] = await Promise.all([open(0), open(1)])
})
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
})

async function send(branch: MediaBranch, paused = false): Promise<types.Producer> {
  const transport = await branch.router.createWebRtcTransport({ webRtcServer: branch.server })
  const rtpParameters = rtpParametersOf('microphone') as types.RtpParameters
  return await transport.produce({ kind: 'audio', rtpParameters, paused })
}

async function receive(branch: MediaBranch, producerId: string): Promise<types.Consumer> {
  const transport = await branch.router.createWebRtcTransport({ webRtcServer: branch.server })
  return await transport.consume({ producerId, rtpCapabilities: branch.router.rtpCapabilities })
}

test('many who ask at once are given the same copy', async () => {
  const { id } = await send(there)
  const found = await Promise.all(Array.from({ length: 50 }, () => here.copy(id, there)))
  expect(new Set(found)).toEqual(new Set([id]))
  expect(here.copies).toBe(1)
  expect((await here.router.dump()).mapProducerIdConsumerIds).toHaveLength(1)
})

test('a copy is as its original is, also when that changes while it is made', async () => {
  const producer = await send(there, true)
  const copying = here.copy(producer.id, there)
  await producer.resume()
  await copying
  const consumer = await receive(here, producer.id)
  await until('it to flow', () => !consumer.producerPaused)
  await producer.pause()
  await until('it to rest', () => consumer.producerPaused)
  producer.close()
  await until('it to be gone', () => consumer.closed && here.copies === 0)
})

test('what is sent no more cannot be had, and is no reason to worry', async () => {
  const producer = await send(there)
  const copying = here.copy(producer.id, there)
  producer.close()
  expect(await copying).toBeNull()
  expect(await here.copy('nothing', there)).toBeNull()
  expect(here.copies).toBe(0)
})

test('a copy that nobody receives goes, one that somebody receives stays', async () => {
  const [wanted, unwanted] = [await send(there), await send(there)]
  await Promise.all([here.copy(wanted.id, there), here.copy(unwanted.id, there)])
  const consumer = await receive(here, wanted.id)
  await here.tidy(60_000)
  expect(here.copies).toBe(2)
  await here.tidy(0)
  expect(here.copies).toBe(1)
  expect(consumer.closed).toBe(false)
  expect(unwanted.closed).toBe(false)
  // Whoever wants it again gets it again.
  expect(await here.copy(unwanted.id, there)).toBe(unwanted.id)
})

test('with a worker go the copies on both ends', async () => {
  const [mine, theirs] = [await send(here), await send(there)]
  await Promise.all([here.copy(theirs.id, there), there.copy(mine.id, here)])
  const consumer = await receive(here, theirs.id)
  const [, { pid }] = workers as [MediaWorker, MediaWorker]
  process.kill(pid ?? 0, 'SIGKILL')
  await until('what came from there to be gone', () => consumer.closed && here.copies === 0)
  expect(mine.closed).toBe(false)
  expect(await here.copy(theirs.id, there)).toBeNull()
})
