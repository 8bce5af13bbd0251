import { AppError, isError } from '../contract/errors.ts'
import type { Actor, Role, SignIn } from '../contract/identity.ts'
import { deviceOf, newDevice } from './device.ts'
import type { Clock, Passwords, Work } from './ports.ts'
import { spendCode } from './second-factor.ts'
import { hashToken } from './secret-token.ts'
import { actorOf, newSession, type Origin } from './sessions.ts'
import type { Refusals } from './refused-sign-ins.ts'
import type { SlowGuessing } from './slow-guessing.ts'

export type SignInDeps = {
  work: Work
  clock: Clock
  passwords: Passwords
  guessing: SlowGuessing
  /** Told of each sign-in that is refused, for the audit. */
  refused: Refusals
  /** Key of the device marks. */
  deviceKey: string
  /** Roles that must have a second factor. */
  demandedOf?: readonly Role[]
}

/** What the browser keeps of a sign-in. `token` is the session cookie's, `device` marks the browser as known. */
export type SignedIn = { actor: Actor; token: string; device: string }

/** What the browser brings: a session to be replaced, and the mark of an earlier sign-in. */
export type Brought = { token: string | null; device: string | null }

/**
 * Opens a session for the owner of an address and password. The session that the browser had is ended (the identifier is
 * never kept across a sign-in). An unknown address, a wrong password, a suspended account and one without a password all
 * take as long and say the same.
 * Where there is a second factor its code comes with them, or is asked for once they are right.
 * Throws `session.wrong-credentials`, `session.code-required`, `session.wrong-code`, `request.limited`, `server.busy`.
 */
export async function signIn(
  deps: SignInDeps,
  ask: SignIn,
  from: Origin,
  brought: Brought,
): Promise<SignedIn> {
  const { work, clock, passwords, guessing, refused, deviceKey } = deps
  const guess = {
    account: ask.email,
    address: from.address,
    device: deviceOf(deviceKey, brought.device, ask.email),
  }
  await guessing.before(guess)

  const found = await work.read(async ({ people, accounts }) => {
    const person = await people.findByEmail(ask.email)
    const account = person && (await accounts.find(person.id))
    return person && account ? { person, account } : null
  })
  const suspended = found?.account.suspended ?? false
  const right = await passwords.verify(ask.password, suspended ? null : (found?.account.passwordHash ?? null))
  if (!found || !right) {
    await guessing.wrong(guess)
    const code = suspended ? 'session.suspended' : 'session.wrong-credentials'
    refused({ personId: found?.person.id ?? null, address: from.address, code })
    throw new AppError('session.wrong-credentials')
  }

  const { person, account } = found
  const stored = account.passwordHash
  const stronger = stored !== null && passwords.outdated(stored) ? await passwords.hash(ask.password) : null
  const { row, token } = newSession(person.id, from, clock.now())
  const letIn = work.run(async (unit) => {
    const { sessions, accounts, events } = unit
    // Read again: the account may have been suspended, or the password changed, while the hash was computed.
    const now = await accounts.hold(person.id)
    if (!now || now.suspended || now.passwordHash !== stored) throw new AppError('session.wrong-credentials')
    if (now.secondFactorSince) await spendCode(unit, deps, person.id, ask.code)
    if (stronger !== null) await accounts.save({ ...now, passwordHash: stronger })
    if (brought.token !== null) {
      const ended = await sessions.remove({ tokenHash: hashToken(brought.token) })
      for (const sessionId of ended) events.record('session.revoked', { sessionId })
    }
    await sessions.add(row)
    events.record('session.opened', { personId: person.id, sessionId: row.id }, person.id)
  })
  await letIn.catch(async (error: unknown) => {
    if (isError(error, 'session.wrong-code')) {
      await guessing.wrong(guess)
      refused({ personId: person.id, address: from.address, code: error.code })
    }
    throw error
  })
  // Only now: a password that is known must not set the count of guessed codes back.
  await guessing.right(guess)
  return {
    actor: actorOf({ session: row, person, account }, deps.demandedOf),
    token,
    device: newDevice(deviceKey, person.email),
  }
}
