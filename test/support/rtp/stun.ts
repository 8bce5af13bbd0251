/** As much of STUN (RFC 8489) as somebody needs who asks an ICE-lite server for a path (RFC 8445 §7). */
import { createHmac, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const magicCookie = 0x2112a442
const bindingRequest = 0x0001
const bindingSuccess = 0x0101

export const isStun = (packet: Buffer): boolean => packet.length >= 20 && (packet[0] ?? 255) < 4
export const isBindingSuccess = (packet: Buffer): boolean => packet.readUInt16BE(0) === bindingSuccess

/** A binding request of the controlling side that takes the path at once. */
export function askForPath(server: { usernameFragment: string; password: string }, own: string): Buffer {
  const attributes = [
    attribute(0x0006, Buffer.from(`${server.usernameFragment}:${own}`)), // USERNAME
    attribute(0x0024, number(0x6e7f1eff)), // PRIORITY
    attribute(0x802a, randomBytes(8)), // ICE-CONTROLLING
    attribute(0x0025, Buffer.alloc(0)), // USE-CANDIDATE
  ]
  const head = Buffer.concat([number(bindingRequest << 16), number(magicCookie), randomBytes(12)])
  const withLength = (body: Buffer, further: number) => {
    const message = Buffer.concat([head, body])
    message.writeUInt16BE(body.length + further, 2)
    return message
  }
  let body = Buffer.concat(attributes)
  // Both sums count a length that includes themselves (RFC 8489 §14.5, §14.7).
  const integrity = createHmac('sha1', server.password).update(withLength(body, 24)).digest()
  body = Buffer.concat([body, attribute(0x0008, integrity)])
  const fingerprint = (crc32(withLength(body, 8)) ^ 0x5354554e) >>> 0
  return withLength(Buffer.concat([body, attribute(0x8028, number(fingerprint))]), 0)
}

function number(value: number): Buffer {
  const four = Buffer.alloc(4)
  four.writeUInt32BE(value)
  return four
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(value.length, 2)
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)])
}
