/**
 * A camera without a camera: VP8 in three layers of sizes with three of frames each, as RTP over UDP, in packets that a
 * media worker cannot tell from a browser's. It sends at a tenth of a browser's bits, so that one machine carries a
 * meeting that forwards everything.
 */
import { createSocket, type Socket } from 'node:dgram'
import type { types } from 'mediasoup'
import { layerBitrates } from '../../../contract/picture-layers.ts'

export const scale = 10
/** The last byte of each packet is this and the layer's number. */
export const layerMark = 0xa0
export const framesPerSecond = 12
export const clockRate = 90_000
const payloadType = 101
const mostPayload = 1_100
/** Of each frame in turn (RFC 9626 calls the pattern L1T3). */
const temporalPattern = [0, 2, 1, 2] as const
const ntpEpochSeconds = 2_208_988_800

let nextSsrc = 10_000

type Layer = {
  ssrc: number
  sequence: number
  packets: number
  bytes: number
  frameBytes: number
  pictureId: number
  /** The next frame can be decoded by itself. */
  begins: boolean
}

export class SyntheticCamera {
  readonly #socket: Socket
  readonly #port: number
  readonly #layers: Layer[]
  readonly #base = Math.floor(Math.random() * 0xff_ff_ff)
  #frame = 0
  #beganAt = 0
  #timer: NodeJS.Timeout | null = null
  #highest: number | null = layerBitrates.length - 1
  /** Whether all that is sent is lost on the way. */
  lost = false
  /** Payload that was sent, in bits: what a browser would have encoded. */
  bits = 0

