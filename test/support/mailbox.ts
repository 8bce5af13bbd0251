/** A mailbox on the run's private IMAP server: each test has one of its own, and puts mails into it. */
import { randomBytes } from 'node:crypto'
import { ImapFlow } from 'imapflow'
import { readAddress } from '../../api/adapters/inbox.ts'

export type Mailbox = {
  /** As IMAP_URL names it. */
  url: string
  /** Puts a mail into it; what a mail transport would have delivered. */
  deliver(raw: string): Promise<void>
  /** Begins to count its mails anew, as after a restored backup. */
  renumber(): Promise<void>
  /** What flags its mails have. */
  flags(): Promise<string[][]>
  close(): Promise<void>
}

/** Undefined where there is no server. */
export const imapServer = process.env['TEST_IMAP_URL']

export async function openMailbox(server: string): Promise<Mailbox> {
  const address = new URL(server)
  address.username = `user-${randomBytes(8).toString('hex')}`
  const url = address.href
  const client = new ImapFlow({ ...readAddress(url).connection, logger: false })
  await client.connect()
  await client.mailboxOpen('INBOX')
  return {
    url,
    async deliver(raw) {
      await client.append('INBOX', raw.replaceAll(/\r?\n/g, '\r\n'))
    },
    async renumber() {
      await client.mailboxClose()
      await client.mailboxCreate('Copy')
      await client.mailboxOpen('INBOX')
      await client.messageMove('1:*', 'Copy')
      await client.mailboxOpen('Copy')
      await client.messageMove('1:*', 'INBOX')
      await client.mailboxOpen('INBOX')
    },
    async flags() {
      const mails = await client.fetchAll('1:*', { flags: true })
      return mails.map(({ flags }) => [...(flags ?? [])])
    },
    close: () => client.logout(),
  }
}

type Reply = {
  from: string
  /** The ATTENDEE line; the sender when left out. */
  attendee?: string
  uid: string
  partStat: string
  /** Lines beside these, as a calendar writes them. */
  more?: string[]
  /** Header lines that the receiving server writes. */
  headers?: string[]
  messageId?: string
  stampedAt?: string
}

/** A reply as calendars send it: a calendar part that stands beside the words. */
export function replyMail({
  from,
  attendee = /<(.+)>/.exec(from)?.[1] ?? from,
  uid,
  partStat,
  more = [],
  headers = [],
  messageId = `<${randomBytes(8).toString('hex')}@client.example>`,
  stampedAt = '20261123T070500Z',
}: Reply): string {
  const calendar = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Client//Calendar//RO',
    'VERSION:2.0',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${stampedAt}`,
    `ATTENDEE;PARTSTAT=${partStat};CN=Cineva:mailto:${attendee}`,
    ...more,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
  return [
    ...headers,
    `From: ${from}`,
    'To: sfat@example.ro',
    `Message-ID: ${messageId}`,
    'Subject: =?utf-8?B?UsSDc3B1bnM=?=',
    'Date: Mon, 23 Nov 2026 09:05:00 +0200',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Vin.',
    '--b',
    'Content-Type: text/calendar; charset=utf-8; method=REPLY',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(calendar).toString('base64'),
    '--b--',
    '',
  ].join('\r\n')
}
