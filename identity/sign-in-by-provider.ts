import { v7 as newId } from 'uuid'
import { AppError, isError } from '../contract/errors.ts'
import type { Role } from '../contract/identity.ts'
import { distinct } from './add-person.ts'
import { deviceOf, newDevice } from './device.ts'
import { revoke } from './end-sessions.ts'
import { toInstant } from './instants.ts'
import type { AccountRow, IdentityUnit, PersonRow, ProviderLinkRow } from './ports.ts'
import type { Newcomer, ProviderRules } from './provider.ts'
import { spendCode } from './second-factor.ts'
import { hashToken } from './secret-token.ts'
import type { Brought, SignedIn, SignInDeps } from './sign-in.ts'
import { actorOf, newSession, type Origin } from './sessions.ts'

type Deps = Omit<SignInDeps, 'passwords'>
/** `code` is from our own authenticator app, for who has one and was asked for a password alone at the provider. */
type Ask = { newcomer: Newcomer; rules: ProviderRules; code?: string | undefined }

/**
 * Opens a session for somebody whom the provider vouches for. They are known by issuer and subject; the first time by an
 * address that the provider says is theirs, or they are somebody new, if their groups give them a role. What the provider
 * gave before and does not give any more is taken away; what was given by hand stays.
 * Throws `session.provider-unverified`, `session.provider-other`, `session.provider-no-role`, `session.suspended`,
 * `session.code-required`, `session.wrong-code`, `request.limited`.
 */
export async function signInByProvider(
  deps: Deps,
  ask: Ask,
  from: Origin,
  brought: Brought,
): Promise<SignedIn> {
  const { work, clock, guessing, deviceKey, refused } = deps
  const { newcomer } = ask
  const account = newcomer.email ?? newcomer.subject
  const guess = { account, address: from.address, device: deviceOf(deviceKey, brought.device, account) }
  if (ask.code !== undefined) await guessing.before(guess)
  let known: string | null = null

  const enter = () =>
    work.run(async (unit) => {
      known = null
      const owner = await findOwner(unit, newcomer)
      known = owner.person?.id ?? null
      const entered = await letIn(unit, deps, ask, owner)
      // Saved, and then refused: rights that have ended must end also for who is not let in.
      if (!entered) return null
      const { person } = entered
      const vouched = newcomer.severalFactors ? 'several-factors' : 'one-factor'
      const { row, token } = newSession(person.id, from, clock.now(), vouched)
      if (brought.token !== null) await revoke(unit, { tokenHash: hashToken(brought.token) })
      await unit.sessions.add(row)
      unit.events.record('session.opened', { personId: person.id, sessionId: row.id }, person.id, {
        ...{ before: {}, after: { by: newcomer.issuer, severalFactors: newcomer.severalFactors } },
      })
      return { ...entered, row, token }
    })
  const entering = enter().catch((error: unknown) => {
    // Two browsers of somebody new came at once, and the other was first: now they are known.
    if (isError(error, 'person.email-taken')) return enter()
    throw error
  })
  const entered = await entering.catch(async (error: unknown) => {
    if (isError(error, 'session.wrong-code')) await guessing.wrong(guess)
    if (
      error instanceof AppError &&
      error.code.startsWith('session.') &&
      error.code !== 'session.code-required'
    )
      refused({ personId: known, address: from.address, code: error.code })
    throw error
  })
  if (!entered) {
    refused({ personId: known, address: from.address, code: 'session.provider-no-role' })
    throw new AppError('session.provider-no-role')
  }
  if (ask.code !== undefined) await guessing.right(guess)
  const { row: session, person, token } = entered
  return {
    actor: actorOf({ session, person, account: entered.account }, deps.demandedOf),
    token,
    device: newDevice(deviceKey, person.email),
  }
}

type Owner = { person: PersonRow | null; link: ProviderLinkRow | null }

