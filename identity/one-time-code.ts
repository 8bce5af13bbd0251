/**
 * One-time codes by time (TOTP, RFC 6238), as authenticator apps make them: six digits, SHA-1, thirty seconds, which is
 * all that every app understands; and recovery codes for who has lost the app. The secret is sealed with a key of the
 * installation, so that whoever reads the table alone has no codes.
 */
import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { seal, unseal } from './sealed.ts'

const purpose = 'sfat second factor'

const periodSeconds = 30
/** One step early or late: clocks differ, and people type slowly (RFC 6238 §5.2). */
const window = 1
export const recoveryCodeCount = 10

export type NewSecret = { sealed: string; secret: string; uri: string }

/** A secret for somebody's app: `secret` to type, `uri` to scan, `sealed` to keep. */
export function newSecret(key: string, email: string): NewSecret {
  const secret = new Secret({ size: 20 })
  const uri = new TOTP({ issuer: 'Sfat', label: email, secret, period: periodSeconds }).toString()
  return { sealed: seal(key, purpose, secret.base32), secret: secret.base32, uri }
}

/**
 * The step (thirty seconds since 1970) that the code is for; null when it is wrong, or not later than `lastStep`: a code
 * is good once, also for who looks over a shoulder (RFC 6238 §5.2).
 */
export function stepOfCode(
  key: string,
  sealed: string,
  code: string,
  now: Temporal.Instant,
  lastStep: number,
): number | null {
  const secret = Secret.fromBase32(unseal(key, purpose, sealed))
  const timestamp = now.epochMilliseconds
  const delta = TOTP.validate({
    token: code.replaceAll(' ', ''),
    secret,
    period: periodSeconds,
    timestamp,
    window,
  })
  if (delta === null) return null
  const step = Math.floor(timestamp / 1_000 / periodSeconds) + delta
  return step > lastStep ? step : null
}

/** Ten codes of 80 bits, in groups that can be read aloud. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodeCount }, () =>
    new Secret({ buffer: randomBytes(10).buffer.slice(0, 10) as ArrayBuffer }).base32
      .toLowerCase()
      .replaceAll(/(.{4})(?=.)/g, '$1-'),
  )

/** What is kept of a recovery code: it has entropy enough for one plain hash. */
export const hashRecoveryCode = (code: string): string =>
  createHash('sha256')
    .update(code.toLowerCase().replaceAll(/[^a-z2-7]/g, ''))
    .digest('base64url')