  private constructor(socket: Socket, port: number) {
    this.#socket = socket
    socket.on('message', (packet) => this.#obey(packet))
    this.#port = port
    this.#layers = layerBitrates.map((bitrate) => ({
      ssrc: nextSsrc++,
      ...{ sequence: 1, packets: 0, bytes: 0, pictureId: 1, begins: true },
      frameBytes: Math.round(bitrate / scale / 8 / framesPerSecond),
    }))
  }

  /** Sends into this router, and announces these bits of its layers; answers with the camera and its producer. */
  static async open(
    router: types.Router,
    announced: readonly number[] = layerBitrates,
  ): Promise<{ camera: SyntheticCamera; producer: types.Producer }> {
    const transport = await router.createPlainTransport({
      listenInfo: { protocol: 'udp', ip: '127.0.0.1', recvBufferSize: 1_000_000 },
      comedia: true,
      rtcpMux: true,
    })
    const camera = new SyntheticCamera(createSocket('udp4'), transport.tuple.localPort)
    const producer = await transport.produce({
      kind: 'video',
      rtpParameters: {
        codecs: [
          {
            mimeType: 'video/VP8',
            payloadType,
            clockRate,
            rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
          },
        ],
        encodings: camera.#layers.map(({ ssrc }, layer) => ({
          ssrc,
          maxBitrate: announced[layer] ?? 0,
          scalabilityMode: 'L1T3',
        })),
        rtcp: { cname: `camera ${transport.id}` },
      },
    })
    // Not all in the same moment, as people do not blink in the same moment.
    camera.#timer = setTimeout(() => camera.#start(), Math.random() * (1_000 / framesPerSecond))
    return { camera, producer }
  }

  /** The highest layer that is sent; null for none. A layer that is sent again begins as a browser's does, with a key frame. */
  get highest(): number | null {
    return this.#highest
  }

  set highest(highest: number | null) {
    for (const [index, layer] of this.#layers.entries())
      if (index > (this.#highest ?? -1)) layer.begins = true
    this.#highest = highest
  }

  /** How many packets of a layer were sent. */
  packetsOf(layer: number): number {
    return this.#layers[layer]?.packets ?? 0
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#socket.close()
  }

  #start(): void {
    this.#beganAt = Date.now()
    this.#send()
  }

  /** When a frame was taken, in milliseconds since the epoch: as regular as a camera's clock, whatever the timers do. */
  #takenAt(frame: number): number {
    return this.#beganAt + (frame * 1_000) / framesPerSecond
  }

  #send(): void {
    const frame = this.#frame++
    const timestamp = (this.#base + frame * (clockRate / framesPerSecond)) >>> 0
    for (const [index, layer] of this.#layers.entries()) {
      if (this.#highest === null || index > this.#highest) continue
      // A key frame each second, so that nobody has to ask for one.
      const isKey = layer.begins || frame % framesPerSecond === 0
      layer.begins = false
      this.#sendFrame(index, timestamp, isKey, temporalPattern[frame % 4] ?? 0)
      if (frame % framesPerSecond === 1) this.#report(layer, timestamp, this.#takenAt(frame))
    }
    this.#timer = setTimeout(() => this.#send(), Math.max(0, this.#takenAt(frame + 1) - Date.now()))
  }

  #sendFrame(index: number, timestamp: number, isKey: boolean, temporal: number): void {
    const layer = this.#layers[index]
    if (!layer) return
    const temporalLayer = isKey ? 0 : temporal
    const pieces = Math.ceil(layer.frameBytes / mostPayload)
    layer.pictureId = (layer.pictureId + 1) & 0x7fff
    for (let piece = 0; piece < pieces; piece++) {
      const size = Math.ceil(layer.frameBytes / pieces)
      const packet = Buffer.alloc(12 + 6 + size)
      packet[0] = 0x80
      packet[1] = payloadType | (piece === pieces - 1 ? 0x80 : 0)
      packet.writeUInt16BE(layer.sequence, 2)
      packet.writeUInt32BE(timestamp, 4)
      packet.writeUInt32BE(layer.ssrc, 8)
      // RFC 7741 §4.2: extended, start of the partition; picture id of 15 bits, TL0PICIDX, TID.
      packet[12] = 0x80 | (piece === 0 ? 0x10 : 0)
      packet[13] = 0xe0
      packet.writeUInt16BE(0x8000 | layer.pictureId, 14)
      packet[16] = (layer.pictureId >> 2) & 0xff
      packet[17] = (temporalLayer << 6) | 0x20
      // RFC 7741 §4.3: the lowest bit is 0 for a key frame.
      packet[18] = isKey ? 0x10 : 0x11
      // For whoever looks at what is forwarded.
      packet[packet.length - 1] = layerMark + index
      layer.sequence = (layer.sequence + 1) & 0xffff
      layer.packets += 1
      layer.bytes += size
      this.bits += size * 8
      if (!this.lost) this.#socket.send(packet, this.#port, '127.0.0.1')
    }
  }

  /** Whoever lost a picture is sent a whole one (RFC 4585 §6.3.1), among whatever else the receiver says (RFC 3550 §6.1). */
  #obey(packet: Buffer): void {
    for (let at = 0; at + 12 <= packet.length; at += 4 * (packet.readUInt16BE(at + 2) + 1)) {
      const asksForPicture = packet[at + 1] === 206 && ((packet[at] ?? 0) & 0x1f) === 1
      const ssrc = packet.readUInt32BE(at + 8)
      for (const layer of this.#layers) if (asksForPicture && layer.ssrc === ssrc) layer.begins = true
    }
  }

  /** A sender report (RFC 3550 §6.4.1), by which layers are put on one time line. */
  #report(layer: Layer, timestamp: number, takenAt: number): void {
    const packet = Buffer.alloc(28)
    packet[0] = 0x80
    packet[1] = 200
    packet.writeUInt16BE(6, 2)
    packet.writeUInt32BE(layer.ssrc, 4)
    packet.writeUInt32BE(Math.floor(takenAt / 1_000) + ntpEpochSeconds, 8)
    packet.writeUInt32BE(Math.floor(((takenAt % 1_000) / 1_000) * 2 ** 32), 12)
    packet.writeUInt32BE(timestamp, 16)
    packet.writeUInt32BE(layer.packets, 20)
    packet.writeUInt32BE(layer.bytes, 24)
    if (!this.lost) this.#socket.send(packet, this.#port, '127.0.0.1')
  }
}
