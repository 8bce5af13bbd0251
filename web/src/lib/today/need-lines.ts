/** What waits for the reader as lines of a list: grouped, in words, each with the one thing to press. */
import type { Needs } from '#contract/needs.ts'
import type { Locale } from '#contract/values.ts'
import type { Need } from '#lib/meetings/what-needs-me.ts'
import * as m from '#lib/paraglide/messages.js'
import { sayPeriod } from '#lib/reports/report-words.ts'
import { sayDate, sayDay, sayWhen } from '#lib/time/spoken-time.ts'

export type NeedLine = {
  key: string
  title: string
  detail: string
  /** It should have been done: said before the detail. */
  late: boolean
  /** Where the button leads; an invitation is answered on the spot instead. */
  href: string
  button: string
  /** Set for an invitation. */
  meetingId?: string
}
export type NeedGroup = { key: string; heading: string; lines: NeedLine[]; more?: string }

type Reader = { zone: string; locale: Locale }

/** Groups without lines are left out; no group at all is a good day. */
export function needGroups(needs: Needs, lacking: readonly Need[], reader: Reader): NeedGroup[] {
  return [
    {
      key: 'invitations',
      heading: m.needs_invitations(),
      lines: needs.invitations.items.map(({ meetingId, title, groupName, startsAt, endsAt }) => ({
        ...{ key: meetingId, meetingId, title, late: false, href: `/meetings/${meetingId}` },
        detail: joined(sayWhen(startsAt, endsAt, reader.zone, reader.locale, 'medium'), groupName),
        button: m.need_answer(),
      })),
      ...(needs.invitations.more && { more: '/calendar?view=list' }),
    },
    {
      key: 'minutes',
      heading: m.needs_minutes(),
      lines: needs.minutes.items.map(({ meetingId, title, groupName, startsAt, step }) => ({
        ...{ key: `${meetingId}-${step}`, title, late: false, href: `/meetings/${meetingId}/minutes` },
        detail: joined(
          minutesWords[step](),
          sayDay(startsAt, reader.zone, reader.locale, 'medium'),
          groupName,
        ),
        button: minutesButtons[step](),
      })),
    },
    {
      key: 'actions',
      heading: m.needs_actions(),
      lines: needs.actions.items.map(({ id, text, projectName, dueOn, late }) => ({
        ...{ key: id, title: text, late, href: `/actions/${id}` },
        detail: joined(m.need_due({ day: sayDate(dueOn, reader.locale, 'medium') }), projectName),
        button: m.need_open(),
      })),
      ...(needs.actions.more && { more: '/actions' }),
    },
    {
      key: 'reports',
      heading: m.needs_reports(),
      lines: needs.reports.items.map(({ id, projectName, period, dueOn, late, step }) => ({
        ...{ key: id, late, href: `/reports/${id}` },
        title: joined(projectName, sayPeriod(period, reader.locale)),
        detail: joined(
          reportWords[step](),
          step === 'review' ? null : m.need_due({ day: sayDate(dueOn, reader.locale, 'medium') }),
        ),
        button: reportButtons[step](),
      })),
      ...(needs.reports.more && { more: '/reports' }),
    },
    {
      key: 'places',
      heading: m.needs_places(),
      lines: lacking.map((need) => ({
        ...{ key: need.kind + need.entry.occurrenceId, title: need.entry.title ?? '', late: false },
        ...{ detail: sayLack(need), href: `/meetings/${need.entry.meetingId}/edit` },
        button: m.need_choose_room(),
      })),
    },
  ].filter(({ lines }) => lines.length > 0)
}

const joined = (...parts: (string | null)[]) => parts.filter(Boolean).join(' · ')

type MinutesStep = Needs['minutes']['items'][number]['step']
const minutesWords: Record<MinutesStep, () => string> = {
  write: m.need_minutes_write,
  approve: m.need_minutes_approve,
  publish: m.need_minutes_publish,
}
const minutesButtons: Record<MinutesStep, () => string> = {
  write: m.need_write,
  approve: m.need_read,
  publish: m.need_publish,
}

type ReportStep = Needs['reports']['items'][number]['step']
const reportWords: Record<ReportStep, () => string> = {
  write: m.need_report_write,
  rewrite: m.need_report_rewrite,
  review: m.need_report_review,
}
const reportButtons: Record<ReportStep, () => string> = {
  write: m.need_write,
  rewrite: m.need_write,
  review: m.need_read,
}

function sayLack({ kind, entry, room }: Need): string {
  if (kind === 'no-place') return m.need_no_place()
  if (kind === 'room-retired') return m.need_room_retired({ room: room?.name ?? '' })
  return m.need_room_too_small({
    ...{ room: room?.name ?? '', capacity: room?.capacity ?? 0, count: entry.attendeeCount },
  })
}
