/** Invitations from the booking to the answer, through the doors and a real mail server: the same on both databases. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Problem } from '../../../contract/wire-error.ts'
import { Delivery, PersonalInvitation } from '../../../contract/minutes.ts'
import { type BookMeeting, Meeting } from '../../../contract/scheduling.ts'
import type { Answer, Browser } from '../../support/browser.ts'
import { forEachDatabase } from '../../support/databases.ts'
import { type MailServer, Refusal, startMailServer } from '../../support/mail-server.ts'
import { readCalendar } from '../../support/read-calendar.ts'
import { leaves, readMail } from '../../support/read-mail.ts'
import { startApp, type TestApp } from '../../support/start-app.ts'
import { until } from '../../support/until.ts'

const zone = 'Europe/Bucharest'
const tomorrow = Temporal.Now.zonedDateTimeISO(zone).add({ days: 1 }).startOfDay()
const at = (hour: number) => tomorrow.with({ hour }).toPlainDateTime().toString({ smallestUnit: 'minute' })

const form = (given: Partial<BookMeeting> = {}) => ({
  ...{ title: 'Interoperabilitate', start: at(10), zone, durationMinutes: 60, roomId: null, video: true },
  ...given,
})
const invite = (email: string, name: string) => ({ email, name, role: 'required' as const })
/** An address that nobody else has: a test that is run again does not find the mails of its first run. */
const addressOf = (who: string) => `${who}-${randomUUID().slice(0, 8)}@example.com`
const codeOf = (answer: Answer) => `${answer.status} ${Problem.parse(answer.body).code}`

forEachDatabase((open) => {
  describe('invitations through the doors', () => {
    let mail: MailServer
    let app: TestApp
    let admin: Browser
    let anybody: Browser
    beforeAll(async () => {
      mail = await startMailServer()
      const { target } = await open()
      app = await startApp({
        target,
        roles: ['web', 'worker'],
        env: { SMTP_URL: mail.url, MAIL_FROM: 'Ministerul <sfat@example.ro>' },
      })
      admin = await app.administrator()
      anybody = app.browser()
    })
    beforeEach(() => {
      delete mail.manners.onRecipient
    })
    afterAll(async () => {
      await app.stop()
      await mail.close()
    })

    const book = async (given: Partial<BookMeeting>) =>
      Meeting.parse((await admin.post('/api/meetings', form(given))).body)

    /** The mail that has come for an address with a subject like this, as somebody reads it. */
    const mailTo = async (email: string, subject: RegExp) =>
      until(`a mail to ${email}`, async () => {
        for (const { to, raw } of mail.accepted.filter(({ to }) => to === email)) {
          const read = await readMail(raw)
          if (subject.test(read.headers['subject'] ?? '')) return { to, ...read }
        }
      })
    const textOf = (read: { body: Parameters<typeof leaves>[0] }, type: string) =>
      leaves(read.body).find((part) => part.type === type)?.text ?? ''
    const tokenIn = (text: string) => /\/i\/([\w-]+)/.exec(text)?.[1] ?? ''
    const deliveriesOf = async (id: string) =>
      z.array(Delivery).parse((await admin.get(`/api/meetings/${id}/deliveries`)).body)

    it('reach the invited, who see the meeting by their link and accept without an account', async () => {
      const email = addressOf('ioana')
      const meeting = await book({ title: 'Cu legătură', attendees: [invite(email, 'Ioana Păun')] })
      const read = await mailTo(email, /Cu legătură/)
      const token = tokenIn(textOf(read, 'text/plain'))

      const shown = PersonalInvitation.parse((await anybody.get(`/api/invitation/${token}`)).body)
      expect(shown).toMatchObject({
        meetingId: meeting.id,
        title: 'Cu legătură',
        cancelled: false,
        attendee: { name: 'Ioana Păun', partStat: 'needs-action' },
      })
      const answered = await anybody.post(`/api/invitation/${token}/answer`, {
        partStat: 'accepted',
        comment: 'Vin cu un coleg',
      })
      expect(PersonalInvitation.parse(answered.body).attendee.partStat).toBe('accepted')
      const after = Meeting.parse((await admin.get(`/api/meetings/${meeting.id}`)).body)
      expect(after.attendees).toMatchObject([{ partStat: 'accepted', comment: 'Vin cu un coleg' }])
      expect(after.version).toBe(meeting.version)
      // The server has the mail before the queue has written down that it does.
      const sent = await until('the mail to be recorded as sent', async () => {
        const found = await deliveriesOf(meeting.id)
        return found.every(({ state }) => state === 'sent') ? found : null
      })
      expect(sent).toMatchObject([{ name: 'Ioana Păun', email, kind: 'invitation', attempts: 1 }])
    })

    it('tell a calendar the same instant as the page', async () => {
      const email = addressOf('ora')
      const meeting = await book({ title: 'Ora exactă', attendees: [invite(email, 'Ora')] })
      const calendar = textOf(await mailTo(email, /Ora exactă/), 'text/calendar')

      expect((await readCalendar(calendar)).events[0]).toMatchObject({
        startsAt: meeting.occurrences[0]?.startsAt.replace(/\.\d+Z/, '.000Z'),
        endsAt: meeting.occurrences[0]?.endsAt.replace(/\.\d+Z/, '.000Z'),
      })
    })

    it('let nobody in with a link that was made up', async () => {
      for (const token of ['x'.repeat(54), 'AAAAAAAAAAAAAAAAAAAAAAAA']) {
        expect(codeOf(await anybody.get(`/api/invitation/${token}`))).toBe('410 invitation-link.invalid')
        expect(
          codeOf(
            await anybody.post(`/api/invitation/${token}/answer`, { partStat: 'accepted', comment: null }),
          ),
        ).toBe('410 invitation-link.invalid')
      }
    })

    it('open the door of the conference to whoever has the link', async () => {
      const soon = Temporal.Now.zonedDateTimeISO(zone).add({ minutes: 10 })
      const email = addressOf('acum')
      await book({
        title: 'Acum',
        start: soon.toPlainDateTime().toString({ smallestUnit: 'minute' }),
        attendees: [invite(email, 'Ștefan Acum')],
      })
      const token = tokenIn(textOf(await mailTo(email, /Acum/), 'text/plain'))
      const answer = await anybody.post(`/api/invitation/${token}/join`, { locale: 'ro' })

      // This installation has no media node: there is nobody to give a ticket for, and the door says so.
      expect(codeOf(answer)).toBe('503 conference.media-unavailable')
    })

    it('are shown as failed by name, and leave again when asked', async () => {
      const gone = addressOf('plecat')
      mail.manners.onRecipient = (address) => {
        if (address === gone) throw new Refusal(550, '5.1.1 No such user')
      }
      const meeting = await book({
        title: 'Cu refuz',
        attendees: [invite(gone, 'Dan Plecat'), invite(addressOf('este'), 'Eva Este')],
      })
      const failed = await until('the failure', async () => {
        const found = await deliveriesOf(meeting.id)
        return found.length === 2 && found.every(({ state }) => state === 'failed' || state === 'sent')
          ? found.find(({ state }) => state === 'failed')
          : null
      })
      expect(failed).toMatchObject({ name: 'Dan Plecat', lastError: '550 5.1.1 No such user' })

      delete mail.manners.onRecipient
      const again = await admin.post(`/api/meetings/${meeting.id}/deliveries/${failed.attendeeId}/again`)
      expect(again.status).toBe(202)
      const read = await mailTo(gone, /Cu refuz/)
      const event = (await readCalendar(textOf(read, 'text/calendar'))).events[0]?.properties
      expect(event?.['SEQUENCE']?.[0]?.value).toBe('0')
      await until('it to be shown as sent', async () =>
        (await deliveriesOf(meeting.id)).every(({ state }) => state === 'sent'),
      )
    })

    it('do not leave again for somebody who was never written to', async () => {
      const meeting = await book({ title: 'Fără' })
      const answer = await admin.post(`/api/meetings/${meeting.id}/deliveries/${crypto.randomUUID()}/again`)

      expect(codeOf(answer)).toBe('404 delivery.missing')
    })

    it('show how far they got to those who run the meeting, and to nobody else', async () => {
      const meeting = await book({ title: 'Ale mele' })

      expect(codeOf(await anybody.get(`/api/meetings/${meeting.id}/deliveries`))).toBe('401 session.required')
    })

    it('take the meeting back when it is cancelled', async () => {
      const email = addressOf('anulat')
      const meeting = await book({ title: 'De anulat', attendees: [invite(email, 'A')] })
      await mailTo(email, /Invita/)
      await admin.post(`/api/meetings/${meeting.id}/cancel`, { version: meeting.version })
      const read = await mailTo(email, /Anulare|Cancelled/)
      const calendar = leaves(read.body).find(({ type }) => type === 'text/calendar')

      expect(calendar?.params?.['method']).toBe('CANCEL')
      const token = tokenIn(textOf(await mailTo(email, /Invita/), 'text/plain'))
      expect(PersonalInvitation.parse((await anybody.get(`/api/invitation/${token}`)).body).cancelled).toBe(
        true,
      )
      expect(
        codeOf(
          await anybody.post(`/api/invitation/${token}/answer`, { partStat: 'accepted', comment: null }),
        ),
      ).toBe('409 meeting.cancelled')
    })
  })
})

