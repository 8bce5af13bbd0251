import type { Instant, Locale } from '../../../contract/values.ts'
import { hello, type Letter, paragraph, type Reader } from './letter.ts'
import { sayDay, sayTime } from './spoken-time.ts'

export type AccountLinkNews = {
  /** `first`: the account is new; `again`: an administrator has made a new link; `asked`: somebody has typed the address at sign-in. */
  news: 'first' | 'again' | 'asked'
  url: string
  expiresAt: Instant
  /** The zone in which its end is said. */
  zone: string
}

type Words = {
  title: Record<AccountLinkNews['news'], string>
  say: Record<AccountLinkNews['news'], string>
  valid: (until: string) => string
  once: (until: string) => string
  choose: string
  reason: string
}

const words: Record<Locale, Words> = {
  ro: {
    title: {
      first: 'Contul dumneavoastră în Sfat',
      again: 'Alegeți o parolă nouă în Sfat',
      asked: 'Alegeți o parolă nouă în Sfat',
    },
    say: {
      first:
        'Un administrator v-a făcut un cont. Alegeți o parolă cu legătura de mai jos; apoi intrați cu adresa la care ați primit acest mesaj.',
      again:
        'Un administrator v-a trimis o legătură pentru a alege o parolă nouă. Dacă nu ați cerut-o, nu faceți nimic și anunțați administratorul.',
      asked:
        'Cineva a cerut o parolă nouă pentru contul dumneavoastră. Dacă nu ați fost dumneavoastră, nu faceți nimic: parola rămâne cea de acum.',
    },
    valid: (until) => `Legătura este valabilă până ${until}.`,
    once: (until) =>
      `Legătura merge o singură dată și este valabilă până ${until}. Nu o trimiteți mai departe.`,
    choose: 'Alegeți parola',
    reason: 'Primiți acest mesaj pentru că aveți un cont la adresa de mai jos.',
  },
  en: {
    title: {
      first: 'Your Sfat account',
      again: 'Choose a new password in Sfat',
      asked: 'Choose a new password in Sfat',
    },
    say: {
      first:
        'An administrator has made an account for you. Choose a password with the link below; then sign in with the address at which you got this message.',
      again:
        'An administrator has sent you a link for choosing a new password. If you did not ask for it, do nothing and tell the administrator.',
      asked:
        'Somebody has asked for a new password for your account. If it was not you, do nothing: the password stays as it is.',
    },
    valid: (until) => `The link is valid until ${until}.`,
    once: (until) => `The link works once and is valid until ${until}. Please do not pass it on.`,
    choose: 'Choose a password',
    reason: 'You get this message because you have an account at the address below.',
  },
}

/** The one-time link by which somebody chooses a password. */
export function accountLetter({ news, url, expiresAt, zone }: AccountLinkNews, reader: Reader): Letter {
  const { name, locale } = reader
  const say = words[locale]
  const until = `${sayDay(expiresAt, zone, locale)}, ${sayTime(expiresAt, zone, locale)}`
  return {
    locale,
    subject: say.title[news],
    preview: say.valid(until),
    title: say.title[news],
    greeting: hello[locale](name),
    blocks: [
      paragraph(say.say[news]),
      { kind: 'button', label: say.choose, url },
      paragraph(say.once(until)),
    ],
    reason: say.reason,
  }
}
