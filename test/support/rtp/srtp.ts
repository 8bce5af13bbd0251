/** SRTP with AES-GCM (RFC 7714) in one direction, for streams whose numbers do not wrap around. */
import { createCipheriv, createDecipheriv } from 'node:crypto'

const tagBytes = 16
/** RFC 3711 §4.3.1: which key of a session is derived. */
const labels = { key: 0, salt: 2 } as const

export const srtpProfile = 'SRTP_AEAD_AES_256_GCM'
export const masterKeyBytes = 32
export const masterSaltBytes = 12

export class SrtpSession {
  readonly #key: Buffer
  readonly #salt: Buffer

  constructor(masterKey: Buffer, masterSalt: Buffer) {
    this.#key = derive(masterKey, masterSalt, labels.key, masterKeyBytes)
    this.#salt = derive(masterKey, masterSalt, labels.salt, masterSaltBytes)
  }

  protect(packet: Buffer): Buffer {
    const header = packet.subarray(0, headerBytes(packet))
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nonce(packet))
    cipher.setAAD(header)
    const body = cipher.update(packet.subarray(header.length))
    cipher.final()
    return Buffer.concat([header, body, cipher.getAuthTag()])
  }

  /** Throws for whatever this session's other end has not protected. */
  unprotect(packet: Buffer): Buffer {
    const header = packet.subarray(0, headerBytes(packet))
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nonce(packet))
    decipher.setAAD(header)
    decipher.setAuthTag(packet.subarray(packet.length - tagBytes))
    const body = decipher.update(packet.subarray(header.length, packet.length - tagBytes))
    decipher.final()
    return Buffer.concat([header, body])
  }

  /** RFC 7714 §8.1; the count of rounds is 0. */
  #nonce(packet: Buffer): Buffer {
    const nonce = Buffer.alloc(12)
    packet.copy(nonce, 2, 8, 12)
    packet.copy(nonce, 10, 2, 4)
    return mix(nonce, this.#salt)
  }
}

function mix(nonce: Buffer, salt: Buffer): Buffer {
  for (const [index, byte] of salt.entries()) nonce[index] = (nonce[index] ?? 0) ^ byte
  return nonce
}

/** The fixed part, what contributed, and the extensions (RFC 3550 §5). */
function headerBytes(packet: Buffer): number {
  const fixed = 12 + 4 * ((packet[0] ?? 0) & 0x0f)
  return ((packet[0] ?? 0) & 0x10) === 0 ? fixed : fixed + 4 + 4 * packet.readUInt16BE(fixed + 2)
}

/** RFC 3711 §4.3.3 with AES-256 (RFC 6188): the key stream where the label stands at its place in the salt. */
function derive(masterKey: Buffer, masterSalt: Buffer, label: number, bytes: number): Buffer {
  const counter = Buffer.alloc(16)
  masterSalt.copy(counter)
  counter[7] = (counter[7] ?? 0) ^ label
  return createCipheriv('aes-256-ctr', masterKey, counter).update(Buffer.alloc(bytes))
}
