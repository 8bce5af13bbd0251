import { AppError, isError } from '../contract/errors.ts'
import type { Actor, ChangePassword, ChoosePassword, Role } from '../contract/identity.ts'
import { newDevice } from './device.ts'
import { revoke } from './end-sessions.ts'
import { toInstant } from './instants.ts'
import { requireStrongPassword } from './password-policy.ts'
import type { Clock, Passwords, Work } from './ports.ts'
import { spendCode } from './second-factor.ts'
import { hashToken } from './secret-token.ts'
import type { SignedIn } from './sign-in.ts'
import { actorOf, newSession, type Origin } from './sessions.ts'
import type { Refusals } from './refused-sign-ins.ts'
import type { SlowGuessing } from './slow-guessing.ts'
import { ownAccountOf } from './rights.ts'

type Deps = {
  work: Work
  clock: Clock
  passwords: Passwords
  deviceKey: string
  guessing: SlowGuessing
  refused: Refusals
  demandedOf?: readonly Role[]
}

/**
 * Sets the password of the link's owner and signs them in; the link is used up and every other session ends.
 * A second factor is asked for here too: who reads somebody's mail must not get past it.
 * Throws `account.link-invalid`, `account.weak-password`, `session.code-required`, `session.wrong-code`, `server.busy`.
 */
export async function choosePassword(deps: Deps, ask: ChoosePassword, from: Origin): Promise<SignedIn> {
  const { work, clock, passwords, guessing, deviceKey } = deps
  const tokenHash = hashToken(ask.token)
  const owner = await work.read(async ({ accountLinks, accounts, people }) => {
    const link = await accountLinks.findByHash(tokenHash)
    const person = link && (await people.find(link.personId))
    const account = link && (await accounts.find(link.personId))
    const good = link && link.expiresAt > toInstant(clock.now()) && account && !account.suspended
    return good && person ? { link, person } : null
  })
  if (!owner) throw new AppError('account.link-invalid')
  await requireStrongPassword(ask.password, owner.person)
  // With the link in hand only the code is left to be guessed.
  const guess = { account: owner.person.email, address: from.address, device: null }
  if (ask.code !== undefined) await guessing.before(guess)
  const passwordHash = await passwords.hash(ask.password)

  const { row, token } = newSession(owner.person.id, from, clock.now())
  const choosing = work.run(async (unit) => {
    const { accountLinks, accounts, sessions, events } = unit
    const found = await accounts.hold(owner.person.id)
    // Taken here and not before: of two who use the same link at once, one gets in.
    if (!found || found.suspended || !(await accountLinks.take(owner.link.id)))
      throw new AppError('account.link-invalid')
    if (found.secondFactorSince) await spendCode(unit, deps, found.personId, ask.code)
    const changed = { ...found, passwordHash, passwordChangedAt: toInstant(clock.now()) }
    await accounts.save(changed)
    await accountLinks.remove({ personId: found.personId })
    await revoke(unit, { personId: found.personId })
    await sessions.add(row)
    events.record('person.changed', { personId: found.personId }, found.personId)
    events.record('password.changed', { personId: found.personId }, found.personId)
    events.record('session.opened', { personId: found.personId, sessionId: row.id }, found.personId)
    return changed
  })
  const account = await choosing.catch(async (error: unknown) => {
    if (isError(error, 'session.wrong-code')) {
      await guessing.wrong(guess)
      deps.refused({ personId: owner.person.id, address: from.address, code: error.code })
    }
    throw error
  })
  return {
    actor: actorOf({ session: row, person: owner.person, account }, deps.demandedOf),
    token,
    device: newDevice(deviceKey, owner.person.email),
  }
}

type ChangeDeps = { work: Work; clock: Clock; passwords: Passwords; guessing: SlowGuessing }

/**
 * Changes the actor's own password; this browser stays signed in and all others are signed out.
 * Throws `account.wrong-password`, `account.weak-password`, `request.limited`, `server.busy`.
 */
export async function changePassword(deps: ChangeDeps, actor: Actor, ask: ChangePassword): Promise<void> {
  const { work, clock, passwords, guessing } = deps
  const own = ownAccountOf(actor)
  const { person, account } = await work.read(async ({ people, accounts }) => ({
    person: await people.find(own),
    account: await accounts.find(own),
  }))
  if (!person || !account) throw new AppError('session.required')
  // Somebody at an open, unattended browser must not be able to try passwords: the session counts as a device.
  const guess = { account: person.email, address: '', device: actor.sessionId }
  await guessing.before(guess)
  if (!(await passwords.verify(ask.current, account.passwordHash)))
    throw new AppError('account.wrong-password')
  await guessing.right(guess)
  await requireStrongPassword(ask.password, person)
  const passwordHash = await passwords.hash(ask.password)

  await work.run(async (unit) => {
    const found = await unit.accounts.hold(actor.personId)
    if (!found || found.passwordHash !== account.passwordHash) throw new AppError('row.changed')
    await unit.accounts.save({ ...found, passwordHash, passwordChangedAt: toInstant(clock.now()) })
    await unit.accountLinks.remove({ personId: actor.personId })
    await revoke(unit, { personId: actor.personId, except: actor.sessionId })
    unit.events.record('password.changed', { personId: actor.personId }, actor.personId)
  })
}
