/**
 * The story once over, by a scripted client: a project begins, a meeting is booked and the group convened, people answer,
 * the minutes are written, approved and published, an action is closed, the month is reported. What is acknowledged goes
 * into the office's ledger. It is told in two halves, for those who want to do something in between.
 */
import { z } from 'zod'
import type { Id } from '../../contract/values.ts'
import type { MailServer } from '../support/mail-server.ts'
import { until } from '../support/until.ts'
import { mailsWith } from './mails.ts'
import type { Kept, PromisedMail } from './ledger.ts'
import type { Office } from './office.ts'

export const zone = 'Europe/Bucharest'

const Row = z.object({ id: z.string(), version: z.number() })
const Agenda = z.object({ items: z.array(z.object({ id: z.string() })) })
const Minutes = z.object({
  version: z.number(),
  entries: z.array(z.object({ id: z.string(), version: z.number() })),
})

/** What the second half needs of the first. */
export type Begun = { mark: string; projectId: Id; milestoneId: Id; meetingId: Id; guest: string }

/** `mark` stands in all that comes of this round and in nothing else; `number` keeps rounds apart in time. */
export async function tellFirstHalf(office: Office, mark: string, number: number): Promise<Begun> {
  const { people, ledger, roomId, groupId, organisationId } = office
  const { secretary, manager, member, chair } = people
  const keep = (kind: Kept['kind'], said: string, id: Id) => void ledger.kept.push({ kind, mark: said, id })
  const promise = (to: string, said: string) => void ledger.mails.push({ to, mark: said })
  const guest = `${mark.toLowerCase()}@partner.example`
  const start = (hours: number) =>
    today()
      .add({ days: 1, hours: number * 2 + hours })
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' })

  const projectForm = { code: mark, name: `Project ${mark}`, description: '', organisationId }
  const project = Row.parse(
    (await manager.ask('POST', '/api/projects', { ...projectForm, managerPersonId: manager.id })).body,
  )
  keep('project', projectForm.name, project.id)
  await manager.ask('PUT', `/api/projects/${project.id}`, {
    ...{ ...projectForm, managerPersonId: manager.id, status: 'running', version: project.version },
  })
  const milestone = Row.parse(
    (
      await manager.ask('POST', `/api/projects/${project.id}/milestones`, {
        ...{ title: `Pilot ${mark}`, criteria: '', baseline: inDays(20), toleranceDays: 5 },
        ownerPersonId: null,
      })
    ).body,
  )
  keep('milestone', `Pilot ${mark}`, milestone.id)

  const booking = {
    ...{ description: '', zone, durationMinutes: 45, video: true },
    attendees: [{ email: guest, name: 'Guest', role: 'optional' }],
  }
  const booked = `Preparation ${mark}`
  const meeting = Row.parse(
    (
      await secretary.ask('POST', '/api/meetings', {
        ...{ ...booking, title: booked, start: start(0), roomId },
      })
    ).body,
  )
  keep('meeting', booked, meeting.id)
  promise(guest, booked)

  const title = `Session ${mark}`
  const convened = Row.parse(
    (
      await secretary.ask('POST', `/api/groups/${groupId}/convene`, {
        ...{ ...booking, title, start: start(1), roomId, shortNoticeReason: 'Soon', repeatsMeetingId: null },
        agenda: [
          {
            ...{ title: `Progress ${mark}`, kind: 'decision', durationMinutes: 10, speaker: null },
            milestoneId: milestone.id,
          },
        ],
      })
    ).body,
  )
  keep('meeting', title, convened.id)
  for (const to of [guest, chair.email, member.email]) promise(to, title)

  const path = `/api/meetings/${convened.id}`
  const agenda = Agenda.parse((await secretary.ask('GET', `${path}/agenda`)).body)
  await secretary.upload(`${path}/agenda/${agenda.items[0]?.id}/documents`, `${mark}.pdf`)
  keep('document', `${mark}.pdf`, convened.id)
  await member.ask('POST', `${path}/answer`, { partStat: 'accepted', comment: `Yes ${mark}` })
  keep('answer', `Yes ${mark}`, convened.id)
  return { mark, guest, projectId: project.id, milestoneId: milestone.id, meetingId: convened.id }
}

