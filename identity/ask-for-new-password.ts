import type { AccountLink, ForgottenPassword, Person } from '../contract/identity.ts'
import { addAccountLink, type LinkDeps } from './make-account-link.ts'
import type { Counters } from './ports.ts'

export type ForgottenDeps = LinkDeps & {
  counters: Counters
  /** Sends the link to its owner. */
  mailLink: (person: Person, link: AccountLink, news: 'asked') => Promise<void>
  /** Waits the given milliseconds. */
  pause: (ms: number) => Promise<void>
}

/** Whoever asks sits at the screen and waits for it. */
export const askedLinkHours = 2

/** So often in an hour a link is sent to one address: nobody's mailbox is filled by others. */
export const linksPerHour = 3

/** Finding out, adding the link and the mail take less than this, in milliseconds, unless the machine is very busy. */
const atLeastMs = 250

/**
 * Sends a link for choosing a new password to the address, if there is an account that may sign in. What is answered, and
 * when, does not tell whether there is one.
 */
export async function askForNewPassword(deps: ForgottenDeps, { email }: ForgottenPassword): Promise<void> {
  await Promise.all([deps.pause(atLeastMs), sendLink(deps, email)])
}

async function sendLink(deps: ForgottenDeps, email: string): Promise<void> {
  const { count } = await deps.counters.hit(`forgotten:${email}`, 60 * 60)
  if (count > linksPerHour) return
  const made = await deps.work.run(async (unit) => {
    const person = await unit.people.findByEmail(email)
    const account = person && (await unit.accounts.hold(person.id))
    if (!person || !account || account.suspended) return null
    // Whom only the provider lets in must not get past it by way of their mail; an administrator can still make a link.
    if (account.passwordHash === null && account.providerSince) return null
    const link = await addAccountLink(deps, unit, person.id, askedLinkHours)
    const shown = await unit.people.show(person.id)
    return shown && { person: shown, link }
  })
  if (made) await deps.mailLink(made.person, made.link, 'asked')
}
