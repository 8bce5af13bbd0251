/** A group that is convened: a meeting with agenda, documents and answers, one that was cancelled, and their personal links. */
import type { Group } from '../../contract/groups.ts'
import type { Boot, Person } from '../../contract/identity.ts'
import type { Agenda } from '../../contract/minutes.ts'
import type { Meeting, Room } from '../../contract/scheduling.ts'
import type { Browser } from '../support/browser.ts'
import { upload } from '../support/upload.ts'

export type ReadyConvocations = {
  groupId: string
  meetingId: string
  /** Addresses of personal links: of somebody who has not answered, and of a meeting that was cancelled. */
  invitation: string
  cancelledInvitation: string
}

const zone = 'Europe/Bucharest'

type Asked = {
  /** Signed in as the administrator, who is the group's secretary. */
  browser: Browser
  people: Readonly<Record<string, Person>>
  room: Room
  now: Temporal.Instant
  /** What the second item is about. */
  about: { milestoneId: string }
  /** The address in the mail of an attendee. */
  personalLink: (attendeeId: string) => Promise<string>
}

export async function makeReadyConvocations(asked: Asked): Promise<ReadyConvocations> {
  const { browser, people, room, now, personalLink, about } = asked
  const ask = async <T>(method: 'get' | 'post' | 'put', path: string, body?: unknown): Promise<T> => {
    const answer = await browser[method](path, body as Record<string, string>)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
    return answer.body as T
  }
  const { me } = await ask<Boot>('get', '/api/session')
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  const day = (days: number) => today.add({ days }).toString()
  const act = { number: '87/2026', date: day(-90) }

  const { id: groupId } = await ask<Group>('post', '/api/groups', {
    ...{ name: 'Grupul de lucru pentru Catalogul național al serviciilor', shortName: 'GL-CNS', act },
    ...{ purpose: '', chairPersonId: people['Dragoș Văduva']!.id, secretaryPersonId: me!.person.id },
    rules: {
      ...{ quorum: { numerator: 1, denominator: 2 }, noticeDays: 5, noticeUnit: 'working' },
      ...{ minutesApprover: 'chair', reminderHours: 24 },
    },
  })
  for (const [name, kind, until] of [
    ['Bogdan Șerbănescu', 'titular', null],
    ['George Munteanu', 'supleant', null],
    ['Cătălina Țurcanu', 'titular', null],
    ['Elena Constantinescu-Brătianu', 'titular', 2],
  ] as const)
    await ask('post', `/api/groups/${groupId}/mandates`, {
      ...{ personId: people[name]!.id, organisationId: people[name]!.organisation!.id, kind, act },
      ...{ from: day(-90), until: until === null ? null : day(until) },
    })

  const convene = (title: string, days: number, roomId: string | null) =>
    ask<Meeting>('post', `/api/groups/${groupId}/convene`, {
      ...{
        title,
        description: 'Intrarea se face prin corpul B.',
        zone,
        durationMinutes: 120,
        roomId,
        video: true,
      },
      start: `${day(days)}T10:00`,
      attendees: [
        { email: 'ioana.tiru@primarie.example', name: 'Ioana „Nana” Țîru, primar', role: 'optional' },
      ],
      shortNoticeReason: 'Termenul de raportare către Comisia Europeană expiră la sfârșitul lunii.',
      agenda: agenda.map((item, index) => (index === 1 ? { ...item, ...about } : item)),
    })
  const meeting = await convene('Ședința privind catalogul serviciilor publice electronice', 9, room.id)
  const { items } = await ask<Agenda>('get', `/api/meetings/${meeting.id}/agenda`)
  for (const name of ['Nota de fundamentare.pdf', 'Anexa 2 - Lista serviciilor prioritare.pdf'])
    await upload(browser, `/api/meetings/${meeting.id}/agenda/${items[1]!.id}/documents`, name)

  const linkOf = (one: Meeting, name: string) => {
    const attendee = one.attendees.find((each) => each.name.includes(name))
    if (!attendee) throw new Error(`${name} is not invited`)
    return personalLink(attendee.id)
  }
  const answer = async (name: string, partStat: string, comment: string | null) =>
    ask('post', `${(await linkOf(meeting, name)).replace(/^\/i/, '/api/invitation')}/answer`, {
      partStat,
      comment,
    })
  await answer('Șerbănescu', 'accepted', null)
  await answer('Munteanu', 'declined', 'Vine titularul.')
  await answer('Văduva', 'tentative', 'Depinde de ședința de guvern.')

  const cancelled = await convene('Ședință extraordinară', 12, null)
  await ask('post', `/api/meetings/${cancelled.id}/cancel`, { version: cancelled.version })
  return {
    groupId,
    meetingId: meeting.id,
    invitation: await linkOf(meeting, 'Țîru'),
    cancelledInvitation: await linkOf(cancelled, 'Țîru'),
  }
}

const agenda = (
  [
    ['Stadiul inventarierii serviciilor', 'information', 20, 'Cătălina Țurcanu'],
    ['Aprobarea listei serviciilor prioritare pentru anul 2027', 'decision', 45, 'Bogdan Șerbănescu'],
    ['Responsabilități și termene pentru instituțiile care nu au raportat încă', 'discussion', 30, null],
    ['Diverse', 'discussion', 10, null],
  ] as const
).map(([title, kind, durationMinutes, speaker]) => ({
  ...{ title, kind, durationMinutes, speaker, milestoneId: null },
}))