export async function tellSecondHalf(
  office: Office,
  begun: Begun,
  mail: Pick<MailServer, 'accepted'>,
): Promise<void> {
  const { people, ledger, stranger } = office
  const { secretary, manager, member, chair, director } = people
  const { mark, guest, meetingId, milestoneId, projectId } = begun
  const keep = (kind: Kept['kind'], said: string, id: Id) => void ledger.kept.push({ kind, mark: said, id })
  const promise = (to: string, said: string) => void ledger.mails.push({ to, mark: said })
  const title = `Session ${mark}`
  const path = `/api/meetings/${meetingId}`

  const opened = Minutes.parse((await secretary.ask('POST', `${path}/minutes`)).body)
  const entry = opened.entries[0]
  if (!entry) throw new Error('the minutes have no entry for the item')
  const ofEntry = `${path}/minutes/entries/${entry.id}`
  await secretary.ask('PUT', ofEntry, { discussion: `Said ${mark}`, base: '', version: entry.version })
  await secretary.ask('POST', `${ofEntry}/decisions`, { text: `Decided ${mark}`, milestoneId })
  keep('decision', `Decided ${mark}`, meetingId)
  const task = { ownerPersonId: member.id, dueOn: inDays(7), milestoneId }
  await secretary.ask('POST', `${ofEntry}/actions`, { ...task, text: `Task ${mark}` })
  const versionNow = async () => Minutes.parse((await secretary.ask('GET', `${path}/minutes`)).body).version
  await chair.ask('POST', `${path}/minutes/approve`, { version: await versionNow() })
  await secretary.ask('POST', `${path}/minutes/publish`, { version: await versionNow() })
  keep('task', `Task ${mark}`, meetingId)
  for (const to of [guest, chair.email, member.email]) promise(to, `${title}#minutes`)
  promise(member.email, `Task ${mark}`)

  const action = Row.parse(
    (
      await manager.ask('POST', '/api/actions', {
        ...{ text: `Errand ${mark}`, ownerPersonId: manager.id, dueOn: inDays(3), milestoneId },
      })
    ).body,
  )
  await manager.ask('POST', `/api/actions/${action.id}/close`, { status: 'done', version: action.version })
  keep('action', `Errand ${mark}`, action.id)

  const period = today().toPlainDate().toPlainYearMonth().toString()
  const report = Row.parse((await manager.ask('POST', '/api/reports', { projectId, period })).body)
  const written = await manager.ask('PUT', `/api/reports/${report.id}`, {
    ...{ sections: [{ key: 'summary', text: `Summary ${mark}` }], version: report.version },
  })
  const submitted = await manager.ask('POST', `/api/reports/${report.id}/submit`, {
    version: Row.parse(written.body).version,
  })
  const toReview = { to: director.email, mark: `Report to review: Project ${mark}` }
  await mailTo(mail, toReview)
  await director.ask('POST', `/api/reports/${report.id}/accept`, {
    version: Row.parse(submitted.body).version,
  })
  keep('report', `Project ${mark}`, report.id)
  ledger.mails.push(toReview)
  promise(manager.email, `Report accepted: Project ${mark}`)

  // Last, for it waits for the mail: who has no account answers by the link in it.
  const { raw } = await mailTo(mail, { to: guest, mark: title })
  const link = /\/i\/([\w-]{20,})/.exec(raw.replace(/=\r\n/g, ''))?.[1]
  await stranger.ask('POST', `/api/invitation/${link}/answer`, {
    ...{ partStat: 'tentative', comment: `Perhaps ${mark}` },
  })
  keep('answer', `Perhaps ${mark}`, meetingId)
}

const mailTo = (mail: Pick<MailServer, 'accepted'>, promised: PromisedMail) =>
  until(`"${promised.mark}" to ${promised.to}`, () => mailsWith(mail.accepted, promised)[0], 90_000)

const today = () => Temporal.Now.zonedDateTimeISO(zone).with({ minute: 0, second: 0, millisecond: 0 })
const inDays = (days: number) => today().toPlainDate().add({ days }).toString()
