import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { SetUp } from '../contract/identity.ts'
import type { Locale } from '../contract/values.ts'
import { newDevice } from './device.ts'
import { toInstant } from './instants.ts'
import { requireStrongPassword } from './password-policy.ts'
import type { Clock, IdentityUnit, Passwords, PersonRow, Work } from './ports.ts'
import { hashToken, newToken } from './secret-token.ts'
import type { SignedIn } from './sign-in.ts'
import { actorOf, newSession, type Origin } from './sessions.ts'

/** Whether the installation still waits for its first administrator. */
export const isSetUpNeeded = ({ work }: { work: Work }): Promise<boolean> =>
  work.read(async ({ installation }) => !(await installation.isSetUp()))

/**
 * A new set-up link, or null when the installation is set up. Every start makes a new one and only the last is good, so
 * a link in an old log opens nothing.
 */
export async function offerSetUp({
  work,
  publicUrl,
}: {
  work: Work
  publicUrl: string
}): Promise<string | null> {
  const token = newToken()
  const offered = await work.run(({ installation }) => installation.offer(hashToken(token)))
  return offered ? `${publicUrl}/setup?token=${token}` : null
}

type Deps = { work: Work; clock: Clock; passwords: Passwords; deviceKey: string }

/**
 * Makes the first organisation and the first administrator, and signs them in. Of any number of concurrent calls one
 * wins. Throws `setup.closed`, `setup.wrong-link`, `account.weak-password`, `person.email-taken`, `server.busy`.
 */
export async function setUp(deps: Deps, ask: SetUp, from: Origin): Promise<SignedIn> {
  const { work, clock, passwords, deviceKey } = deps
  const tokenHash = hashToken(ask.token)
  // Asked first, so that a wrong link costs neither a hash nor a write.
  await work.read(async ({ installation }) => {
    if (await installation.isSetUp()) throw new AppError('setup.closed')
    if (!(await installation.accepts(tokenHash))) throw new AppError('setup.wrong-link')
  })
  await requireStrongPassword(ask.password, ask)
  const passwordHash = await passwords.hash(ask.password)
  const now = clock.now()

  return work.run(async (unit) => {
    if (!(await unit.installation.close(tokenHash, toInstant(now)))) throw new AppError('setup.closed')
    const organisation = { id: newId(), ...ask.organisation, version: 1 }
    await unit.organisations.add(organisation)
    unit.events.record('organisation.changed', { organisationId: organisation.id })
    const profile = { name: ask.name, email: ask.email, locale: ask.locale, organisationId: organisation.id }
    const { person, account } = await addAdministrator(unit, profile, passwordHash, now)
    const { row, token } = newSession(person.id, from, now)
    await unit.sessions.add(row)
    return {
      actor: actorOf({ session: row, person, account }),
      token,
      device: newDevice(deviceKey, person.email),
    }
  })
}

type FirstDeps = { work: Work; clock: Clock; passwords: Passwords }

/**
 * Makes the first administrator from the environment when the installation has none; true when it did.
 * Throws `account.weak-password`.
 */
export async function addFirstAdministrator(
  { work, clock, passwords }: FirstDeps,
  ask: { email: string; password: string; name: string; locale: Locale },
): Promise<boolean> {
  if (!(await isSetUpNeeded({ work }))) return false
  // The name is not checked: it is a word such as "Administrator" that the person replaces.
  await requireStrongPassword(ask.password, { name: '', email: ask.email })
  const passwordHash = await passwords.hash(ask.password)
  const now = clock.now()
  return work.run(async (unit) => {
    if (!(await unit.installation.close(null, toInstant(now)))) return false
    const profile = { name: ask.name, email: ask.email, locale: ask.locale, organisationId: null }
    await addAdministrator(unit, profile, passwordHash, now)
    return true
  })
}

async function addAdministrator(
  { people, accounts, events }: IdentityUnit,
  profile: Pick<PersonRow, 'name' | 'email' | 'locale' | 'organisationId'>,
  passwordHash: string,
  now: Temporal.Instant,
) {
  const at = toInstant(now)
  const person: PersonRow = { id: newId(), ...profile, position: null, createdAt: at, version: 1 }
  const account = {
    personId: person.id,
    roles: ['administrator' as const],
    passwordHash,
    suspended: false,
    createdAt: at,
    passwordChangedAt: at,
  }
  await people.add(person)
  await accounts.add(account)
  events.record('person.changed', { personId: person.id })
  return { person, account }
}
