import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { v7 as uuid } from 'uuid'
import { type RequestName, requests, type Acknowledged } from '../../../contract/conference.ts'
import { startSfu, type TestSfu } from '../support/start-sfu.ts'
import { rtpParametersOf, takeSeat, type TestSeat } from '../support/take-seat.ts'

let sfu: TestSfu
beforeAll(async () => void (sfu = await startSfu()))
afterAll(async () => await sfu?.close())

let meeting: { meetingId: string; occurrenceId: string }
beforeEach(() => void (meeting = { meetingId: uuid(), occurrenceId: uuid() }))

const come = async (role: 'host' | 'participant' | 'guest', over = {}) =>
  await takeSeat(sfu.url, { ticket: await sfu.ticket(role, { ...meeting, ...over }) })
const codeOf = (answer: Acknowledged<RequestName>) => (answer.ok ? 'ok' : answer.error.code)
const dtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
}

describe('a request at the wrong moment finds no handler', () => {
  const names = Object.keys(requests) as RequestName[]

  test('in the preview', async () => {
    const seat = await come('host')
    for (const name of names.filter((one) => one !== 'enter' && one !== 'leave'))
      expect([name, codeOf(await seat.askAnything(name, {}))]).toEqual([name, 'conference.wrong-moment'])
    seat.close()
  })

  test('in the lobby', async () => {
    const seat = await come('guest')
    await seat.enter()
    for (const name of names.filter((one) => one !== 'leave'))
      expect([name, codeOf(await seat.askAnything(name, {}))]).toEqual([name, 'conference.wrong-moment'])
    seat.close()
  })

  test('in the call', async () => {
    const seat = await come('host')
    await seat.enter()
    expect(codeOf(await seat.askAnything('enter', {}))).toBe('conference.wrong-moment')
    seat.close()
  })

  test('when it is asked twice in one breath', async () => {
    const seat = await come('host')
    const enter = { rtpCapabilities: seat.welcome.routerRtpCapabilities }
    const answers = await Promise.all([1, 2, 3].map(() => seat.askAnything('enter', enter)))
    expect(answers.map(codeOf).toSorted()).toEqual([
      'conference.wrong-moment',
      'conference.wrong-moment',
      'ok',
    ])
    expect(
      sfu.factsNamed('participant.joined').filter((fact) => fact.payload.seatId === seat.id),
    ).toHaveLength(1)
    seat.close()
  })
})

describe('what does not parse', () => {
  test('is refused with what is wrong, and changes nothing', async () => {
    const host = await come('host')
    const call = await host.enterCall()
    const transportId = call.transports.send.id
    const camera = { transportId, source: 'camera', rtpParameters: rtpParametersOf('camera') }
    const wrong: [RequestName, unknown][] = [
      ['hand:set', {}],
      ['hand:set', { raised: 'yes' }],
      ['hand:set', { raised: true, more: 1 }],
      ['hand:set', null],
      ['hand:set', []],
      ['chat:send', { text: '   ' }],
      ['chat:send', { text: 'x'.repeat(4001) }],
      ['chat:send', { text: 'a bell \u0007 rings' }],
      ['peer:mute', { seatId: 'me', source: 'microphone' }],
      ['peer:mute', { seatId: host.id, source: 'heart' }],
      ['producer:create', { ...camera, source: 'telescope' }],
      ['producer:create', { ...camera, rtpParameters: { codecs: [] } }],
      [
        'producer:create',
        {
          ...camera,
          rtpParameters: { ...camera.rtpParameters, encodings: Array.from({ length: 9 }, () => ({})) },
        },
      ],
      ['transport:connect', { transportId, dtlsParameters: { fingerprints: [] } }],
      [
        'transport:connect',
        { transportId, dtlsParameters: { fingerprints: [{ algorithm: 'md5', value: 'A' }] } },
      ],
      ['voice:begin', {}],
      ['voice:begin', { producerId: 'x'.repeat(65) }],
      ['voice:begin', { producerId: transportId, level: 0 }],
      ['view:set', {}],
      ['view:set', { pictures: [{ producerId: 'x', width: -1 }] }],
      ['view:set', { pictures: [{ producerId: 'x', width: 8193 }] }],
      ['view:set', { pictures: [{ producerId: 'x', width: 1.5 }] }],
      ['view:set', { pictures: [{ producerId: 'x', width: 1, place: 'wall' }] }],
      ['view:set', { pictures: [{ producerId: 'x', width: 1, layer: 2 }] }],
      ['view:set', { pictures: Array.from({ length: 65 }, () => ({ producerId: 'x', width: 1 })) }],
    ]
    for (const [name, body] of wrong)
      expect([name, body, codeOf(await host.askAnything(name, body))]).toEqual([
        name,
        body,
        'request.invalid',
      ])
    const answer = await host.askAnything('hand:set', { raised: 'yes' })
    expect(answer).toMatchObject({ error: { params: { issues: [{ path: 'raised', rule: 'type' }] } } })
    host.close()
  })

  test('is refused when it has no name that we know, or not one body', async () => {
    const host = await come('host')
    await host.enterCall()
    for (const name of ['no:such', 'error', '__proto__', 'constructor', 'toString', 'message', 'welcome', ''])
      expect([name, codeOf(await host.askAnything(name, {}))]).toEqual([name, 'request.malformed'])
    expect(codeOf(await host.askAnything('hand:set'))).toBe('request.malformed')
    expect(codeOf(await host.askAnything('hand:set', { raised: true }, { raised: true }))).toBe(
      'request.malformed',
    )
    await host.ask('hand:set', { raised: true })
    host.close()
  })

  test('by the media server is refused as media, and by nothing else', async () => {
    const host = await come('host')
    const { transports } = await host.enterCall()
    const transportId = transports.send.id
    const ask = (rtpParameters: unknown) =>
      host.askAnything('producer:create', { transportId, source: 'camera', rtpParameters }).then(codeOf)
    expect(await ask(rtpParametersOf('microphone'))).toBe('conference.media-refused')
    const unknownCodec = rtpParametersOf('camera')
    unknownCodec.codecs = [{ mimeType: 'video/H261', payloadType: 31, clockRate: 90_000 }]
    expect(await ask(unknownCodec)).toBe('conference.media-refused')
    const camera = rtpParametersOf('camera')
    expect(await ask(camera)).toBe('ok')
    expect(await ask(camera)).toBe('conference.media-refused')
    host.close()
  })

  test('does no harm without an acknowledgement', async () => {
    const host = await come('host')
    await host.enterCall()
    const socket = host.socket as unknown as { emit(name: string, ...args: unknown[]): void }
    socket.emit('no:such')
    socket.emit('hand:set', { raised: 'yes' })
    socket.emit('chat:send', { text: 'no answer needed' }, 'and not a function')
    socket.emit('leave', {})
    await host.gone()
    expect(sfu.factsNamed('participant.left').map((fact) => fact.payload.seatId)).toContain(host.id)
  })
})

