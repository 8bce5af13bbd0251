import { describe, expect, it } from 'vitest'
import { judgeArriving, judgeMine } from '#lib/conference/judge-line.ts'
import { allArriving, compareFlows, type Flow, isShrunk, readLine } from '#lib/conference/line-report.ts'

const none: Flow = {
  ...{ packets: 0, lost: 0, waited: 0, played: 0 },
  ...{ frames: 0, frozenSeconds: 0, width: 0, height: 0 },
}
/** What can be said when this came within two seconds. */
const state = (after: Partial<Flow>) => compareFlows(none, { ...none, ...after }, 2)
const quiet = {
  ...{ voice: null, camera: null, screen: null, roundTripMs: null, shrunk: false, low: false },
  held: { camera: false, screen: false },
}
const report = (...stats: ({ id: string; type: string } & Record<string, unknown>)[]) =>
  new Map(stats.map((one) => [one.id, one]))

describe('somebody’s line', () => {
  it('is judged by what is lost, how late it comes, and whether the picture had to be made smaller', () => {
    const judged = judgeArriving({
      ...quiet,
      voice: state({ packets: 96, lost: 4, waited: 17, played: 100 }),
      camera: state({ packets: 200, frames: 50, width: 320, height: 180 }),
      roundTripMs: 20,
      shrunk: true,
    })
    expect(judged).toMatchObject({ verdict: 'fair', loss: 0.04, voice: { heard: 'mended' } })
    expect(judged?.delayMs).toBeCloseTo(180)
    expect(judged?.camera).toMatchObject({ remarks: ['shrunk'], flow: { framesPerSecond: 25 } })
  })

  it('is poor when a voice breaks up or a picture stands, and good when all arrives', () => {
    expect(judgeArriving({ ...quiet, voice: state({ packets: 88, lost: 12 }) })?.verdict).toBe('poor')
    const standing = judgeArriving({ ...quiet, camera: state({ packets: 90, frozenSeconds: 1 }) })
    expect(standing).toMatchObject({ verdict: 'poor', camera: { remarks: ['stands'] } })
    expect(judgeArriving({ ...quiet, voice: state({ packets: 100 }) })).toMatchObject({
      ...{ verdict: 'good', voice: { heard: 'whole' }, delayMs: null },
    })
  })

  it('is poor, too, when everything arrives but far too late', () => {
    const late = judgeArriving({ ...quiet, voice: state({ packets: 100, waited: 90, played: 100 }) })
    expect(late?.verdict).toBe('poor')
  })

  it('is poor when a picture does not come because my line is too short, and says which', () => {
    const voice = state({ packets: 100 })
    const held = { camera: true, screen: false }
    const screen = state({ packets: 9, width: 1920, height: 1080 })
    const judged = judgeArriving({ ...quiet, voice, screen, held })
    expect(judged).toMatchObject({ verdict: 'poor', camera: 'held', screen: { remarks: [] } })
    expect(judgeArriving({ ...quiet, held })).toMatchObject({ verdict: 'poor', camera: 'held', loss: 0 })
  })

  it('does not call small what I asked to be small', () => {
    const camera = state({ packets: 9, width: 320, height: 180 })
    expect(judgeArriving({ ...quiet, camera, shrunk: true, low: true })?.camera).toMatchObject({
      remarks: ['low'],
    })
  })

  it('is not judged where nothing arrives', () => {
    expect(judgeArriving({ ...quiet, roundTripMs: 10 })).toBeNull()
    expect(state({})).toBeNull()
  })

  it('has a shrunk picture only if it could be larger and is seen larger', () => {
    const small = state({ packets: 1, width: 320, height: 180 })!
    expect(isShrunk(small, 640)).toBe(true)
    expect(isShrunk(small, 330)).toBe(false)
    expect(isShrunk(state({ packets: 1, width: 1280, height: 720 })!, 3000)).toBe(false)
  })
})

describe('my own line', () => {
  const mine = { route: null, roundTripMs: 30, down: null, up: null, limit: null, held: 0 }

  it('is unsteady while my picture has to be made smaller, whatever arrives', () => {
    const down = state({ packets: 100 })
    expect(judgeMine({ ...mine, down })?.verdict).toBe('good')
    expect(judgeMine({ ...mine, down, limit: 'bandwidth' })?.verdict).toBe('fair')
    expect(judgeMine({ ...mine, down, held: 2 })?.verdict).toBe('poor')
    expect(judgeMine({ ...mine, down, up: state({ packets: 80, lost: 20 }) })).toMatchObject({
      ...{ verdict: 'poor', loss: 0.2 },
    })
  })

  it('is not judged before anything is known of it', () => {
    expect(judgeMine(mine)).toBeNull()
  })
})

describe('reading statistics', () => {
  it('finds the pair in use, what arrives by track, and what the other side misses of mine', () => {
    const sent = report(
      { id: 't', type: 'transport', selectedCandidatePairId: 'p' },
      { id: 'p', type: 'candidate-pair', localCandidateId: 'l', currentRoundTripTime: 0.024 },
      { id: 'l', type: 'local-candidate', candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' },
      { id: 'o', type: 'outbound-rtp', packetsSent: 100, frameWidth: 640, qualityLimitationReason: 'cpu' },
      { id: 'r', type: 'remote-inbound-rtp', packetsLost: 5 },
    )
    const received = report(
      { id: 'i', type: 'inbound-rtp', trackIdentifier: 'x', packetsReceived: 7, packetsLost: -1 },
      { id: 'j', type: 'inbound-rtp', trackIdentifier: 'y', packetsReceived: 3, packetsLost: 2 },
    )
    const read = readLine(received, sent, 0)
    expect(read).toMatchObject({ roundTripMs: 24, route: { over: 'tls', relayed: true } })
    expect(read.leaving).toMatchObject({ packets: 95, lost: 5, width: 640, limit: 'cpu' })
    expect(read.arriving.get('x')).toMatchObject({ packets: 7, lost: 0 })
    expect(allArriving(read)).toMatchObject({ packets: 10, lost: 2 })
  })

  it('finds the pair of a browser that names none', () => {
    const sent = report(
      { id: 'p', type: 'candidate-pair', nominated: true, state: 'succeeded', localCandidateId: 'l' },
      { id: 'l', type: 'local-candidate', candidateType: 'host', protocol: 'tcp' },
    )
    expect(readLine(null, sent, 0)).toMatchObject({
      ...{ route: { over: 'tcp', relayed: false }, roundTripMs: null, leaving: null },
    })
  })
})
