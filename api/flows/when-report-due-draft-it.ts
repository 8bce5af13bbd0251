import type { Locale } from '../../contract/values.ts'
import type { Deps } from '../../tracker/ports.ts'
import { beginDueReports } from '../../tracker/reports.ts'

/**
 * When a month has ended, the report of each running project is drafted from its facts. Asked every day: a day on which
 * nobody ran makes a report a day later, and never twice. `locale` is the language of those without an author.
 */
export const whenReportDueDraftIt = ({ locale, ...deps }: Deps & { locale: Locale }): Promise<number> =>
  beginDueReports({ ...deps, defaultLocale: locale })
