import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '../contract/errors.ts'
import type { Passwords } from './ports.ts'

const derive = promisify(argon2)

/** OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane. */
export const argon2Parameters = { memory: 19_456, passes: 2, parallelism: 1 } as const
type Parameters = { memory: number; passes: number; parallelism: number }

const saltBytes = 16
const hashBytes = 32

/**
 * Argon2id (RFC 9106) with the hash as a PHC string. `atOnce` bounds memory (19 MiB each) and the threads that are left
 * for files and names; `waiting` bounds the queue, and beyond it `server.busy` is thrown.
 */
export function createPasswords(options: { atOnce?: number; waiting?: number } = {}): Passwords {
  const turn = queue(options.atOnce ?? 2, options.waiting ?? 64)
  // A hash of nothing anybody knows: the work for an address without an account.
  const nobody = { salt: randomBytes(saltBytes), hash: randomBytes(hashBytes), parameters: argon2Parameters }

  const compute = (
    password: string,
    salt: Buffer,
    { memory, passes, parallelism }: Parameters,
    tagLength: number,
  ) =>
    turn(() =>
      derive('argon2id', {
        // One person's keyboard composes letters, another's does not: NFKC, NIST SP 800-63B-4 §3.1.1.2.
        message: Buffer.from(password.normalize('NFKC')),
        nonce: salt,
        parallelism,
        tagLength,
        memory,
        passes,
      }),
    )

  return {
    async hash(password) {
      const salt = randomBytes(saltBytes)
      const hash = await compute(password, salt, argon2Parameters, hashBytes)
      const { memory, passes, parallelism } = argon2Parameters
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(hash)}`
    },
    async verify(password, phc) {
      const known = phc === null ? null : parse(phc)
      const { salt, hash, parameters } = known ?? nobody
      const computed = await compute(password, salt, parameters, hash.length)
      return timingSafeEqual(computed, hash) && known !== null
    },
    outdated(phc) {
      const { memory, passes, parallelism } = parse(phc).parameters
      const now = argon2Parameters
      return memory !== now.memory || passes !== now.passes || parallelism !== now.parallelism
    },
  }
}

const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

function parse(phc: string): { parameters: Parameters; salt: Buffer; hash: Buffer } {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc)
  if (!match) throw new Error('a stored password hash is not an argon2id PHC string')
  const [, memory, passes, parallelism, salt, hash] = match as unknown as [string, ...string[]]
  return {
    parameters: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt ?? '', 'base64'),
    hash: Buffer.from(hash ?? '', 'base64'),
  }
}

/** Runs at most `atOnce` jobs together and lets at most `waiting` wait, in order. */
function queue(atOnce: number, waiting: number) {
  let running = 0
  const line: (() => void)[] = []
  return async <T>(job: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (line.length >= waiting) throw new AppError('server.busy')
      await new Promise<void>((go) => line.push(go))
    } else {
      running += 1
    }
    try {
      return await job()
    } finally {
      // The place is handed over, so that nobody slips in between.
      const next = line.shift()
      if (next) next()
      else running -= 1
    }
  }
}