/** Whose account it is here: whom the provider has named before, or whose address it says it is. */
async function findOwner({ people, providerLinks }: IdentityUnit, newcomer: Newcomer): Promise<Owner> {
  const { issuer, subject, email } = newcomer
  // Held: what the provider gave is told from what was given by hand by what this link says last.
  const link = await providerLinks.hold(issuer, subject)
  // Who has no account yet can be held by nothing else, and must get one only once.
  const named = link && (await people.hold({ id: link.personId }))
  if (named) return { link, person: named }
  if (email === null) throw new AppError('session.provider-unverified')
  // Held: two accounts of the provider with one address must not both become this person.
  const person = await people.hold({ email })
  if (!person) return { link: null, person: null }
  const theirs = await providerLinks.findOf(person.id, issuer)
  // An address that was given to somebody else must not hand over the account of who had it before.
  if (theirs && theirs.subject !== subject) throw new AppError('session.provider-other')
  // A link that is their own was tied by their other browser since we looked for it.
  return { link: theirs, person }
}

/** Brings person, account and link to what the provider says; null when nothing is left that lets them in. */
async function letIn(
  unit: IdentityUnit,
  deps: Deps,
  { newcomer, rules, code }: Ask,
  { person: found, link }: Owner,
): Promise<{ person: PersonRow; account: AccountRow } | null> {
  const { people, accounts, providerLinks, accountLinks, events } = unit
  const at = toInstant(deps.clock.now())
  const losesAdministration =
    link?.roles.includes('administrator') && !newcomer.roles.includes('administrator')
  // Held before the account, in the order in which administrators are changed by hand.
  const administrators = losesAdministration ? await accounts.holdAdministrators() : []
  const account = found && (await accounts.hold(found.id))
  if (account?.suspended) throw new AppError('session.suspended')
  if (account?.secondFactorSince && !newcomer.severalFactors)
    await spendCode(unit, deps, account.personId, code)

  const byHand = account ? account.roles.filter((role) => !link?.roles.includes(role)) : []
  const given = givenTo(newcomer, rules, byHand)
  // Nobody could bring the installation into order again.
  if (losesAdministration && administrators.length === 1 && administrators[0] === found?.id)
    given.push('administrator')
  const roles = distinct([...byHand, ...given])
  if (roles.length === 0 && !account) throw new AppError('session.provider-no-role')

  const person = found ?? newPerson(newcomer, at)
  if (!found) await people.add(person)
  await providerLinks.save({
    ...{ issuer: newcomer.issuer, subject: newcomer.subject, personId: person.id },
    roles: given.filter((role) => !byHand.includes(role)),
    ...{ createdAt: link?.createdAt ?? at, lastUsedAt: at },
  })
  const was = account?.roles ?? []
  if (!link || was.join() !== roles.join()) {
    const { name, email } = person
    const after = { ...(found ? {} : { name, email }), roles, provider: newcomer.issuer }
    const before = { roles: was, provider: link?.issuer ?? null }
    events.record('person.changed', { personId: person.id }, person.id, { before, after })
  }
  if (roles.length === 0) {
    await revoke(unit, { personId: person.id })
    await accountLinks.remove({ personId: person.id })
    await accounts.remove(person.id)
    return null
  }
  const saved = { ...(account ?? newAccount(person, at)), roles }
  const now: AccountRow = { ...saved, providerSince: saved.providerSince ?? at }
  await (account ? accounts.save(now) : accounts.add(now))
  return { person, account: now }
}

/** What their groups give; to those whom nothing gives a role, what the operator gives to all. */
const givenTo = ({ roles }: Newcomer, { newPeople }: ProviderRules, byHand: readonly Role[]): Role[] =>
  roles.length > 0 || byHand.length > 0 || newPeople === 'groups' ? [...roles] : ['member']

const newPerson = ({ name, email, locale }: Newcomer, createdAt: string): PersonRow => ({
  ...{ id: newId(), name, email: email ?? '', position: null, organisationId: null, locale, createdAt },
  version: 1,
})

const newAccount = ({ id: personId }: PersonRow, createdAt: string): AccountRow => ({
  ...{ personId, roles: [], passwordHash: null, suspended: false, createdAt, passwordChangedAt: null },
})
