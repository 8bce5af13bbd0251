/** RTP packets as a browser would make them (RFC 3550), with how loud a voice is in them (RFC 6464). */

export const audioLevelUri = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level'

export type PacketParts = {
  payloadType: number
  sequence: number
  timestamp: number
  ssrc: number
  payload: Buffer
  /** How far below the loudest possible, in decibels, and the number of the extension that says so. */
  silence?: { id: number; decibels: number }
}

export function rtpPacket({ payloadType, sequence, timestamp, ssrc, payload, silence }: PacketParts): Buffer {
  const extension = silence
    ? // RFC 8285 §4.2: one word of one-byte extensions, of which two bytes are used.
      Buffer.from([0xbe, 0xde, 0, 1, silence.id << 4, 0x80 | silence.decibels, 0, 0])
    : Buffer.alloc(0)
  const head = Buffer.alloc(12)
  head[0] = 0x80 | (silence ? 0x10 : 0)
  head[1] = payloadType
  head.writeUInt16BE(sequence & 0xffff, 2)
  head.writeUInt32BE(timestamp >>> 0, 4)
  head.writeUInt32BE(ssrc, 8)
  return Buffer.concat([head, extension, payload])
}
