/**
 * A row of the mail queue as the octets that go to the server. Pure: the same row, sender and attachment give the same
 * octets, Message-ID and boundaries included, so a mail that is tried again is recognisably the same mail.
 */
import { createHash } from 'node:crypto'
import addressparser from 'nodemailer/lib/addressparser/index.js'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { buildInvitation, type Mailbox, methodOf } from '../../scheduler/build-invitation.ts'
import { writeLetter } from './mail-templates/letter.ts'
import type { MailAttachmentRow, MailCalendar, MailRow } from '../db/schema/mail.ts'

export type ComposedMail = {
  messageId: string
  /** RFC 5322, with CRLF. */
  raw: Buffer
  /** RFC 5321: where it truly goes, whatever the headers say. */
  envelope: { from: string; to: [string] }
}

/** Splits `Name <address>` or a plain address, as MAIL_FROM has it. Throws an Error for anything else. */
export function readMailbox(mailFrom: string): Mailbox {
  const [mailbox, ...more] = addressparser(mailFrom, { flatten: true })
  if (!mailbox?.address || more.length > 0) throw new Error(`Not one mailbox: ${mailFrom}`)
  return { name: mailbox.name, email: mailbox.address }
}

/** Who sends: MAIL_FROM, and the product's own address, named at the end of every letter. */
export type Sender = Mailbox & { home: string }

/**
 * multipart/mixed{ multipart/alternative{ plain, html, calendar }, attachments, invite.ics }, the calendar last of the
 * alternatives and again as a file (MS-OXCMAIL). From, Reply-To and the calendar's ORGANIZER are one mailbox, and it is
 * `sender`: answers come back to it (RFC 6047 §2.1). Throws for a row whose message has been forgotten.
 */
export async function composeMail(
  row: MailRow,
  sender: Sender,
  attachment: MailAttachmentRow | null,
): Promise<ComposedMail> {
  const { message } = row
  if (message === null) throw new Error(`The message of mail ${row.id} has been forgotten.`)
  const messageId = `<${row.id}@${sender.email.slice(sender.email.lastIndexOf('@') + 1)}>`
  const node = new MailComposer({
    messageId,
    date: new Date(row.enqueuedAt),
    baseBoundary: createHash('sha256').update(row.id).digest('hex').slice(0, 24),
    from: { name: message.fromName ?? sender.name, address: sender.email },
    replyTo: { name: message.fromName ?? sender.name, address: sender.email },
    to: { name: row.toName, address: row.toEmail },
    subject: row.subject,
    headers: {
      'Content-Language': message.letter.locale,
      // RFC 3834 §5: no "out of office" to mails that no person wrote. Answers to an invitation are wanted.
      ...(message.calendar ? {} : { 'Auto-Submitted': 'auto-generated' }),
    },
    ...writeLetter(message.letter, sender.home),
    ...(message.calendar ? { icalEvent: calendarPart(message.calendar, sender) } : {}),
    attachments: attachment
      ? [
          {
            filename: attachment.name,
            contentType: attachment.mimeType,
            content: Buffer.from(attachment.content, 'base64'),
          },
        ]
      : [],
    newline: 'win',
    // What people type must never make the server fetch a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile()
  return { messageId, raw: await node.build(), envelope: { from: sender.email, to: [row.toEmail] } }
}

const calendarPart = (calendar: MailCalendar, sender: Mailbox) => ({
  // nodemailer's default is PUBLISH; RFC 6047 §2.4 wants the same as in the calendar itself.
  method: methodOf(calendar.kind),
  filename: 'invite.ics',
  content: buildInvitation({ ...calendar, organizer: { ...calendar.organizer, email: sender.email } }),
})
