/**
 * A believable ministry: six organisations, forty people, four groups, five rooms, twelve projects, and two years of
 * meetings with minutes, actions and reports, told month by month through the product's own use cases.
 */
import { createPasswords } from '../../identity/password-hash.ts'
import { isSetUpNeeded } from '../../identity/set-up.ts'
import { bookMeeting } from '../../scheduler/book-meeting.ts'
import { closeAction } from '../../tracker/actions.ts'
import { meetMilestone } from '../../tracker/milestones.ts'
import { beginReport, writeReport } from '../../tracker/reports.ts'
import { acceptReport, returnReport, submitReport } from '../../tracker/review-reports.ts'
import type { Work } from '../db/work.ts'
import { createChance } from './chance.ts'
import { holdMeeting } from './hold-meeting.ts'
import type { TellingMark } from './mark-telling.ts'
import { type Cast, seatPeople } from './seat-people.ts'
import { createStage, type Stage } from './stage.ts'
import * as words from './words.ts'

const password = 'sala-de-consiliu-2026'

type Options = {
  /** How long the ministry has been at work. Default 24 months. */
  months?: number
  work: Work
  zone: string
  publicUrl: string
  say: (line: string) => void
  /** Told when the telling begins and has ended. */
  telling?: TellingMark
}

/** Fills an empty installation, and says who can sign in. An installation that has been set up is left as it is. */
export async function tellDemo({ work, zone, publicUrl, say, telling, months = 24 }: Options): Promise<void> {
  if (await isSetUpNeeded({ work })) {
    await telling?.begin()
    const stage = createStage(work, zone)
    const chance = createChance(1864)
    const today = Temporal.Now.plainDateISO(zone)
    const begin = today.with({ day: 1 }).subtract({ months })
    // Answers of the use cases hold a guest address; nobody reads it here.
    const guestLinks = { key: '', publicUrl }
    const passwordHash = await createPasswords().hash(password)
    const cast = await seatPeople({ stage, chance, passwordHash, guestLinks, begin })
    for (let month = 0; month <= months + 1; month += 1) {
      say(`The demonstration is being told: ${Math.round((100 * month) / (months + 1))} %`)
      await tellMonth({ stage, chance, cast, guestLinks, today, first: begin.add({ months: month }) })
    }
    await fillThisWeek({ stage, chance, cast, guestLinks, today })
    await telling?.end()
  }
  say(`Everybody's password in this demonstration: ${password}`)
  for (const [who, email] of accounts) say(`  ${who.padEnd(16)} ${email}`)
}

const accounts = [
  ['administrator', 'mihaela.dobre@edu.example'],
  ['secretariat', 'sorina.popescu@edu.example'],
  ['project manager', 'andrei.vlasceanu@edu.example'],
  ['directorate', 'calin.chiriac@edu.example'],
  ['member', 'ana.ionescu@edu.example'],
] as const

type Telling = {
  stage: Stage
  chance: ReturnType<typeof createChance>
  cast: Cast
  guestLinks: { key: string; publicUrl: string }
  today: Temporal.PlainDate
}

async function tellMonth({ first, ...telling }: Telling & { first: Temporal.PlainDate }): Promise<void> {
  const { stage, cast, today } = telling
  if (Temporal.PlainDate.compare(first, today) <= 0)
    await report({ ...telling, period: first.subtract({ months: 1 }) })
  const days = cast.groups.map((group) => ({
    group,
    day: nthWeekday(first, group.plan.weekday, group.plan.week),
  }))
  for (const { group, day } of days.sort((a, b) => Temporal.PlainDate.compare(a.day, b.day))) {
    const ago = day.until(today).days
    // A convocation leaves two weeks before; later meetings are not convened yet.
    if (ago < -14) continue
    const until = ago <= 0 ? 'answered' : ago <= 7 ? 'draft' : ago <= 14 ? 'approved' : 'published'
    await holdMeeting({ ...telling, group, day, until })
  }
  const last = first.add({ months: 1 }).subtract({ days: 1 })
  const until = Temporal.PlainDate.compare(last, today) < 0 ? last : today
  if (Temporal.PlainDate.compare(first, today) > 0) return
  stage.goTo(until, '17:00')
  await closeActions(telling, until)
  await meetMilestones(telling, until)
}

const nthWeekday = (first: Temporal.PlainDate, weekday: number, week: number): Temporal.PlainDate =>
  first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + (week - 1) * 7 })

/** Most of what is due gets done, some of it late, a little of it not yet. */
async function closeActions({ stage, chance, cast }: Telling, until: Temporal.PlainDate): Promise<void> {
  await stage.scene(async (work, tx) => {
    const deps = { work, clock: stage.clock, zone: stage.zone }
    const query = {
      limit: 200,
      status: 'open',
      ownedBy: null,
      seenBy: null,
      today: until.toString(),
    } as const
    const { items } = await tx.actions.page(query)
    for (const { id, dueOn, ownerPersonId, version } of items) {
      if (dueOn > until.add({ days: 7 }).toString() || chance.happens(0.2)) continue
      const owner = cast.people.find(({ personId }) => personId === ownerPersonId)!
      await closeAction(deps, owner, id, { status: 'done', note: null, version })
    }
  })
}

