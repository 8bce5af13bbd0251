/** The product's conference node with its own signalling, on one worker, and nothing else. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { createSfuNode } from '../../../sfu/signal/sfu-node.ts'
import { socketLimits } from '../../../sfu/signal/socket-limits.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import { nodeId, secret, type Started } from './wire.ts'

const node = await createSfuNode({
  nodeId,
  secret,
  workerBin: findWorker(),
  listen: { address: '127.0.0.1', announced: null, port: 0, workers: 1 },
  facts: { append: async () => undefined },
  clock: { now: () => Temporal.Now.instant() },
  logger: {
    info: () => undefined,
    warn: (details, message) => console.error(message, details),
    error: (details, message) => console.error(message, details),
  },
})
const http = createServer()
const io = new Server(http, socketLimits)
node.attach(io)
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo
  const [workerPid = 0] = node.workerPids()
  process.send?.({ url: `http://127.0.0.1:${port}`, workerPid } satisfies Started)
})
process.on('disconnect', () => {
  void node.close().finally(() => process.exit())
})
