import { hash, randomBytes } from 'node:crypto'

/** A secret for a cookie or a link: 256 bits, base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is kept of a token. It has full entropy, so one plain SHA-256 is enough (no salt, no stretching). */
export const hashToken = (token: string): string => hash('sha256', token, 'base64url')
