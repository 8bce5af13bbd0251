import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { createMailer, type Mailer } from '../../../api/adapters/mail.ts'
import { openSmtp, type SmtpTimings } from '../../../api/adapters/smtp.ts'
import { toInstant } from '../../../api/db/clock.ts'
import type { NewMail } from '../../../api/db/repos/mails.ts'
import { someLetter } from '../../support/some-letter.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { type MailServer, type Manners, Refusal, startMailServer } from '../../support/mail-server.ts'
import { leaves, readMail } from '../../support/read-mail.ts'
import { readCalendar } from '../../support/read-calendar.ts'
import { until } from '../../support/until.ts'

const from = 'Ministerul Exemplului <sfat@example.ro>'
const meetingId = '01935a00-0000-7000-8000-000000000001'

const plainMail = (index: number, over: Partial<NewMail> = {}): NewMail => ({
  key: `test/${index}`,
  kind: 'reminder',
  to: { name: `Persoana ${index}`, email: `p${index}@example.ro` },
  letter: someLetter(`Mesajul ${index}`),
  ...over,
})

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function serve(manners: Manners = {}, port = 0): Promise<MailServer> {
  const server = await startMailServer(manners, port)
  closers.push(() => server.close())
  return server
}

type MailerOptions = {
  url?: string
  timings?: SmtpTimings
  sendMs?: number
  giveUpAfter?: number
  alone?: boolean
}

async function sendWith(
  { work, clock }: TestDatabase,
  server: Pick<MailServer, 'url'>,
  { url = server.url, timings, ...options }: MailerOptions = {},
): Promise<Mailer> {
  const mailer = createMailer({
    work,
    clock,
    from,
    home: 'https://sfat.example.ro',
    logger: pino({ level: 'silent' }),
    smtp: openSmtp(url, timings),
    alone: true,
    pollMs: 10,
    graceMs: 50,
    retries: { firstMs: 20, longestMs: 100 },
    troubles: { firstMs: 20, longestMs: 100 },
    ...options,
  })
  closers.push(() => mailer.stop())
  await mailer.start()
  return mailer
}

const enqueue = ({ work, clock }: TestDatabase, mails: NewMail[]) =>
  work.run((tx) => tx.mails.enqueue(mails, toInstant(clock.now())))
const count = ({ work }: TestDatabase) => work.read(({ mails }) => mails.count())
const tracesOf = ({ work }: TestDatabase) => work.read(({ mails }) => mails.tracesOf(meetingId))
const allSent = (database: TestDatabase, total: number) =>
  until('all mails to be sent', async () => (await count(database)).sent === total)

/** A part that never resolves, for a server that hangs. */
const forever = () => new Promise<void>(() => undefined)

