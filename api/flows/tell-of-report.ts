/** What the flows about reports share: the letter to those whom the news concerns. */
import type { Id } from '../../contract/values.ts'
import { instantNow } from '../../tracker/moments.ts'
import type { Clock, ReportRecord } from '../../tracker/ports.ts'
import { reportLetter, type ReportNews } from '../adapters/mail-templates/report-letter.ts'
import type { Tx } from '../db/work.ts'

export type ReportTelling = {
  clock: Clock
  /** The product's own address, without a slash at the end. */
  publicUrl: string
}

/** Mails the news to these people; `cause` is the event, so that the same one mails once. */
export async function tellOfReport(
  tx: Tx,
  deps: ReportTelling,
  report: ReportRecord,
  { news, to, cause }: { news: ReportNews['news']; to: readonly Id[]; cause: Id },
): Promise<void> {
  const readers = await tx.knownPeople.among(to, [])
  const mails = readers.map((reader) => {
    const letter = reportLetter(
      {
        news,
        projectName: report.project.name,
        period: report.period,
        dueOn: report.dueOn,
        remark: news === 'returned' ? (report.remarks.at(-1)?.text ?? null) : null,
        url: `${deps.publicUrl}/reports/${report.id}`,
      },
      reader,
    )
    return { key: `${cause}/${reader.id}`, kind: 'report' as const, to: reader, letter }
  })
  if (mails.length > 0) await tx.mails.enqueue(mails, instantNow(deps))
}

/** Who writes the report: its author and the project's manager, who may be the same or nobody. */
export const writersOf = ({ authorPersonId, project }: ReportRecord): Id[] => [
  ...new Set([authorPersonId, project.managerPersonId].filter((id) => id !== null)),
]
