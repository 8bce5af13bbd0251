import type { AccountLink, Person } from '../../contract/identity.ts'
import { type Clock, toInstant } from '../db/clock.ts'
import type { Work } from '../db/work.ts'
import { accountLetter, type AccountLinkNews } from './mail-templates/account-letter.ts'

type Options = {
  work: Pick<Work, 'run'>
  clock: Clock
  /** In which the link's end is said. */
  zone: string
}

/**
 * Mails a link for choosing a password to whom it is for. The administrator who made it sees it too, so a mail that never
 * leaves is no loss; one that waits longer than the link is good for does not leave at all.
 */
export const createAccountLinkMail =
  ({ work, clock, zone }: Options) =>
  ({ id }: Pick<Person, 'id'>, link: AccountLink, news: AccountLinkNews['news']): Promise<void> =>
    work.run(async ({ mails, people }) => {
      // As they are now: they may have been erased since the link was made.
      const person = await people.find(id)
      if (!person) return
      const letter = accountLetter({ news, url: link.url, expiresAt: link.expiresAt, zone }, person)
      const mail = { kind: 'account' as const, to: person, letter, expiresAt: link.expiresAt }
      await mails.enqueue([{ ...mail, key: `account/${id}/${link.expiresAt}` }], toInstant(clock.now()))
    })
