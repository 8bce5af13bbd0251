import { AppError } from '../contract/errors.ts'
import type { Actor, Role } from '../contract/identity.ts'
import type { Id } from '../contract/values.ts'

export const hasRole = (actor: Actor, ...wanted: readonly Role[]): boolean =>
  wanted.some((role) => actor.roles.includes(role))

/** Lets those with one of the roles pass. Throws `permission.missing`. */
export function requireRole(actor: Actor, ...wanted: readonly Role[]): void {
  if (!hasRole(actor, ...wanted)) throw new AppError('permission.missing')
}

/** Open to everybody who has signed in and owes nothing for it. Throws `account.second-factor-demanded`. */
export function requireSignedIn({ owes }: Actor): void {
  if (owes) throw new AppError('account.second-factor-demanded')
}

/** Whose account, sessions and tokens somebody may look after: their own alone, and whatever they still owe for it. */
export const ownAccountOf = ({ personId }: Actor): Id => personId

/** Whether somebody with these roles must have one, as the installation says. */
export const isDemanded = (demandedOf: readonly Role[], roles: readonly Role[]): boolean =>
  roles.some((role) => demandedOf.includes(role))

/** Everybody's data is their own to see, and the administrator's who must answer for it. Throws `permission.missing`. */
export function requireSelfOrAdministrator(actor: Actor, personId: Id): void {
  if (actor.personId !== personId) requireRole(actor, 'administrator')
}
