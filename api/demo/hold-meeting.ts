/** One meeting of a group, from the convocation to published minutes. */
import { v7 as newId } from 'uuid'
import type { DomainEvent, FactName } from '../../contract/events.ts'
import type { Meeting } from '../../contract/scheduling.ts'
import type { Id } from '../../contract/values.ts'
import { approveMinutes, publishMinutes } from '../../scheduler/approve-minutes.ts'
import { type ConveneDeps, conveneGroup } from '../../scheduler/convene-group.ts'
import { openMinutes } from '../../scheduler/open-minutes.ts'
import { recordAnswer } from '../../scheduler/record-answer.ts'
import { recordAttendance } from '../../scheduler/record-attendance.ts'
import { addAction, addDecision, writeDiscussion } from '../../scheduler/write-minutes.ts'
import { createActions } from '../../tracker/create-actions.ts'
import { forecastMilestone } from '../../tracker/milestones.ts'
import type { Tx, Work } from '../db/work.ts'
import { organisations } from './cast.ts'
import type { Chance } from './chance.ts'
import type { Cast, DemoGroup, DemoMilestone, DemoProject } from './seat-people.ts'
import type { Stage } from './stage.ts'
import * as words from './words.ts'

type Options = {
  stage: Stage
  chance: Chance
  cast: Cast
  guestLinks: ConveneDeps['guestLinks']
  group: DemoGroup
  day: Temporal.PlainDate
  /** How far its life has come by now. */
  until: 'convened' | 'answered' | 'held' | 'draft' | 'approved' | 'published'
}

const reached = (until: Options['until'], step: Options['until']) => {
  const steps = ['convened', 'answered', 'held', 'draft', 'approved', 'published']
  return steps.indexOf(until) >= steps.indexOf(step)
}

export async function holdMeeting({
  stage,
  chance,
  cast,
  guestLinks,
  group,
  day,
  until,
}: Options): Promise<void> {
  const { chair, secretary, plan } = group
  const depsOf = (work: Work) => ({ work, clock: stage.clock, zone: stage.zone, guestLinks })
  const topics = topicsOf(chance, cast, group, day)
  const convenedOn = day.subtract({ days: 14 })
  stage.goTo(convenedOn, '09:30')
  await stage.scene(async (work, tx) => {
    const start = `${day}T${String(plan.hour).padStart(2, '0')}:00`
    const meeting = await conveneGroup(depsOf(work), secretary, group.id, {
      ...{
        title: `${plan.shortName}: ședința din ${day.toLocaleString('ro-RO', { month: 'long' })}`,
        description: '',
      },
      ...{ start, zone: stage.zone, durationMinutes: 90, video: true, attendees: [] },
      roomId: cast.roomIds[(plan.week - 1) % cast.roomIds.length]!,
      agenda: [
        agendaItem(words.otherTitles[0]!, 'decision', 5, chair.name, null),
        ...topics.map(({ milestone, project }) =>
          agendaItem(
            chance.pick(words.agendaTitles).replace('{milestone}', milestone.title),
            'decision',
            25,
            project.manager.name,
            milestone.id,
          ),
        ),
        agendaItem(words.otherTitles[3]!, 'information', 10, null, null),
      ],
      shortNoticeReason: null,
      repeatsMeetingId: null,
    })
    if (reached(until, 'answered')) await answer(tx, chance, meeting)
    if (!reached(until, 'held')) return

    await attend(tx, chance, meeting)
    stage.goTo(day, '16:30')
    const minutes = await writeMinutes(work, { stage, chance, group, meeting, topics })
    if (!reached(until, 'approved')) return
    stage.goTo(day.add({ days: 1 }), '10:00')
    const approved = await approveMinutes(depsOf(work), chair, meeting.id, minutes.version)
    if (!reached(until, 'published')) return
    stage.goTo(day.add({ days: 1 }), '15:00')
    await publishMinutes(depsOf(work), secretary, meeting.id, approved.version)
    const drafts = await tx.minutes.actions(meeting.id)
    await createActions(
      stage,
      tx,
      meeting.id,
      drafts.map(({ id, ...draft }) => ({ ...draft, draftId: id })),
      secretary.personId,
    )
    await shiftForecast(work, tx, { stage, chance, meeting, topics })
  })
}

type Topic = { milestone: DemoMilestone; project: DemoProject }

/** The next milestones of the group's projects. */
function topicsOf(chance: Chance, cast: Cast, { plan }: DemoGroup, day: Temporal.PlainDate): Topic[] {
  const month = cast.begin.until(day, { largestUnit: 'month' }).months
  const running = plan.projects.map((index) => cast.projects[index]!).filter(({ starts }) => starts <= month)
  return chance.some(running, 2).flatMap((project) => {
    const milestone = project.milestones.find((each) => each.month >= month) ?? project.milestones.at(-1)
    return milestone ? [{ milestone, project }] : []
  })
}

