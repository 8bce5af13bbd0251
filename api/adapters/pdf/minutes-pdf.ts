import type { Quorum } from '../../../contract/groups.ts'
import type { AgendaItem, Convocation, Minutes, MinutesEntry } from '../../../contract/minutes.ts'
import type { Attendance, Attendee, Meeting, Occurrence } from '../../../contract/scheduling.ts'
import type { Instant, Locale } from '../../../contract/values.ts'
import type { Block, Cell } from './blocks.ts'
import { dayInWords } from '../../../tracker/day-words.ts'
import { dayIn, dayInFigures, hourIn } from './days.ts'
import { minutesWords } from './minutes-words.ts'

export type MinutesPaper = {
  minutes: Pick<Minutes, 'act' | 'entries' | 'approvedBy' | 'approvedAt' | 'addenda'>
  meeting: { title: string } & Pick<Meeting, 'zone' | 'room' | 'video'> & {
      attendees: readonly Pick<Attendee, 'personId' | 'name' | 'organisation' | 'role'>[]
      /** The first is the one that the minutes are about. */
      occurrences: readonly Pick<Occurrence, 'startsAt' | 'endsAt'>[]
    }
  /** Who was in the conference; empty when it was not held by video. */
  attendance: readonly Pick<Attendance, 'personId' | 'name' | 'organisation' | 'guest' | 'present'>[]
  /** How many were there whose names were taken out since. */
  forgotten?: number
  agenda: readonly Pick<AgendaItem, 'title' | 'durationMinutes' | 'speaker'>[]
  /** Null for a meeting to which no group was convened. */
  convocation: Convocation | null
  quorum: Pick<Quorum, 'needed' | 'present' | 'waived'> | null
  /** The full name of the institution whose paper it is. */
  institution: string
  madeAt: Instant
}

/** The minutes of a meeting as an accessible PDF (PDF/UA-1); a draft says that it is one. */
export const minutesPdf = async (data: MinutesPaper, locale: Locale): Promise<Uint8Array> => {
  const { minutes, meeting, institution, madeAt } = data
  const words = minutesWords[locale]
  // Loaded with the first document: fonts and their tools are a tenth of a process that prints none.
  const { renderPdf } = await import('./render-pdf.ts')
  return renderPdf({
    locale,
    title: `${words.title}: ${meeting.title}`,
    subject: words.subject(meeting.title),
    institution,
    registration: minutes.act
      ? [words.number(minutes.act.number), dayInWords(minutes.act.date, locale)]
      : [words.unregistered],
    pageLabel: words.page,
    madeAt,
    blocks: [
      { kind: 'title', text: words.title, subtitle: meeting.title },
      heads(data, locale),
      ...agenda(data, locale),
      ...presence(data, locale),
      { kind: 'heading', level: 2, text: words.proceedings },
      ...minutes.entries.flatMap((entry, index) => proceedings(entry, index, locale)),
      ...actions(data, locale),
      ...addenda(data, locale),
      ...approval(data, locale),
    ],
  })
}

function heads({ meeting, convocation, quorum }: MinutesPaper, locale: Locale): Block {
  const words = minutesWords[locale]
  const occurrence = meeting.occurrences[0]
  const chair = meeting.attendees.find(({ role }) => role === 'chair')
  const places = [
    ...(meeting.room ? [words.room(meeting.room.name, meeting.room.building)] : []),
    ...(meeting.video ? [words.online] : []),
  ]
  const when = occurrence
    ? `${dayInWords(dayIn(occurrence.startsAt, meeting.zone), locale)}, ${hourIn(occurrence.startsAt, meeting.zone)}–${hourIn(occurrence.endsAt, meeting.zone)}`
    : ''
  return {
    kind: 'pairs',
    rows: [
      ...(convocation ? [{ name: words.group, value: convocation.groupName }] : []),
      { name: words.date, value: when },
      ...(places.length > 0 ? [{ name: words.place, value: places.join('; ') }] : []),
      ...(convocation ? [{ name: words.convocation, value: convoked(convocation, locale) }] : []),
      ...(convocation?.shortNoticeReason
        ? [{ name: words.shortNotice, value: convocation.shortNoticeReason }]
        : []),
      ...(quorum
        ? [
            {
              name: words.quorum,
              value: quorum.waived ? words.quorumWaived : words.quorumOf(quorum.present, quorum.needed),
            },
          ]
        : []),
      ...(chair ? [{ name: words.chair, value: chair.name }] : []),
    ],
  }
}

function convoked({ act, repeatsMeetingId }: Convocation, locale: Locale): string {
  const words = minutesWords[locale]
  const base = words.convoked(act.number, dayInWords(act.date, locale))
  return repeatsMeetingId === null ? base : `${base} (${words.repeats})`
}

function agenda({ agenda: items }: MinutesPaper, locale: Locale): Block[] {
  const words = minutesWords[locale]
  if (items.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: words.agenda },
    {
      kind: 'list',
      ordered: true,
      items: items.map(({ title, durationMinutes, speaker }) =>
        words.agendaItem(title, durationMinutes, speaker),
      ),
    },
  ]
}