describe('naming what is somebody else’s', () => {
  test('a producer, a consumer or a transport is as if it did not exist', async () => {
    const host = await come('host')
    const hers = await host.enterCall()
    const member = await come('participant')
    const his = await member.enterCall()
    const { producerId } = await host.ask('producer:create', {
      transportId: hers.transports.send.id,
      source: 'camera',
      rtpParameters: rtpParametersOf('camera'),
      paused: false,
    })
    const { consumerId } = await member.hears('consumer:new')

    for (const name of ['producer:pause', 'producer:resume', 'producer:close', 'voice:begin'])
      expect([name, codeOf(await member.askAnything(name, { producerId }))]).toEqual([
        name,
        'conference.producer-missing',
      ])
    expect(codeOf(await host.askAnything('consumer:resume', { consumerId }))).toBe(
      'conference.consumer-missing',
    )
    for (const transportId of [hers.transports.send.id, hers.transports.receive.id, uuid()]) {
      expect(codeOf(await member.askAnything('transport:connect', { transportId, dtlsParameters }))).toBe(
        'conference.transport-missing',
      )
      expect(codeOf(await member.askAnything('transport:restart-ice', { transportId }))).toBe(
        'conference.transport-missing',
      )
    }
    const produce = { source: 'camera', rtpParameters: rtpParametersOf('camera') }
    for (const transportId of [hers.transports.send.id, his.transports.receive.id])
      expect(codeOf(await member.askAnything('producer:create', { ...produce, transportId }))).toBe(
        'conference.transport-missing',
      )
    for (const seat of [host, member]) seat.close()
  })

  test('a view shows nothing of one’s own, of another meeting, or of nobody’s, and the rest of it', async () => {
    const camera = async (seat: TestSeat, transportId: string) =>
      await seat.ask('producer:create', {
        transportId,
        source: 'camera',
        rtpParameters: rtpParametersOf('camera'),
        paused: false,
      })
    const stranger = await come('host')
    const elsewhere = await camera(stranger, (await stranger.enterCall()).transports.send.id)
    meeting = { meetingId: uuid(), occurrenceId: uuid() }
    const host = await come('host')
    const hers = await camera(host, (await host.enterCall()).transports.send.id)
    const member = await come('participant')
    const call = await member.enterCall()
    const his = await camera(member, call.transports.send.id)
    // As many as there are before anything is said: hers alone.
    expect(call.consumers.map(({ producerId }) => producerId)).toEqual([hers.producerId])

    const pictures = [elsewhere, his, { producerId: uuid() }, hers].map(({ producerId }) => ({
      producerId,
      width: 640,
      place: 'stage' as const,
    }))
    const answer = await member.askAnything('view:set', { pictures })
    expect(codeOf(answer)).toBe('ok')
    const { consumers } = await member.ask('transport:rebuild', {})
    expect(consumers.map(({ producerId }) => producerId)).toEqual([hers.producerId])
    expect(member.all('consumer:new')).toEqual([])
    expect(stranger.all('consumer:new')).toEqual([])
    for (const seat of [stranger, host, member]) seat.close()
  })

  test('to begin to speak takes an open microphone of one’s own', async () => {
    const host = await come('host')
    const { transports } = await host.enterCall()
    const send = async (source: 'microphone' | 'camera') =>
      await host.ask('producer:create', {
        ...{ transportId: transports.send.id, source, paused: false },
        rtpParameters: rtpParametersOf(source),
      })
    const [microphone, camera] = [await send('microphone'), await send('camera')]
    const begin = async (what: object) => codeOf(await host.askAnything('voice:begin', what))
    expect(await begin(camera)).toBe('conference.producer-missing')
    expect(await begin(microphone)).toBe('ok')
    await host.ask('producer:pause', microphone)
    expect(await begin(microphone)).toBe('conference.wrong-moment')
    await host.ask('producer:close', microphone)
    expect(await begin(microphone)).toBe('conference.producer-missing')
    host.close()
  })

  test('a seat of another meeting is nobody', async () => {
    const host = await come('host')
    await host.enterCall()
    meeting = { meetingId: uuid(), occurrenceId: uuid() }
    const stranger = await come('participant')
    await stranger.enterCall()
    for (const [name, body] of [
      ['peer:remove', { seatId: stranger.id }],
      ['peer:mute', { seatId: stranger.id, source: 'microphone' }],
      ['lobby:admit', { seatId: stranger.id }],
      ['lobby:deny', { seatId: stranger.id }],
    ] as const)
      expect([name, codeOf(await host.askAnything(name, body))]).toEqual([name, 'conference.peer-missing'])
    for (const seat of [host, stranger]) seat.close()
  })

  test('a host’s right is refused to everybody else', async () => {
    const host = await come('host')
    await host.enterCall()
    const member = await come('participant')
    await member.enterCall()
    for (const [name, body] of [
      ['peer:remove', { seatId: host.id }],
      ['peer:mute', { seatId: host.id, source: 'microphone' }],
      ['lobby:admit', { seatId: member.id }],
      ['lobby:deny', { seatId: member.id }],
      ['call:end', {}],
    ] as const)
      expect([name, codeOf(await member.askAnything(name, body))]).toEqual([name, 'conference.not-allowed'])
    for (const seat of [host, member]) seat.close()
  })

  test('a transport is connected once', async () => {
    const host = await come('host')
    const { transports } = await host.enterCall()
    const connect = { transportId: transports.send.id, dtlsParameters }
    expect(codeOf(await host.askAnything('transport:connect', connect))).toBe('ok')
    expect(codeOf(await host.askAnything('transport:connect', connect))).not.toBe('ok')
    host.close()
  })
})

