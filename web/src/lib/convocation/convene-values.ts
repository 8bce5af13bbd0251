/** What the form that convenes a group holds, how it begins, and what it asks of the server. */
import type { Group } from '#contract/groups.ts'
import type { Meeting } from '#contract/scheduling.ts'
import { addWorkingDays, isWorkingDay } from '#contract/working-days.ts'
import { askOfItem, type ItemValues } from '../agenda/agenda-values.ts'
import { addMinutes, askOf, type Invited } from '../meetings/form/meeting-values.ts'
import { earliestDay } from './notice-state.ts'

export type ConveneValues = {
  title: string
  description: string
  date: string
  from: string
  to: string
  zone: string
  roomId: string
  video: boolean
  /** Those who are invited besides the members. */
  guests: Invited[]
  agenda: ItemValues[]
  shortNoticeReason: string
}

/** The first working day after today that the rule allows, at ten: likely right, and never too short a notice. */
export function newConvene(
  group: Pick<Group, 'rules'>,
  title: string,
  zone: string,
  now: Temporal.Instant,
): ConveneValues {
  const today = now.toZonedDateTimeISO(zone).toPlainDate().toString()
  const earliest = earliestDay(group.rules, today)
  const date = earliest > today && isWorkingDay(earliest) ? earliest : addWorkingDays(earliest, 1)
  return {
    title,
    description: '',
    date,
    from: '10:00',
    to: '12:00',
    zone,
    roomId: '',
    video: true,
    guests: [],
    agenda: [],
    shortNoticeReason: '',
  }
}

/** The same meeting once more: its words, length, room and agenda, at another time. */
export function repeating(values: ConveneValues, meeting: Meeting, items: ItemValues[]): ConveneValues {
  const from = meeting.start.slice(11, 16)
  return {
    ...values,
    title: meeting.title ?? values.title,
    description: meeting.description,
    from,
    to: addMinutes(from, meeting.durationMinutes),
    zone: meeting.zone,
    roomId: meeting.room?.id ?? '',
    video: meeting.video,
    agenda: items,
  }
}

/** In the contract's shape; `ConveneGroup` parses it. The reason is sent only where it was asked for. */
export function askOfConvene(
  { guests, agenda, shortNoticeReason, ...rest }: ConveneValues,
  { reasonAsked, repeatsMeetingId }: { reasonAsked: boolean; repeatsMeetingId: string | null },
): Record<string, unknown> {
  const { visibility: _, ...booking } = askOf({ ...rest, attendees: guests, visibility: 'normal' })
  return {
    ...booking,
    agenda: agenda.map((item) => {
      const { id: _id, ...ask } = askOfItem(item)
      return ask
    }),
    shortNoticeReason: (reasonAsked && shortNoticeReason.replaceAll(/\s+/g, ' ').trim()) || null,
    repeatsMeetingId,
  }
}
