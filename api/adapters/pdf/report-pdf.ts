import type { Report, ReportFact } from '../../../contract/tracking.ts'
import type { Instant, Locale } from '../../../contract/values.ts'
import type { Block, Cell, Ink } from './blocks.ts'
import { dayInWords, periodInWords } from '../../../tracker/day-words.ts'
import { dayIn, dayInFigures } from './days.ts'
import { reportWords } from './report-words.ts'

export type ReportPaper = {
  report: Report
  /** The full name of the institution whose paper it is. */
  institution: string
  /** Where its days begin and end. */
  zone: string
  madeAt: Instant
}

/** A monitoring report as an accessible PDF (PDF/UA-1): what the author wrote, then the facts in tables. */
export const reportPdf = async (data: ReportPaper, locale: Locale): Promise<Uint8Array> => {
  const { report, institution, madeAt } = data
  const words = reportWords[locale]
  const { project, act } = report
  const title = words.title(periodInWords(report.period, locale))
  // Loaded with the first document: fonts and their tools are a tenth of a process that prints none.
  const { renderPdf } = await import('./render-pdf.ts')
  return renderPdf({
    locale,
    title: `${title}: ${project.name}`,
    subject: words.subject(project.name),
    institution,
    registration: act ? [words.number(act.number), dayInWords(act.date, locale)] : [words.unregistered],
    pageLabel: words.page,
    madeAt,
    blocks: [
      { kind: 'title', text: title, subtitle: `${project.code} · ${project.name}` },
      ...heads(data, locale),
      ...report.sections.flatMap(({ key, text }): Block[] => [
        { kind: 'heading', level: 2, text: words.sections[key] },
        text.trim() === ''
          ? { kind: 'paragraph', text: words.empty, style: 'note' }
          : { kind: 'paragraph', text },
      ]),
      ...remarks(data, locale),
      ...signatures(data, locale),
      ...annex(report.facts, locale),
    ],
  })
}

function heads({ report, zone }: ReportPaper, locale: Locale): Block[] {
  const words = reportWords[locale]
  const { author, dueOn, submittedAt, late, status } = report
  const submitted: Cell =
    submittedAt === null
      ? ''
      : late
        ? { text: `${dayInWords(dayIn(submittedAt, zone), locale)}, ${words.late}`, ink: 'bad' }
        : dayInWords(dayIn(submittedAt, zone), locale)
  const rows = [
    { name: words.author, value: author?.name ?? '' },
    { name: words.due, value: dayInWords(dueOn, locale) },
    { name: words.submitted, value: submitted },
    { name: words.status, value: words.statuses[status] },
  ]
  return [{ kind: 'pairs', rows }]
}

function remarks({ report, zone }: ReportPaper, locale: Locale): Block[] {
  const words = reportWords[locale]
  if (report.remarks.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: words.remarks },
    {
      kind: 'list',
      items: report.remarks.map(({ text, by, at }) =>
        words.remark(text, by, dayInWords(dayIn(at, zone), locale)),
      ),
    },
  ]
}

function signatures({ report, zone }: ReportPaper, locale: Locale): Block[] {
  const words = reportWords[locale]
  const { author, submittedAt, accepted } = report
  const on = (at: Instant | null) => (at === null ? null : dayInWords(dayIn(at, zone), locale))
  const rows = [
    ...(author ? [{ role: words.drawnUp, name: author.name, note: on(submittedAt) }] : []),
    ...(accepted ? [{ role: words.accepted, name: accepted.by, note: on(accepted.at) }] : []),
  ]
  return rows.length === 0 ? [] : [{ kind: 'signatures', rows }]
}

const inkOf: Record<'green' | 'amber' | 'red', Ink> = { green: 'good', amber: 'care', red: 'bad' }

function annex(facts: readonly ReportFact[], locale: Locale): Block[] {
  const words = reportWords[locale]
  const day = (date: string | null) => (date === null ? '' : dayInFigures(date, locale))
  const milestones = facts.filter((fact) => fact.kind === 'milestone')
  const decisions = facts.filter((fact) => fact.kind === 'decision')
  const actions = facts.filter((fact) => fact.kind === 'action')
  const meetings = facts.filter((fact) => fact.kind === 'meeting')
  const table = (
    name: string,
    columns: Extract<Block, { kind: 'table' }>['columns'],
    rows: Cell[][],
  ): Block[] =>
    rows.length === 0
      ? []
      : [
          { kind: 'heading', level: 3, text: name },
          { kind: 'table', columns, rows },
        ]

  const [milestone, baseline, forecast, met, slip, state] = words.milestoneColumns
  const [number, decision, source] = words.decisionColumns
  const [action, owner, due, how] = words.actionColumns
  const [meeting, date, invited, present, institutions] = words.meetingColumns
  const tables = [
    ...table(
      words.milestones,
      [
        { header: milestone, share: 30, names: true },
        { header: baseline, share: 15 },
        { header: forecast, share: 15 },
        { header: met, share: 15 },
        { header: slip, share: 13, align: 'right' },
        { header: state, share: 16 },
      ],
      milestones.map((fact) => [
        fact.title,
        day(fact.baseline),
        day(fact.forecast),
        day(fact.actual),
        words.slip(fact.slipDays),
        { text: fact.actual === null ? words.colours[fact.colour] : words.met, ink: inkOf[fact.colour] },
      ]),
    ),
    ...table(
      words.decisions,
      [
        { header: number, share: 8, align: 'right' },
        { header: decision, share: 58, names: true },
        { header: source, share: 34 },
      ],
      decisions.map((fact) => [
        String(fact.number),
        fact.text,
        [
          words.ofMeeting(fact.meetingTitle, day(fact.on)),
          ...(fact.minutesAct ? [words.number(fact.minutesAct.number)] : []),
        ].join('\n'),
      ]),
    ),
    ...table(
      words.actions,
      [
        { header: action, share: 46, names: true },
        { header: owner, share: 22 },
        { header: due, share: 14 },
        { header: how, share: 20 },
      ],
      actions.map((fact) => [fact.text, fact.ownerName, day(fact.dueOn), stateOf(fact, locale)]),
    ),
    ...table(
      words.meetings,
      [
        { header: meeting, share: 46, names: true },
        { header: date, share: 16 },
        { header: invited, share: 12, align: 'right' },
        { header: present, share: 12, align: 'right' },
        { header: institutions, share: 16, align: 'right' },
      ],
      meetings.map((fact) => [
        fact.title,
        day(fact.on),
        String(fact.invited),
        String(fact.present),
        String(fact.institutionsPresent),
      ]),
    ),
  ]
  if (tables.length === 0) return []
  return [
    { kind: 'new-page' },
    { kind: 'heading', level: 2, text: words.annex },
    ...(milestones.length > 0
      ? [{ kind: 'paragraph', text: words.annexNote, style: 'note' } satisfies Block]
      : []),
    ...tables,
  ]
}

function stateOf({ status, closedOn, late }: Extract<ReportFact, { kind: 'action' }>, locale: Locale): Cell {
  const words = reportWords[locale]
  if (status === 'dropped') return { text: words.dropped, ink: 'muted' }
  if (status === 'open') return late ? { text: words.overdue, ink: 'bad' } : words.open
  const day = closedOn === null ? '' : dayInFigures(closedOn, locale)
  return late ? { text: words.doneLate(day), ink: 'care' } : { text: words.done(day), ink: 'good' }
}
