/** A whole SFU node on loopback: real workers, a real socket.io server, and a fact log that the test can read. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { v7 as uuid } from 'uuid'
import type { SeatRole, Ticket } from '../../../contract/conference.ts'
import type { FactName } from '../../../contract/events.ts'
import type { Fact } from '../../../sfu/room/ports.ts'
import { createSfuNode, type SfuNodeSettings } from '../../../sfu/signal/sfu-node.ts'
import { socketLimits } from '../../../sfu/signal/socket-limits.ts'
import { signTicket } from '../../../sfu/signal/ticket.ts'
import { findWorker } from '../../../sfu/worker/find-worker.ts'
import { createClock } from '../../support/clock.ts'

export type TestSfu = Awaited<ReturnType<typeof startSfu>>
export const secret = 'a secret that only this test knows, long enough'

/** `serve` answers ordinary HTTP requests beside the sockets: a test's page. */
export async function startSfu(over: Partial<SfuNodeSettings> = {}, serve?: RequestListener) {
  const facts: Fact[] = []
  const logged: { level: string; details: object; message: string }[] = []
  const log = (level: string) => (details: object, message: string) =>
    void logged.push({ level, details, message })
  const clock = createClock()
  const node = await createSfuNode({
    nodeId: 'node-1',
    secret,
    workerBin: findWorker(),
    listen: { address: '127.0.0.1', announced: null, port: 0, workers: 1 },
    factDelayMs: 0,
    facts: { append: async (fact) => void facts.push(fact) },
    clock,
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
    ...over,
  })
  const http = createServer({}, serve)
  const io = new Server(http, socketLimits)
  node.attach(io)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const meeting = { meetingId: uuid(), occurrenceId: uuid() }

  return {
    node,
    io,
    clock,
    facts,
    logged,
    meeting,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    factsNamed: <N extends FactName>(name: N) =>
      facts.filter((fact): fact is Extract<Fact, { name: N }> => fact.name === name),
    /** The process that carries a seat's media, as the log tells it. */
    pidOf(seatId: string): number {
      const line = logged.findLast(
        ({ message, details }) =>
          message === 'media was opened' && (details as { seatId: string }).seatId === seatId,
      )
      if (!line) throw new Error(`the log knows nothing of ${seatId}`)
      return (line.details as { pid: number }).pid
    },
    /** A signed ticket to this node's first meeting. */
    ticket: (role: SeatRole, ticket: Partial<Ticket> = {}, secretOf = secret) =>
      signTicket(
        {
          ...meeting,
          nodeId: 'node-1',
          title: 'Consiliul',
          personId: role === 'guest' ? null : uuid(),
          name: `A ${role}`,
          organisation: null,
          role,
          lobby: role === 'guest',
          locale: 'ro',
          ...ticket,
        },
        secretOf,
        clock.now(),
      ),
    async close() {
      await node.close()
      await io.close()
    },
  }
}