type Seat = MinutesPaper['attendance'][number]

/** Those who were invited, in their order, then those who came besides. */
function presence({ meeting, attendance, forgotten = 0 }: MinutesPaper, locale: Locale): Block[] {
  const words = minutesWords[locale]
  const left = [...attendance]
  const take = (fits: (seat: Seat) => boolean): Seat[] => {
    const taken = left.filter(fits)
    for (const seat of taken) left.splice(left.indexOf(seat), 1)
    return taken
  }
  // Once names are gone nobody can be told to have been there, nor to have been absent.
  const held = attendance.length > 0 && forgotten === 0
  const rows: Cell[][] = meeting.attendees.map(({ personId, name, organisation, role }) => {
    const seats = take((seat) =>
      personId === null ? seat.guest && seat.name === name : seat.personId === personId,
    )
    return [
      name,
      organisation ?? '',
      words.roles[role],
      ...(held ? [spanOf(seats, meeting.zone, locale)] : []),
    ]
  })
  while (held && left.length > 0) {
    const { personId, name, organisation } = left[0]!
    const seats = take((seat) => seat.personId === personId && seat.name === name)
    rows.push([name, organisation ?? '', words.roles.guest, spanOf(seats, meeting.zone, locale)])
  }
  const unknown = forgotten > 0 ? words.presenceForgotten(forgotten) : words.presenceUnknown
  const [named, institution, role, present] = words.presenceColumns
  return [
    { kind: 'heading', level: 2, text: words.presence },
    ...(held ? [] : [{ kind: 'paragraph', text: unknown, style: 'note' } satisfies Block]),
    ...(rows.length === 0
      ? []
      : [
          {
            kind: 'table',
            columns: [
              { header: named, share: 30, names: true },
              { header: institution, share: 34 },
              { header: role, share: 18 },
              ...(held ? [{ header: present, share: 18 }] : []),
            ],
            rows,
          } satisfies Block,
        ]),
  ]
}

/** From the first arrival to the last leaving; short absences between are the attendance's own matter. */
function spanOf(seats: readonly Seat[], zone: string, locale: Locale): Cell {
  const words = minutesWords[locale]
  const spans = seats.flatMap(({ present }) => present)
  if (spans.length === 0) return { text: words.absent, ink: 'muted' }
  const from = spans.map((span) => span.from).sort()[0]!
  const until = spans
    .map((span) => span.until)
    .sort((a, b) => (a ?? '~').localeCompare(b ?? '~'))
    .at(-1)
  return until ? `${hourIn(from, zone)}–${hourIn(until, zone)}` : words.presentNoHours
}

function proceedings(
  { title, discussion, decisions, actions: drafts }: MinutesEntry,
  index: number,
  locale: Locale,
): Block[] {
  const words = minutesWords[locale]
  const silent = discussion.trim() === '' && decisions.length === 0 && drafts.length === 0
  return [
    { kind: 'heading', level: 3, text: `${index + 1}. ${title}` },
    ...(discussion.trim() === '' ? [] : [{ kind: 'paragraph', text: discussion } satisfies Block]),
    ...(silent ? [{ kind: 'paragraph', text: words.noDiscussion, style: 'note' } satisfies Block] : []),
    ...decisions.map(({ number, text }): Block => ({
      kind: 'paragraph',
      text: words.decision(number, text),
      style: 'strong',
    })),
  ]
}

function actions({ minutes }: MinutesPaper, locale: Locale): Block[] {
  const words = minutesWords[locale]
  const rows = minutes.entries
    .flatMap((entry) => entry.actions)
    .map(({ text, ownerName, dueOn }, index): Cell[] => [
      String(index + 1),
      text,
      ownerName,
      dayInFigures(dueOn, locale),
    ])
  if (rows.length === 0) return []
  const [number, action, owner, due] = words.actionColumns
  return [
    { kind: 'heading', level: 2, text: words.actions },
    {
      kind: 'table',
      columns: [
        { header: number, share: 8, align: 'right' },
        { header: action, share: 52, names: true },
        { header: owner, share: 26 },
        { header: due, share: 15 },
      ],
      rows,
    },
  ]
}

function addenda({ minutes }: MinutesPaper, locale: Locale): Block[] {
  const words = minutesWords[locale]
  if (minutes.addenda.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: words.addenda },
    ...minutes.addenda.flatMap(({ act, by, text }): Block[] => [
      { kind: 'heading', level: 3, text: words.addendum(act.number, dayInWords(act.date, locale), by) },
      { kind: 'paragraph', text },
    ]),
  ]
}

function approval({ minutes, meeting }: MinutesPaper, locale: Locale): Block[] {
  const words = minutesWords[locale]
  if (minutes.approvedBy === null || minutes.approvedAt === null) return []
  const note = dayInWords(dayIn(minutes.approvedAt, meeting.zone), locale)
  return [{ kind: 'signatures', rows: [{ role: words.approved, name: minutes.approvedBy, note }] }]
}
