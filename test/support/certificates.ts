/**
 * Certificates that a test makes for itself: an authority, and servers that it vouches for, written in DER (X.509, RFC 5280)
 * and signed with keys that live as long as the test.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A certificate and its key as PEM, as servers take them. */
export type Certificate = { cert: string; key: string }
export type Authority = {
  /** What others must trust, as PEM. */
  cert: string
  /** Vouches for a server under these names. Dates are of the calendar; the default is yesterday to tomorrow. */
  issue(names: readonly string[], valid?: { from?: Date; until?: Date }): Certificate
}

/** An authority that nobody knows but whoever is given its certificate. */
export function createAuthority(name: string): Authority {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issue = (
    subject: string,
    key: KeyObject,
    extensions: Buffer[],
    { from = days(-1), until = days(1) },
  ) => certificate({ issuer: name, signer: own.privateKey, subject, key, extensions, from, until })
  return {
    cert: issue(
      name,
      own.publicKey,
      [extension(ids.basicConstraints, sequence(der(0x01, [0xff])), true)],
      {},
    ),
    issue(names, valid = {}) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const sans = sequence(...names.map((each) => der(0x82, Buffer.from(each))))
      return {
        cert: issue(names[0] ?? '', publicKey, [extension(ids.subjectAltName, sans)], valid),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }
    },
  }
}

const days = (count: number): Date => new Date(Date.now() + count * 86_400_000)

/** Object identifiers, as DER writes their contents. */
const ids = {
  ecdsaWithSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  basicConstraints: [0x55, 0x1d, 0x13],
}

function certificate(of: {
  issuer: string
  signer: KeyObject
  subject: string
  key: KeyObject
  extensions: Buffer[]
  from: Date
  until: Date
}): string {
  const algorithm = sequence(der(0x06, ids.ecdsaWithSha256))
  const told = sequence(
    der(0xa0, der(0x02, [2])),
    // A serial number is positive: its first bit is not set.
    der(0x02, [0x40, ...crypto.getRandomValues(new Uint8Array(15))]),
    algorithm,
    called(of.issuer),
    sequence(time(of.from), time(of.until)),
    called(of.subject),
    of.key.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...of.extensions)),
  )
  const signature = sign('sha256', told, of.signer)
  const whole = sequence(told, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

const called = (name: string) =>
  sequence(der(0x31, sequence(der(0x06, ids.commonName), der(0x0c, Buffer.from(name)))))
/** GeneralizedTime: `20261126080000Z`. */
const time = (at: Date) => der(0x18, Buffer.from(`${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`))
const extension = (id: number[], value: Buffer, critical = false) =>
  sequence(der(0x06, id), ...(critical ? [der(0x01, [0xff])] : []), der(0x04, value))
const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts))

/** A tag, a length and what it is the length of. */
function der(tag: number, content: Uint8Array | number[]): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), Buffer.from(content)])
}
