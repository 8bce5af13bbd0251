/** Answers that calendars send, read from a real mailbox over IMAP into both databases. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { createInbox } from '../../../api/adapters/inbox.ts'
import { bookMeeting } from '../../../scheduler/book-meeting.ts'
import { cancelMeeting } from '../../../scheduler/cancel-meeting.ts'
import { changeMeeting } from '../../../scheduler/change-meeting.ts'
import { answerInvitation } from '../../../scheduler/record-answer.ts'
import { listMailedAnswers, settleMailedAnswer } from '../../../scheduler/settle-mailed-answer.ts'
import { showMeeting } from '../../../scheduler/show-meeting.ts'
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts'
import { imapServer, openMailbox, replyMail } from '../../support/mailbox.ts'
import { bookingForm, changeForm, setScene } from '../../support/scheduling.ts'
import { until } from '../../support/until.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Reads a mailbox until the test has ended. */
function read({ work, clock }: TestDatabase, url: string) {
  const inbox = createInbox({ work, clock, logger: silent, url, troubles: { firstMs: 20, longestMs: 50 } })
  onTestFinished(() => inbox.stop())
  inbox.start()
  return inbox
}

const there = imapServer !== undefined || process.env['CI'] !== undefined
describe.skipIf(!there)('the mailbox of answers', () => {
  forEachDatabase((open) => {
    async function stage() {
      const scene = await setScene(await open())
      const { deps, database, manager, member } = scene
      const meeting = await bookMeeting(
        deps,
        manager,
        bookingForm({
          attendees: [
            { personId: member.personId, role: 'required' },
            { email: 'ion@example.com', name: 'Ion Țăran', role: 'optional' },
          ],
        }),
      )
      const mailbox = await openMailbox(imapServer ?? '')
      onTestFinished(() => mailbox.close())
      const answers = async () =>
        (await showMeeting(deps, manager, meeting.id)).attendees.map(
          ({ email, partStat, comment }) =>
            `${email === member.email ? 'Ana' : 'Ion'}: ${partStat} ${comment ?? '-'}`,
        )
      const waiting = () => listMailedAnswers(database, manager, meeting.id)
      /** Everything in the mailbox has been read when an answer that was put behind it is there. */
      const readAll = async () => {
        const last = `${Math.random()}`
        await mailbox.deliver(
          replyMail({
            from: 'nimeni@example.org',
            uid: meeting.id,
            partStat: 'TENTATIVE',
            more: [`COMMENT:${last}`],
          }),
        )
        await until('the last mail to be read', async () =>
          (await waiting()).some(({ comment }) => comment === last),
        )
        return (await waiting()).filter(({ fromEmail }) => fromEmail !== 'nimeni@example.org')
      }
      return { ...scene, meeting, mailbox, answers, waiting, readAll }
    }

    it('gives an attendee the answer that their calendar sends, with what they wrote, as it arrives', async () => {
      const { database, mailbox, meeting, answers } = await stage()
      read(database, mailbox.url)
      await mailbox.deliver(
        replyMail({
          from: 'Ion Țăran <ION@example.com>',
          uid: meeting.id,
          partStat: 'ACCEPTED',
          more: ['SEQUENCE:0', 'COMMENT:Vin cu un coleg\\, poate și\\n cu doi'],
        }),
      )

      await until(
        'the answer',
        async () => (await answers())[1] === 'Ion: accepted Vin cu un coleg, poate și cu doi',
      )
      expect((await answers())[0]).toBe('Ana: needs-action -')
      const events = await database.work.read(({ outbox }) => outbox.parked())
      expect(events).toEqual([])
    })

    it('understands calendars that leave out ORGANIZER and SEQUENCE, or write several events and comments of their own', async () => {
      const { database, mailbox, meeting, member, answers, readAll } = await stage()
      read(database, mailbox.url)
      const second = [
        'X-RESPONSE-COMMENT:Poate',
        'END:VEVENT',
        'BEGIN:VEVENT',
        'UID:not-a-meeting-of-ours@google.com',
        'DTSTAMP:20261123T070500Z',
        `ATTENDEE;PARTSTAT=DECLINED:mailto:${member.email}`,
      ]
      await mailbox.deliver(
        replyMail({ from: member.email, uid: meeting.id, partStat: 'tentative', more: second }),
      )

      expect(await readAll()).toEqual([])
      expect(await answers()).toEqual(['Ana: tentative Poate', 'Ion: needs-action -'])
    })

    it('keeps what nobody can be sure of for the secretary, who says whose it is', async () => {
      const { database, mailbox, meeting, manager, member, answers, readAll } = await stage()
      read(database, mailbox.url)
      const uid = meeting.id
      const forged = ['Authentication-Results: mx.example.ro; spf=pass; dmarc=fail header.from=example.com']
      await mailbox.deliver(replyMail({ from: 'Străin <strain@example.net>', uid, partStat: 'ACCEPTED' }))
      await mailbox.deliver(
        replyMail({ from: 'secretara@example.com', attendee: 'ion@example.com', uid, partStat: 'DECLINED' }),
      )
      await mailbox.deliver(
        replyMail({ from: 'ion@example.com', uid, partStat: 'ACCEPTED', headers: forged }),
      )
      await mailbox.deliver(replyMail({ from: member.email, uid, partStat: 'DELEGATED' }))

      const kept = await readAll()
      expect(kept.map(({ fromEmail, partStat, reason }) => `${fromEmail} ${partStat} ${reason}`)).toEqual([
        'strain@example.net accepted stranger',
        'secretara@example.com declined other-sender',
        'ion@example.com accepted not-authentic',
        `${member.email} delegated delegated`,
      ])
      expect(await answers()).toEqual(['Ana: needs-action -', 'Ion: needs-action -'])

      const ion = meeting.attendees[1]!.id
      await settleMailedAnswer(database, manager, uid, kept[1]!.id, { attendeeId: ion })
      await settleMailedAnswer(database, manager, uid, kept[0]!.id, { attendeeId: null })
      expect(await answers()).toEqual(['Ana: needs-action -', 'Ion: declined -'])
      const again = settleMailedAnswer(database, manager, uid, kept[0]!.id, { attendeeId: ion })
      await expect(again).rejects.toMatchObject({ code: 'mailed-answer.missing' })
      const other = settleMailedAnswer(database, manager, uid, kept[2]!.id, { attendeeId: uid })
      await expect(other).rejects.toMatchObject({ code: 'attendee.missing' })
    })

    it('shows what waits to nobody who may not change the meeting', async () => {
      const { database, meeting, member } = await stage()
      const list = listMailedAnswers(database, member, meeting.id)
      await expect(list).rejects.toMatchObject({ code: 'permission.missing' })
    })

    it('passes over an answer to an hour that has changed since, and one that was overtaken by a later one', async () => {
      const { database, deps, manager, member, mailbox, meeting, answers, readAll } = await stage()
      const moved = await changeMeeting(
        deps,
        manager,
        meeting.id,
        changeForm(meeting, { start: '2026-11-25T10:00' }),
      )
      database.clock.advance({ minutes: 30 })
      await answerInvitation({ ...deps, work: database.work }, member, moved.id, {
        partStat: 'declined',
        comment: 'Am răspuns pe pagină',
      })
      read(database, mailbox.url)
      await mailbox.deliver(
        replyMail({ from: 'ion@example.com', uid: meeting.id, partStat: 'ACCEPTED', more: ['SEQUENCE:0'] }),
      )
      // Given before the answer on the page, and slow on its way.
      await mailbox.deliver(
        replyMail({ from: member.email, uid: meeting.id, partStat: 'ACCEPTED', more: ['SEQUENCE:1'] }),
      )

      expect(await readAll()).toEqual([])
      expect(await answers()).toEqual(['Ana: declined Am răspuns pe pagină', 'Ion: needs-action -'])
    })

    it('reads each mail once, whoever else opens the mailbox, and leaves the mails as they are', async () => {
      const { database, deps, mailbox, meeting, member, answers, waiting } = await stage()
      await mailbox.deliver(replyMail({ from: 'strain@example.net', uid: meeting.id, partStat: 'ACCEPTED' }))
      await mailbox.deliver(replyMail({ from: member.email, uid: meeting.id, partStat: 'ACCEPTED' }))
      // Two processes at once, as when workers are doubled.
      const both = [read(database, mailbox.url), read(database, mailbox.url)]
      await until('the answer', async () => (await answers())[0] === 'Ana: accepted -')
      await Promise.all(both.map((inbox) => inbox.stop()))
      expect(await waiting()).toHaveLength(1)
      expect((await mailbox.flags()).flat().filter((flag) => flag !== '\\Recent')).toEqual([])

      database.clock.advance({ minutes: 30 })
      // A third, later, begins where they ended: what was answered on the page since stays.
      await answerInvitation({ ...deps, work: database.work }, member, meeting.id, {
        partStat: 'declined',
        comment: null,
      })
      await mailbox.renumber()
      read(database, mailbox.url)
      await mailbox.deliver(replyMail({ from: 'ion@example.com', uid: meeting.id, partStat: 'ACCEPTED' }))
      await until('the answer behind them', async () => (await answers())[1] === 'Ion: accepted -')
      expect(await answers()).toEqual(['Ana: declined -', 'Ion: accepted -'])
      expect(await waiting()).toHaveLength(1)
    })

    it('is not stopped by mails that are no answers: letters, broken calendars, giant ones, requests', async () => {
      const { database, deps, manager, mailbox, meeting, answers, readAll } = await stage()
      read(database, mailbox.url)
      const uid = meeting.id
      const reply = replyMail({ from: 'ion@example.com', uid, partStat: 'ACCEPTED' })
      const withCalendar = (calendar: string) =>
        reply.replace(/[A-Za-z0-9+/=]{60,}/, Buffer.from(calendar).toString('base64'))
      await mailbox.deliver('Subject: fără expeditor\r\n\r\nBună ziua')
      await mailbox.deliver('From: ion@example.com\r\nSubject: Re: invitație\r\n\r\nVin sigur.')
      await mailbox.deliver(withCalendar('BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:'))
      await mailbox.deliver(withCalendar('\u0000ÿ'))
      await mailbox.deliver(
        replyMail({
          from: 'ion@example.com',
          uid,
          partStat: 'ACCEPTED',
          more: [`X-BIG:${'a'.repeat(400_000)}`],
        }),
      )
      await mailbox.deliver(replyMail({ from: 'ion@example.com', uid, partStat: 'PERHAPS' }))

      expect(await readAll()).toEqual([])
      expect(await answers()).toEqual(['Ana: needs-action -', 'Ion: needs-action -'])

      const shown = await showMeeting(deps, manager, uid)
      await cancelMeeting(deps, manager, uid, { version: shown.version })
      await mailbox.deliver(reply)
      await mailbox.deliver(replyMail({ from: 'altul@example.net', uid, partStat: 'ACCEPTED' }))
      const last = await bookMeeting(
        deps,
        manager,
        bookingForm({ attendees: [{ email: 'ion@example.com', role: 'required' }] }),
      )
      await mailbox.deliver(replyMail({ from: 'ion@example.com', uid: last.id, partStat: 'ACCEPTED' }))
      await until('the answer behind them', async () =>
        (await showMeeting(deps, manager, last.id)).attendees.every(
          ({ partStat }) => partStat === 'accepted',
        ),
      )
      expect(await answers()).toEqual(['Ana: needs-action -', 'Ion: needs-action -'])
    })

    it('goes on trying while the server does not let it in, and says why', async () => {
      const { database, mailbox } = await stage()
      const wrong = new URL(mailbox.url)
      wrong.password = 'greșită'
      read(database, wrong.href)
      const key = `${wrong.username}@${wrong.host}/INBOX`
      const state = await until('the trouble', () => database.work.read(({ inbox }) => inbox.state(key)))
      expect(state.trouble).toMatch(/auth/i)
      expect(state.trouble).not.toContain('greșită')
    })
  })
})
