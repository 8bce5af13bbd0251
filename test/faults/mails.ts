/** Which of the mails that a server took is which: by recipient and by what stands in the subject. */
import type { ReceivedMail } from '../support/mail-server.ts'
import type { PromisedMail } from './ledger.ts'

/** A header on one line (RFC 5322 §2.2.3). */
const header = (raw: string, name: string): string => {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  return new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1] ?? ''
}

/** Under which number a mail system keeps it: copies of one mail have one. */
export const messageIdOf = ({ raw }: ReceivedMail): string => header(raw, 'Message-ID')

/** The mails to one person that are about this. `…#minutes`: the minutes of a meeting, not its convocation. */
export function mailsWith(mails: readonly ReceivedMail[], { to, mark }: PromisedMail): ReceivedMail[] {
  const [words = '', kind] = mark.split('#')
  return mails.filter((mail) => {
    if (mail.to !== to) return false
    const subject = header(mail.raw, 'Subject')
    const isMinutes = subject.startsWith('Minutes')
    // A mark is followed by something else, or `R1` would be found in `R12`.
    const found = new RegExp(`${words}(?!\\w)`).test(subject)
    return found && isMinutes === (kind === 'minutes')
  })
}
