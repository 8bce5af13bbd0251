import { v7 as newId } from 'uuid'
import { AppError } from '../contract/errors.ts'
import type { AccountLink, Actor } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'
import { toInstant } from './instants.ts'
import type { Clock, IdentityUnit, Work } from './ports.ts'
import { requireRole } from './rights.ts'
import { hashToken, newToken } from './secret-token.ts'

/** Long enough for a weekend, short enough that a forgotten mail is worth nothing. */
export const accountLinkHours = 72

/** `publicUrl` is the origin that the link begins with. */
export type LinkDeps = { work: Work; clock: Clock; publicUrl: string }

/**
 * A one-time link by which the person chooses a password. Links made before for the same person die.
 * Throws `permission.missing`, `person.missing`, `account.missing`.
 */
export const makeAccountLink = (deps: LinkDeps, actor: Actor, personId: Id): Promise<AccountLink> => {
  requireRole(actor, 'administrator')
  return deps.work.run(async (unit) => {
    if (!(await unit.people.find(personId))) throw new AppError('person.missing')
    // Held: of two who make one at once the later one's counts, and none is made for an account that is being closed.
    if (!(await unit.accounts.hold(personId))) throw new AppError('account.missing')
    unit.events.record('account-link.made', { personId }, actor.personId)
    return addAccountLink(deps, unit, personId)
  })
}

/** The same inside a unit of work that has already seen that the account exists. */
export async function addAccountLink(
  { clock, publicUrl }: Omit<LinkDeps, 'work'>,
  { accountLinks }: Pick<IdentityUnit, 'accountLinks'>,
  personId: Id,
  hours = accountLinkHours,
): Promise<AccountLink> {
  const token = newToken()
  const now = clock.now()
  const expiresAt = toInstant(now.add({ hours }))
  await accountLinks.remove({ personId })
  await accountLinks.add({
    id: newId(),
    personId,
    tokenHash: hashToken(token),
    createdAt: toInstant(now),
    expiresAt,
  })
  return { url: `${publicUrl}/password?token=${token}`, expiresAt }
}
