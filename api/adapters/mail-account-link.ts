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
  (
    person: Pick<Person, 'name' | 'email' | 'locale'>,
    link: AccountLink,
    news: AccountLinkNews['news'],
  ): Promise<void> => {
    const { name, email, locale } = person
    const letter = accountLetter({ news, url: link.url, expiresAt: link.expiresAt, zone }, { name, locale })
    return work.run(({ mails }) =>
      mails.enqueue(
        [
          {
            key: `account/${email}/${link.expiresAt}`,
            kind: 'account',
            to: { name, email },
            letter,
            expiresAt: link.expiresAt,
          },
        ],
        toInstant(clock.now()),
      ),
    )
  }