const agendaItem = (
  title: string,
  kind: 'decision' | 'information',
  durationMinutes: number,
  speaker: string | null,
  milestoneId: Id | null,
) => ({ title, kind, durationMinutes, speaker, milestoneId })

async function answer(tx: Tx, chance: Chance, meeting: Meeting): Promise<void> {
  const now = Temporal.Instant.from(meeting.occurrences[0]!.startsAt).subtract({ hours: 72 })
  for (const attendee of meeting.attendees) {
    if (chance.happens(0.15)) continue
    const partStat = chance.happens(0.85) ? 'accepted' : 'declined'
    await recordAnswer(tx, now, attendee.id, { partStat, comment: null }, attendee.personId)
  }
}

async function attend(tx: Tx, chance: Chance, meeting: Meeting): Promise<void> {
  const occurrence = meeting.occurrences[0]!
  const start = Temporal.Instant.from(occurrence.startsAt)
  const ids = { meetingId: meeting.id, occurrenceId: occurrence.id, conferenceId: newId() }
  const record = (fact: Omit<DomainEvent<FactName>, 'id' | 'at' | 'actorId'>, minutes: number) =>
    recordAttendance(tx, {
      ...fact,
      ...{ id: newId(), actorId: null },
      at: start.add({ minutes }).toString({ smallestUnit: 'millisecond' }),
    } as DomainEvent<FactName>)
  const here = meeting.attendees.filter(
    ({ role }) => role === 'chair' || chance.happens(role === 'required' ? 0.85 : 0.5),
  )
  await record({ name: 'conference.started', payload: ids }, -5)
  for (const { personId, name, organisation } of here) {
    const seat = { ...ids, seatId: newId() }
    await record(
      { name: 'participant.joined', payload: { ...seat, personId, name, organisation, guest: false } },
      chance.between(-4, 9),
    )
    if (chance.happens(0.1))
      await record({ name: 'participant.left', payload: { ...seat, reason: 'left' } }, chance.between(40, 70))
  }
  await record({ name: 'conference.ended', payload: { ...ids, reason: 'host' } }, chance.between(72, 95))
}

type Story = { stage: Stage; chance: Chance; meeting: Meeting; topics: Topic[] }

async function writeMinutes(
  work: Work,
  { stage, chance, group, meeting, topics }: Story & { group: DemoGroup },
) {
  const deps = { work, clock: stage.clock, zone: stage.zone }
  const { secretary, members } = group
  let minutes = await openMinutes(deps, secretary, meeting.id)
  for (const [index, { milestone }] of topics.entries()) {
    const entry = minutes.entries[index + 1]!
    const discussion = chance
      .pick(words.discussions)
      .replaceAll('{organisation}', chance.pick(organisations).shortName)
    await writeDiscussion(deps, secretary, meeting.id, entry.id, {
      discussion,
      base: '',
      version: entry.version,
    })
    await addDecision(deps, secretary, meeting.id, entry.id, {
      text: chance.pick(words.decisions),
      milestoneId: milestone.id,
    })
    const dueOn = stage.clock
      .now()
      .toZonedDateTimeISO(stage.zone)
      .toPlainDate()
      .add({ days: chance.between(7, 30) })
      .toString()
    minutes = await addAction(deps, secretary, meeting.id, entry.id, {
      ...{
        text: chance.pick(words.tasks),
        ownerPersonId: chance.pick(members).personId,
        dueOn,
        milestoneId: milestone.id,
      },
    })
  }
  return minutes
}

/** Now and then a decision moves a milestone. */
async function shiftForecast(work: Work, tx: Tx, { stage, chance, meeting, topics }: Story): Promise<void> {
  for (const { milestone, project } of topics) {
    if (!chance.happens(0.16)) continue
    const row = await tx.milestones.find(milestone.id)
    const decision = (await tx.minutes.decisions(meeting.id)).find(
      ({ milestoneId }) => milestoneId === milestone.id,
    )
    if (!row || row.actual !== null) continue
    const date = Temporal.PlainDate.from(row.forecast)
      .add({ days: chance.between(5, 25) })
      .toString()
    const ask = {
      date,
      reason: chance.pick(words.delays),
      decisionId: decision?.id ?? null,
      version: row.version,
    }
    await forecastMilestone({ work, clock: stage.clock, zone: stage.zone }, project.manager, row.id, ask)
  }
}