describe('without a mail server', () => {
  it('mails wait, and the meeting’s page says so', async () => {
    const first = await startApp({ roles: ['web', 'worker'] })
    try {
      const admin = await first.administrator()
      const booked = await admin.post(
        '/api/meetings',
        form({ attendees: [invite('asteapta@example.com', 'Ana Așteaptă')] }),
      )
      const { id } = Meeting.parse(booked.body)
      const waiting = await until('the mail to be queued', async () => {
        const answer = await admin.get(`/api/meetings/${id}/deliveries`)
        return z.array(Delivery).parse(answer.body)[0]
      })
      expect(waiting).toMatchObject({ name: 'Ana Așteaptă', state: 'waiting', attempts: 0, lastError: null })
    } finally {
      await first.stop()
    }
  })
})

describe('a link for choosing a password', () => {
  it('is mailed to whom it is for, and leads to the page that the administrator is shown too', async () => {
    const mail = await startMailServer()
    const env = { SMTP_URL: mail.url, MAIL_FROM: 'sfat@example.ro' }
    const app = await startApp({ roles: ['web', 'worker'], env })
    try {
      const admin = await app.administrator()
      const email = 'noua@example.ro'
      const added = await admin.post('/api/people', { name: 'Ana Nouă', email, roles: ['secretariat'] })
      const { person, link } = z
        .object({ person: z.object({ id: z.string() }), link: z.object({ url: z.string() }) })
        .parse(added.body)
      const first = await until('the mail', () => mail.accepted.find(({ to }) => to === email))
      const read = await readMail(first.raw)
      expect(read.headers['subject']).toBe('Contul dumneavoastră în Sfat')
      expect(leaves(read.body).find(({ type }) => type === 'text/plain')?.text).toContain(link.url)

      await admin.post(`/api/people/${person.id}/account-link`)
      await until('the second mail', () => mail.accepted.length === 2)
      expect((await readMail(mail.accepted[1]?.raw ?? '')).headers['subject']).toBe(
        'Alegeți o parolă nouă în Sfat',
      )
    } finally {
      await app.stop()
      await mail.close()
    }
  })
})
