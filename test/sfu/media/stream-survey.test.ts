/** What operators are told of the media, beside packets that were counted one by one. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type Certificate, makeCertificate, RtpLine } from '../../support/rtp/rtp-line.ts'
import { rtpPacket } from '../../support/rtp/rtp-packet.ts'
import { until } from '../../support/until.ts'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { rtpParametersOf, takeSeat, type TestSeat } from '../support/take-seat.ts'

vi.setConfig({ testTimeout: 60_000 })

const packetMs = 20

let sfu: TestSfu
let certificate: Certificate
const closing: (() => void)[] = []
beforeAll(async () => void (certificate = await makeCertificate()))
afterAll(async () => await certificate?.remove())
beforeEach(async () => void (sfu = await startSfu()))
afterEach(async () => {
  for (const close of closing.splice(0)) close()
  await sfu.close()
})

async function connect(seat: TestSeat, offer: Parameters<typeof RtpLine.open>[0]): Promise<RtpLine> {
  const line = await RtpLine.open(offer, certificate, (dtlsParameters) =>
    seat.ask('transport:connect', { transportId: offer.id, dtlsParameters }),
  )
  closing.push(() => line.close())
  return line
}

test('packets and bits are estimated as they flow, and consumers counted by what they carry', async () => {
  const ana = await takeSeat(sfu.url, { ticket: await sfu.ticket('host') })
  const { transports } = await ana.enterCall()
  const line = await connect(ana, transports.send)
  const rtpParameters = rtpParametersOf('microphone')
  const ask = { transportId: transports.send.id, source: 'microphone', rtpParameters, paused: false } as const
  const { producerId } = await ana.ask('producer:create', ask)
  const ssrc = rtpParameters.encodings?.[0]?.ssrc ?? 0
  const began = performance.now()
  let sequence = 0
  const timer = setInterval(() => {
    for (; sequence * packetMs < performance.now() - began; sequence += 1)
      line.send(
        rtpPacket({
          ...{ payloadType: 111, sequence, timestamp: sequence * 48 * packetMs, ssrc },
          payload: Buffer.alloc(100, 1),
        }),
      )
  }, packetMs)
  closing.push(() => clearInterval(timer))

  const dan = await takeSeat(sfu.url, { ticket: await sfu.ticket('participant') })
  const call = await dan.enterCall()
  await connect(dan, call.transports.receive)
  const offer = call.consumers[0] ?? (await dan.hears('consumer:new'))
  await dan.ask('consumer:resume', { consumerId: offer.consumerId })

  const near = (value: number, wanted: number) => value > wanted * 0.6 && value < wanted * 1.4
  const perSecond = 1000 / packetMs
  await until(
    'the flow to be known',
    () => {
      const flow = sfu.node.flow()
      return [flow.in, flow.out].every(
        ({ streams, packetsPerSecond, bitsPerSecond }) =>
          streams === 1 &&
          near(packetsPerSecond, perSecond) &&
          near(bitsPerSecond, perSecond * (100 + 12) * 8),
      )
    },
    30_000,
  )
  expect(sfu.node.consumersByLayer()).toEqual({ paused: 0, audio: 1, layers: [0, 0, 0] })
  await ana.ask('producer:pause', { producerId })
  await until('the consumer to rest', () => sfu.node.consumersByLayer().paused === 1)
  expect(sfu.node.joins()).toMatchObject({ joins: 2, failures: {} })

  await ana.ask('producer:close', { producerId })
  await until('nothing to be counted', () => {
    const { in: received, out } = sfu.node.flow()
    return received.streams + out.streams === 0 && received.packetsPerSecond + out.bitsPerSecond === 0
  })
})