describe('a flood', () => {
  test('is answered more slowly, in order, and the others do not feel it', async () => {
    const host = await come('host')
    await host.enterCall()
    const calm = await come('participant')
    await calm.enterCall()
    const answers = Promise.all(
      Array.from({ length: 500 }, (_, count) => host.askAnything('hand:set', { raised: count % 2 === 0 })),
    )
    await calm.ask('hand:set', { raised: true })
    expect((await answers).every((answer) => answer.ok)).toBe(true)
    await calm.hears('peer:changed', (peer) => peer.seatId === host.id && peer.hand === null)
    for (const seat of [host, calm]) seat.close()
  })

  test('that does not stop is cut off, with the reason', async () => {
    const host = await come('host')
    await host.enterCall()
    const flood = (seat: TestSeat) => {
      const socket = seat.socket as unknown as { emit(name: string, body: unknown): void }
      for (let count = 0; count < 2000; count += 1) socket.emit('hand:set', { raised: true })
    }
    flood(host)
    await host.gone()
    expect(host.refused?.code).toBe('request.limited')
    expect(sfu.node.counters().cut).toBe(1)
  })

  test('of one giant message is cut off before it is read', async () => {
    const host = await come('host')
    const socket = host.socket as unknown as { emit(name: string, body: unknown): void }
    socket.emit('chat:send', { text: 'x'.repeat(200_000) })
    await host.gone()
    const back = await takeSeat(sfu.url, { seatKey: host.welcome.seatKey })
    expect(back.id).toBe(host.id)
    back.close()
  })
})
