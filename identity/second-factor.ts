/** A second factor: an authenticator app, added and taken away by its owner, or taken away by an administrator for who has lost it. */
import { AppError } from '../contract/errors.ts'
import type {
  Actor,
  ConfirmCode,
  ConfirmPassword,
  NewSecondFactor,
  RecoveryCodes,
} from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import { revoke } from './end-sessions.ts'
import { toInstant } from './instants.ts'
import { hashRecoveryCode, newRecoveryCodes, newSecret, stepOfCode } from './one-time-code.ts'
import type { Clock, IdentityUnit, Passwords, SecondFactorRow, Work } from './ports.ts'
import { ownAccountOf, requireRole } from './rights.ts'
import type { SlowGuessing } from './slow-guessing.ts'

export type SecondFactorDeps = {
  work: Work
  clock: Clock
  passwords: Passwords
  guessing: SlowGuessing
  /** Key under which secrets are sealed. */
  deviceKey: string
}

/**
 * A new secret for the actor's app; it counts once a code from it has been typed. Throws `account.wrong-password`,
 * `account.has-second-factor`, `session.not-fresh`, `request.limited`.
 */
export async function beginSecondFactor(
  deps: SecondFactorDeps,
  actor: Actor,
  ask: ConfirmPassword,
): Promise<NewSecondFactor> {
  const { email } = await requirePassword(deps, actor, ask.current)
  const { sealed, secret, uri } = newSecret(deps.deviceKey, email)
  await deps.work.run(async ({ accounts, secondFactors }) => {
    const account = await accounts.hold(ownAccountOf(actor))
    if (!account) throw new AppError('session.required')
    if (account.secondFactorSince) throw new AppError('account.has-second-factor')
    await secondFactors.save({ personId: actor.personId, sealed, lastStep: 0, recovery: [] })
  })
  return { secret, uri }
}

/**
 * The first code shows that the app has the secret: from now on it is asked for, and this browser alone stays signed in.
 * The recovery codes are told this once. Throws `account.wrong-code`, `account.has-second-factor`, `request.limited`.
 */
export async function confirmSecondFactor(
  deps: SecondFactorDeps,
  actor: Actor,
  { code }: ConfirmCode,
): Promise<RecoveryCodes> {
  const guess = { account: actor.personId, address: '', device: actor.sessionId }
  await deps.guessing.before(guess)
  const codes = newRecoveryCodes()
  await deps.work.run(async (unit) => {
    const { accounts, secondFactors, events } = unit
    const account = await accounts.hold(ownAccountOf(actor))
    const factor = await secondFactors.find(actor.personId)
    if (account?.secondFactorSince) throw new AppError('account.has-second-factor')
    const now = deps.clock.now()
    const step = factor && stepOfCode(deps.deviceKey, factor.sealed, code, now, factor.lastStep)
    if (!account || !factor || !step) throw new AppError('account.wrong-code')
    await secondFactors.save({ ...factor, lastStep: step, recovery: codes.map(hashRecoveryCode) })
    await accounts.save({ ...account, secondFactorSince: toInstant(now) })
    await revoke(unit, { personId: actor.personId, except: actor.sessionId })
    events.record('person.changed', { personId: actor.personId }, actor.personId)
  })
  await deps.guessing.right(guess)
  return { codes }
}

/** Takes the actor's own away. Throws `account.wrong-password`, `session.not-fresh`, `request.limited`. */
export async function dropSecondFactor(
  deps: SecondFactorDeps,
  actor: Actor,
  ask: ConfirmPassword,
): Promise<void> {
  await requirePassword(deps, actor, ask.current)
  await deps.work.run((unit) => remove(unit, ownAccountOf(actor), actor))
}

/**
 * Takes somebody else's away and signs them out everywhere: they have lost their app, or somebody has found it. Throws
 * `permission.missing`, `account.missing`.
 */
export function resetSecondFactor(
  { work }: Pick<SecondFactorDeps, 'work'>,
  actor: Actor,
  personId: Id,
): Promise<void> {
  requireRole(actor, 'administrator')
  return work.run(async (unit) => {
    await remove(unit, personId, actor)
    await revoke(unit, { personId, ...(personId === actor.personId ? { except: actor.sessionId } : {}) })
  })
}

/**
 * Spends a code from the app, or a recovery code, inside the unit of work that lets its owner in: neither is good twice.
 * The account must be held. Throws `session.code-required` where none is given, and `session.wrong-code`.
 */
export async function spendCode(
  { secondFactors }: Pick<IdentityUnit, 'secondFactors'>,
  { clock, deviceKey }: Pick<SecondFactorDeps, 'clock' | 'deviceKey'>,
  personId: Id,
  code: string | undefined,
): Promise<void> {
  if (code === undefined) throw new AppError('session.code-required')
  const factor = await secondFactors.find(personId)
  const spent = factor && spend(factor, code, clock.now(), deviceKey)
  if (!spent) throw new AppError('session.wrong-code')
  await secondFactors.save(spent)
}

function spend(
  factor: SecondFactorRow,
  code: string,
  now: Temporal.Instant,
  key: string,
): SecondFactorRow | null {
  if (/^[\d ]+$/.test(code)) {
    const lastStep = stepOfCode(key, factor.sealed, code, now, factor.lastStep)
    return lastStep === null ? null : { ...factor, lastStep }
  }
  const hash = hashRecoveryCode(code)
  return factor.recovery.includes(hash)
    ? { ...factor, recovery: factor.recovery.filter((one) => one !== hash) }
    : null
}

async function remove(
  { accounts, secondFactors, events }: IdentityUnit,
  personId: Id,
  actor: Actor,
): Promise<void> {
  const account = await accounts.hold(personId)
  if (!account) throw new AppError('account.missing')
  await accounts.save({ ...account, secondFactorSince: null })
  await secondFactors.remove(personId)
  events.record('person.changed', { personId }, actor.personId)
}

/** So long after the provider has let somebody in they are still the one who sits there. */
export const freshMinutes = 10

/**
 * Somebody at an open, unattended browser must not be able to change how its owner signs in. Who has no password shows
 * who they are by having signed in a moment ago.
 */
export async function requirePassword(
  { work, clock, passwords, guessing }: Omit<SecondFactorDeps, 'deviceKey'>,
  actor: Actor,
  password: string | undefined,
): Promise<{ email: string }> {
  const personId = ownAccountOf(actor)
  const { person, account, session } = await work.read(async ({ people, accounts, sessions }) => ({
    person: await people.find(personId),
    account: await accounts.find(personId),
    session: (await sessions.listOf(personId)).find(({ id }) => id === actor.sessionId),
  }))
  if (!person || !account || !session) throw new AppError('session.required')
  if (account.passwordHash === null) {
    const fresh = Temporal.Instant.from(session.createdAt).add({ minutes: freshMinutes })
    if (Temporal.Instant.compare(fresh, clock.now()) < 0) throw new AppError('session.not-fresh')
    return { email: person.email }
  }
  const guess = { account: person.email, address: '', device: actor.sessionId }
  await guessing.before(guess)
  if (!(await passwords.verify(password ?? '', account.passwordHash)))
    throw new AppError('account.wrong-password')
  await guessing.right(guess)
  return { email: person.email }
}