async function meetMilestones({ stage, chance, cast }: Telling, until: Temporal.PlainDate): Promise<void> {
  await stage.scene(async (work, tx) => {
    const deps = { work, clock: stage.clock, zone: stage.zone }
    for (const { milestones, manager } of cast.projects)
      for (const { id } of milestones) {
        const row = await tx.milestones.find(id)
        if (!row || row.actual !== null || row.forecast > until.toString() || chance.happens(0.12)) continue
        await meetMilestone(deps, manager, id, { actual: row.forecast, version: row.version })
      }
  })
}

/** The reports on the month before: nearly all in time and accepted, the newest still on their way. */
async function report({
  stage,
  chance,
  cast,
  today,
  period,
}: Telling & { period: Temporal.PlainDate }): Promise<void> {
  const directors = cast.people.filter(({ roles }) => roles.includes('directorate'))
  const month = period.toPlainYearMonth().toString()
  const next = period.add({ months: 1 })
  const newest = Temporal.PlainDate.compare(next.add({ months: 1 }), today) > 0
  for (const [index, { id: projectId, manager, starts }] of cast.projects.entries()) {
    if (Temporal.PlainDate.compare(cast.begin.add({ months: starts }), period) > 0) continue
    stage.goTo(next)
    await stage.scene(async (work) => {
      const deps = { work, clock: stage.clock, zone: stage.zone }
      const drafted = await beginReport(deps, manager, { projectId, period: month })
      const handedIn = next.add({ days: chance.happens(0.88) ? 3 : 11 })
      if ((newest && index % 4 === 0) || Temporal.PlainDate.compare(handedIn, today) > 0) return
      stage.goTo(handedIn, '12:00')
      const sections = [
        { key: 'next-period', text: 'Se continuă activitățile conform planului de proiect.' } as const,
      ]
      const written = await writeReport(deps, manager, drafted.id, { sections, version: drafted.version })
      const submitted = await submitReport(deps, manager, drafted.id, { version: written.version })
      const director = directors[index % directors.length]!
      if (newest && index % 4 === 1) return
      if (newest && index % 4 === 2)
        return void (await returnReport(deps, director, drafted.id, {
          remark: chance.pick(words.remarks),
          version: submitted.version,
        }))
      await acceptReport(deps, director, drafted.id, { version: submitted.version })
    })
  }
}

/** Ordinary bookings around today, and a meeting that begins in a few minutes. */
async function fillThisWeek({ stage, chance, cast, guestLinks, today }: Telling): Promise<void> {
  const bookers = cast.people.filter(
    ({ roles }) => roles.includes('project-manager') || roles.includes('secretariat'),
  )
  const monday = today.subtract({ days: today.dayOfWeek - 1 })
  for (let offset = -7; offset < 19; offset += 1) {
    const day = monday.add({ days: offset })
    if (day.dayOfWeek > 5) continue
    stage.goTo(monday.subtract({ days: 21 }))
    for (const hour of chance.some([8, 9, 11, 12, 15, 16], 3))
      await stage
        .scene(async (work) => {
          const organizer = chance.pick(bookers)
          await bookMeeting({ work, clock: stage.clock, guestLinks }, organizer, {
            ...{ title: chance.pick(words.bookings), description: '', zone: stage.zone, durationMinutes: 60 },
            start: `${day}T${String(hour).padStart(2, '0')}:00`,
            roomId: chance.pick(cast.roomIds),
            video: chance.happens(0.5),
            visibility: chance.happens(0.12) ? 'private' : 'normal',
            attendees: chance
              .some(cast.people, chance.between(3, 8))
              .map(({ personId }) => ({ personId, role: 'required' as const })),
          })
        })
        // The room may be taken by a group's meeting: then this one is not held.
        .catch((error: unknown) => {
          if (!(error instanceof Error && error.message === 'room.taken')) throw error
        })
  }
  const soon = Temporal.Now.zonedDateTimeISO(stage.zone).add({ minutes: 5 })
  const start = soon
    .toPlainDateTime()
    .round({ smallestUnit: 'minute', roundingIncrement: 5, roundingMode: 'ceil' })
  stage.goTo(today, '00:00')
  await stage.scene(async (work) => {
    const organizer = cast.people.find(({ roles }) => roles.includes('secretariat'))!
    await bookMeeting({ work, clock: stage.clock, guestLinks }, organizer, {
      ...{
        title: 'Pregătirea ședinței de guvern: stadiul proiectelor IT',
        description: '',
        zone: stage.zone,
      },
      ...{
        start: start.toString({ smallestUnit: 'minute' }),
        durationMinutes: 60,
        roomId: null,
        video: true,
        visibility: 'normal',
      },
      attendees: cast.people
        .filter(({ roles, personId }) => personId !== organizer.personId && !roles.includes('member'))
        .map(({ personId }) => ({ personId, role: 'required' as const })),
    })
  })
}