forEachDatabase((open, kind) => {
  describe('the mail queue', () => {
    it('sends each mail once, to one recipient, and then forgets what it said', async () => {
      const database = await open()
      const server = await serve()
      await enqueue(
        database,
        Array.from({ length: 30 }, (_, index) => plainMail(index)),
      )
      await sendWith(database, server)
      await allSent(database, 30)

      expect(server.accepted.map((mail) => mail.to).sort()).toEqual(
        Array.from({ length: 30 }, (_, index) => `p${index}@example.ro`).sort(),
      )
      const left: { message: unknown }[] = await database.databases.reader.query('SELECT message FROM mail')
      expect(left.every(({ message }) => message === null)).toBe(true)
    })

    it('holds a mail once, also when the event behind it is handled twice', async () => {
      const database = await open()
      await enqueue(database, [plainMail(1), plainMail(2)])
      await enqueue(database, [plainMail(1), plainMail(3)])

      expect((await count(database)).waiting).toBe(3)
    })

    it('holds nothing of a unit of work that failed', async () => {
      const database = await open()
      const failing = database.work.run(async (tx) => {
        await tx.mails.enqueue([plainMail(1)], toInstant(database.clock.now()))
        throw new Error('no')
      })

      await expect(failing).rejects.toThrow('no')
      expect((await count(database)).waiting).toBe(0)
    })

    it('tells by name whom the server refuses, and goes on with the others', async () => {
      const database = await open()
      const server = await serve({
        onRecipient: (address) => {
          if (address === 'p1@example.ro') throw new Refusal(550, '5.1.1 No such user here')
        },
      })
      await enqueue(
        database,
        [0, 1, 2].map((index) => plainMail(index, { meetingId, attendeeId: crypto.randomUUID() })),
      )
      await sendWith(database, server)
      await until('the refusal', async () => (await count(database)).failed === 1)
      await allSent(database, 2)

      const failed = (await tracesOf(database)).filter(({ state }) => state === 'failed')
      expect(failed).toMatchObject([
        { toName: 'Persoana 1', attempts: 1, lastError: '550 5.1.1 No such user here' },
      ])
    })

    it('fails a mail whose content is refused for good', async () => {
      const database = await open()
      const server = await serve({
        onData: () => {
          throw new Refusal(554, '5.7.1 Looks like spam')
        },
      })
      await enqueue(database, [plainMail(1)])
      await sendWith(database, server)
      await until('the refusal', async () => (await count(database)).failed === 1)

      expect(server.seen).toHaveLength(1)
    })

    it('comes back to a mailbox that is full for now', async () => {
      const database = await open()
      let refusals = 0
      const server = await serve({
        onRecipient: (address) => {
          if (address === 'p1@example.ro' && refusals++ < 2) throw new Refusal(452, '4.2.2 Mailbox full')
        },
      })
      await enqueue(database, [plainMail(0), plainMail(1, { meetingId, attendeeId: crypto.randomUUID() })])
      await sendWith(database, server)
      await allSent(database, 2)

      expect(server.accepted).toHaveLength(2)
      expect(await tracesOf(database)).toMatchObject([{ state: 'sent', attempts: 3, lastError: null }])
    })

    it('gives up on a mail at last, and says what the server said', async () => {
      const database = await open()
      const server = await serve({
        onRecipient: () => {
          throw new Refusal(451, '4.7.1 Greylisted')
        },
      })
      await enqueue(database, [plainMail(1, { meetingId, attendeeId: crypto.randomUUID() })])
      await sendWith(database, server, { giveUpAfter: 3 })
      await until('the end', async () => (await count(database)).failed === 1)

      expect(await tracesOf(database)).toMatchObject([{ attempts: 3, lastError: '451 4.7.1 Greylisted' }])
    })

    it('waits for a server that cannot be reached, and loses nothing', async () => {
      const database = await open()
      const gone = await startMailServer()
      await gone.close()
      await enqueue(database, [plainMail(1), plainMail(2), plainMail(3)])
      await sendWith(database, gone)
      await until('the trouble to be known', () => database.work.read(({ mails }) => mails.trouble()))
      expect((await count(database)).failed).toBe(0)

      const server = await serve({}, gone.port)
      await allSent(database, 3)
      expect(server.accepted).toHaveLength(3)
    })

    it('waits for a server that hangs, without asking it for every mail', async () => {
      const database = await open()
      let connections = 0
      const server = await serve({
        onConnect: () => {
          connections += 1
          return forever()
        },
      })
      await enqueue(
        database,
        Array.from({ length: 50 }, (_, index) => plainMail(index)),
      )
      await sendWith(database, server, { timings: { greetingMs: 300 } })
      await until('a few attempts', () => connections >= 7)
      // Five at first, then one at a time: had each mail been tried, there would be fifty.
      expect((await count(database)).waiting).toBeGreaterThan(40)
      expect(server.accepted).toHaveLength(0)

      server.manners.onConnect = () => undefined
      await allSent(database, 50)
      expect(server.accepted).toHaveLength(50)
    })

    it('cuts off a server that never answers the mail itself', async () => {
      const database = await open()
      const server = await serve({ onData: forever })
      await enqueue(database, [plainMail(1)])
      await sendWith(database, server, { sendMs: 1_000 })
      await until('a second attempt', () => server.seen.length >= 2)

      server.manners.onData = () => undefined
      await allSent(database, 1)
      expect(server.accepted).toHaveLength(1)
    })

    it('sends the same octets again when the server dies after it has the mail', async () => {
      const database = await open()
      let deaths = 0
      const server = await serve({
        onData: (_mail, drop) => {
          if (deaths++ > 1) return
          drop()
          return forever()
        },
      })
      await enqueue(database, [plainMail(1)])
      await sendWith(database, server)
      await allSent(database, 1)

      expect(server.accepted).toHaveLength(1)
      expect(server.seen).toHaveLength(3)
      expect(new Set(server.seen.map(({ raw }) => raw)).size).toBe(1)
      expect(server.seen[0]?.raw).toMatch(/^Message-ID: <[0-9a-f-]{36}@example\.ro>\r$/m)
    })

    it('does not let one mail that kills the server keep the others', async () => {
      const database = await open()
      const server = await serve({
        onData: (mail, drop) => {
          if (mail.to !== 'p0@example.ro') return
          drop()
          return forever()
        },
      })
      await enqueue(
        database,
        Array.from({ length: 20 }, (_, index) => plainMail(index)),
      )
      await sendWith(database, server)
      await allSent(database, 19)

      expect((await count(database)).sent).toBe(19)
    })

    it('waits when the server does not accept our sender, and does not blame the recipients', async () => {
      const database = await open()
      const server = await serve()
      await enqueue(database, [plainMail(1)])
      await sendWith(database, server, { url: server.url.replace('smtp://', 'smtp://sfat:wrong@') })
      const trouble = await until('the trouble to be known', () =>
        database.work.read(({ mails }) => mails.trouble()),
      )

      expect(trouble.error).toMatch(/535|Authentication|credentials|login/i)
      expect((await count(database)).failed).toBe(0)
    })

    it('drops a mail that has become pointless before anybody took it', async () => {
      const database = await open()
      const server = await serve()
      database.clock.set('2026-11-24T07:00:00Z')
      await enqueue(database, [
        plainMail(1, { expiresAt: '2026-11-24T08:00:00.000Z', meetingId, attendeeId: crypto.randomUUID() }),
        plainMail(2),
      ])
      database.clock.set('2026-11-24T08:00:01Z')
      await sendWith(database, server)
      await allSent(database, 1)

      expect(await tracesOf(database)).toMatchObject([{ state: 'failed', lastError: 'expired' }])
      expect(server.accepted.map(({ to }) => to)).toEqual(['p2@example.ro'])
    })

    it('keeps to the number of connections and to the speed that SMTP_URL allows', async () => {
      const database = await open()
      const server = await serve()
      await enqueue(
        database,
        Array.from({ length: 40 }, (_, index) => plainMail(index)),
      )
      const begun = performance.now()
      await sendWith(database, server, {
        url: `smtp://127.0.0.1:${server.port}?maxConnections=2&rateLimit=20&rateDelta=200`,
      })
      await allSent(database, 40)

      // Twenty may leave at once and the other twenty within the next 200 ms, not before.
      expect(performance.now() - begun).toBeGreaterThan(150)
      expect(server.crowd()).toBeLessThanOrEqual(2)
    })

    it('refuses limits that make no sense, naming where they stand', () => {
      expect(() => openSmtp('smtp://127.0.0.1?rateLimit=many')).toThrow('SMTP_URL: rateLimit')
    })

    it('shares the work between two processes, and nothing leaves twice', async () => {
      const database = await open()
      const server = await serve()
      await enqueue(
        database,
        Array.from({ length: 60 }, (_, index) => plainMail(index)),
      )
      const together = { alone: false }
      await Promise.all([sendWith(database, server, together), sendWith(database, server, together)])
      await allSent(database, 60)

      expect(new Set(server.accepted.map(({ to }) => to)).size).toBe(60)
      expect(server.accepted).toHaveLength(60)
    })

    it('gives back what is under way when it is stopped, and sends it after the next start', async () => {
      const database = await open()
      const server = await serve({ onData: forever })
      await enqueue(
        database,
        Array.from({ length: 12 }, (_, index) => plainMail(index)),
      )
      const first = await sendWith(database, server)
      await until('mails to be under way', () => server.seen.length >= 3)
      await first.stop()
      expect(await count(database)).toMatchObject({ waiting: 12, sending: 0 })

      server.manners.onData = () => undefined
      await sendWith(database, server)
      await allSent(database, 12)
      expect(server.accepted).toHaveLength(12)
    })

    it('keeps an attachment until the last recipient has it', async () => {
      const database = await open()
      const server = await serve({
        onRecipient: (address) => {
          if (address === 'p2@example.ro') throw new Refusal(450, 'later')
        },
      })
      await database.work.run(async ({ mails }) => {
        const attachmentId = await mails.attach({
          name: 'Proces-verbal nr. 3 – ședință.pdf',
          mimeType: 'application/pdf',
          content: Buffer.from('%PDF-1.7 ț'),
        })
        await mails.enqueue(
          [1, 2].map((index) => plainMail(index, { attachmentId, kind: 'minutes' })),
          toInstant(database.clock.now()),
        )
      })
      await sendWith(database, server)
      await allSent(database, 1)
      const attachments = () => database.databases.reader.query('SELECT id FROM mail_attachment')
      expect(await attachments()).toHaveLength(1)

      server.manners.onRecipient = () => undefined
      await allSent(database, 2)
      expect(await attachments()).toHaveLength(0)
      for (const { raw } of server.accepted) {
        const file = leaves((await readMail(raw)).body).find(({ filename }) => filename)
        expect(file).toMatchObject({
          type: 'application/pdf',
          filename: 'Proces-verbal nr. 3 – ședință.pdf',
          text: '%PDF-1.7 ț',
        })
      }
    })

    it('says that something has changed about the deliveries of a meeting', async () => {
      const database = await open()
      const server = await serve()
      await enqueue(database, [plainMail(1, { meetingId, attendeeId: crypto.randomUUID() })])
      await sendWith(database, server)
      await allSent(database, 1)

      const told = await until('the change to be told', async () => {
        const rows: { payload: unknown }[] = await database.databases.reader.query(
          "SELECT payload FROM outbox WHERE name = 'delivery.changed'",
        )
        return rows.length > 0 ? rows.map(({ payload }) => JSON.parse(String(payload)) as unknown) : null
      })
      expect(told).toEqual([{ meetingId }])
    })
  })

  if (kind === 'sqlite')
    describe('an invitation as it leaves', () => {
      const invite = (name: string, title: string, organizer: string): NewMail => ({
        key: 'invitation',
        kind: 'invitation',
        to: { name, email: 'membru@example.ro' },
        letter: someLetter(`Invitație: ${title}`),
        fromName: organizer,
        calendar: {
          kind: 'request',
          event: {
            uid: meetingId,
            sequence: 0,
            title,
            description: '',
            startsAt: '2026-11-24T08:00:00.000Z',
            endsAt: '2026-11-24T09:00:00.000Z',
            zone: 'Europe/Bucharest',
            place: 'Sala Unirii',
            joinUrl: 'https://sfat.example.ro/i/abc',
            visibility: 'normal',
          },
          organizer: { name: organizer, sentBy: 'secretar@example.ro' },
          attendees: [{ name, email: 'membru@example.ro', role: 'required', partStat: 'needs-action' }],
          comment: null,
          stampedAt: '2026-11-09T08:00:00.000Z',
        },
      })

      async function sent(mail: NewMail) {
        const database = await open()
        const server = await serve()
        await enqueue(database, [mail])
        await sendWith(database, server)
        await allSent(database, 1)
        const [received] = server.accepted
        if (!received) throw new Error('no mail')
        return { received, read: await readMail(received.raw) }
      }

      it('has the parts that Outlook asks for, in order', async () => {
        const { read } = await sent(invite('Ana Pop', 'Ședința grupului', 'Ion Ionescu'))
        const { body } = read

        expect(body.type).toBe('multipart/mixed')
        expect(body.parts?.map(({ type }) => type)).toEqual(['multipart/alternative', 'application/ics'])
        expect(body.parts?.[0]?.parts?.map(({ type }) => type)).toEqual([
          'text/plain',
          'text/html',
          'text/calendar',
        ])
        expect(leaves(body).flatMap(({ defects }) => defects)).toEqual([])
        const calendar = body.parts?.[0]?.parts?.[2]
        expect(calendar?.params).toMatchObject({ charset: 'utf-8', method: 'REQUEST' })
        expect(['base64', 'quoted-printable']).toContain(calendar?.encoding)
        expect(body.parts?.[1]).toMatchObject({ filename: 'invite.ics', text: calendar?.text })
      })

      it('has one mailbox for sender, answers and organizer', async () => {
        const { read, received } = await sent(invite('Ana Pop', 'Ședința grupului', 'Ion Ionescu'))
        const calendar = leaves(read.body).find(({ type }) => type === 'text/calendar')?.text ?? ''
        const event = (await readCalendar(calendar)).events[0]?.properties

        expect(received.from).toBe('sfat@example.ro')
        expect(read.headers['from']).toBe('Ion Ionescu <sfat@example.ro>')
        expect(read.headers['reply-to']).toBe('Ion Ionescu <sfat@example.ro>')
        expect(event?.['ORGANIZER']?.[0]).toMatchObject({
          text: 'mailto:sfat@example.ro',
          params: { CN: 'Ion Ionescu', 'SENT-BY': 'mailto:secretar@example.ro' },
        })
        expect(event?.['ATTENDEE']?.[0]?.text).toBe(`mailto:${read.headers['to']?.match(/<(.*)>/)?.[1]}`)
      })

      it.each([
        ['Ion "Nelu" Popescu, dr.', 'Ședință; puncte, „ghilimele” și "quotes"'],
        ['Ana 🎉 Ștefănescu', '😀'.repeat(100)],
        ['Țîru (secretariat) <fals@example.com>', 'ș'.repeat(200)],
        ['O’Brien; \\ ^ ', 'Subiect cu: două puncte =?UTF-8?Q?nu?='],
      ])('carries a name and a title as they were typed: %s', async (name, title) => {
        const { read } = await sent(invite(name, title, name))

        expect(read.headers['subject']).toBe(`Invitație: ${title}`)
        expect(read.headers['from']).toContain('<sfat@example.ro>')
        expect(read.headers['to']).toContain('<membru@example.ro>')
        const calendar = leaves(read.body).find(({ type }) => type === 'text/calendar')?.text ?? ''
        const summary = (await readCalendar(calendar)).events[0]?.properties['SUMMARY']?.[0]?.text
        expect(summary).toBe(title)
      })

      it('never goes to more than its own recipient, whatever a name looks like', async () => {
        const { received } = await sent(invite('Ana, altul@example.com', 'Ședință', 'Ion <x@example.com>'))

        expect(received.to).toBe('membru@example.ro')
      })
    })
})
