import type { Locale, LocalDate } from '../../../contract/values.ts'
import { hello, type Letter, paragraph, type Reader } from './letter.ts'
import { sayDate, sayMonth } from './spoken-time.ts'

export type ReportNews = {
  news: 'drafted' | 'submitted' | 'returned' | 'accepted'
  projectName: string
  /** `2026-11` */
  period: string
  dueOn: LocalDate
  /** Why it was returned. */
  remark: string | null
  url: string
}

type Said = { subject: string; say: (project: string, month: string, due: string) => string; open: string }
type Words = Record<ReportNews['news'], Said> & { remark: string; reason: string }

const words: Record<Locale, Words> = {
  ro: {
    drafted: {
      subject: 'Raport de completat',
      say: (project, month, due) =>
        `Raportul pe ${month} al proiectului „${project}” a fost redactat din faptele lunii. Verificați-l, completați-l și trimiteți-l până la ${due}.`,
      open: 'Deschideți raportul',
    },
    submitted: {
      subject: 'Raport de verificat',
      say: (project, month) =>
        `Raportul pe ${month} al proiectului „${project}” a fost trimis spre verificare.`,
      open: 'Verificați raportul',
    },
    returned: {
      subject: 'Raport returnat',
      say: (project, month) =>
        `Raportul pe ${month} al proiectului „${project}” v-a fost returnat. Corectați-l și trimiteți-l din nou.`,
      open: 'Corectați raportul',
    },
    accepted: {
      subject: 'Raport acceptat',
      say: (project, month) => `Raportul pe ${month} al proiectului „${project}” a fost acceptat.`,
      open: 'Deschideți raportul',
    },
    remark: 'Observație',
    reason: 'Primiți acest mesaj pentru că aveți un rol în acest proiect.',
  },
  en: {
    drafted: {
      subject: 'Report to complete',
      say: (project, month, due) =>
        `The report of “${project}” for ${month} has been drafted from the facts of the month. Please check it, complete it and submit it by ${due}.`,
      open: 'Open the report',
    },
    submitted: {
      subject: 'Report to review',
      say: (project, month) => `The report of “${project}” for ${month} has been submitted for review.`,
      open: 'Review the report',
    },
    returned: {
      subject: 'Report returned',
      say: (project, month) =>
        `The report of “${project}” for ${month} has been returned to you. Please correct it and submit it again.`,
      open: 'Correct the report',
    },
    accepted: {
      subject: 'Report accepted',
      say: (project, month) => `The report of “${project}” for ${month} has been accepted.`,
      open: 'Open the report',
    },
    remark: 'Remark',
    reason: 'You get this message because you have a role in this project.',
  },
}

/** To the author of a monitoring report, or to those who review it. */
export function reportLetter(report: ReportNews, { name, locale }: Reader): Letter {
  const { news, projectName, period, dueOn, remark, url } = report
  const { subject, say, open } = words[locale][news]
  const month = sayMonth(period, locale)
  const said = say(projectName, month, sayDate(dueOn, locale))
  return {
    locale,
    subject: `${subject}: ${projectName}, ${month}`,
    preview: said,
    title: subject,
    greeting: hello[locale](name),
    blocks: [
      paragraph(said),
      ...(remark ? [{ kind: 'quote' as const, label: words[locale].remark, text: remark }] : []),
      { kind: 'button', label: open, url },
    ],
    reason: words[locale].reason,
  }
}
