import type { RetentionForecast, RetentionKind } from '#contract/retention.ts'
import * as m from '#lib/paraglide/messages.js'
import type { Part } from './periods.ts'

export const kindWords: Record<RetentionKind, { name: () => string; about: () => string }> = {
  meetings: { name: m.retention_kind_meetings, about: m.retention_kind_meetings_words },
  attendance: { name: m.retention_kind_attendance, about: m.retention_kind_attendance_words },
  answers: { name: m.retention_kind_answers, about: m.retention_kind_answers_words },
  mails: { name: m.retention_kind_mails, about: m.retention_kind_mails_words },
  audit: { name: m.retention_kind_audit, about: m.retention_kind_audit_words },
  chat: { name: m.retention_kind_chat, about: m.retention_kind_chat_words },
  recordings: { name: m.retention_kind_recordings, about: m.retention_kind_recordings_words },
}

export function periodWords(months: number | null): string {
  if (months === null) return m.retention_for_ever()
  return months % 12 === 0 ? m.retention_years({ count: months / 12 }) : m.retention_months({ count: months })
}

export const partWords: Record<Part['fate'], (count: { count: number }) => string> = {
  stays: m.retention_stays,
  trimmed: m.retention_trimmed,
  removed: m.retention_removed,
}

/** "12 se șterg, 3 rămân fără date personale". */
export const goingWords = ({ removed, trimmed }: Pick<RetentionForecast, 'removed' | 'trimmed'>): string =>
  [
    ...(removed > 0 ? [m.retention_removed({ count: removed })] : []),
    ...(trimmed > 0 ? [m.retention_trimmed({ count: trimmed })] : []),
  ].join(', ')

/** What goes along with the rows; null when that is nothing to be told. */
export function besidesWords({ people, files }: Pick<RetentionForecast, 'people' | 'files'>): string | null {
  const things = [
    ...(people > 0 ? [m.retention_people({ count: people })] : []),
    ...(files > 0 ? [m.retention_files({ count: files })] : []),
  ]
  return things.length > 0 ? m.retention_besides({ things: things.join(', ') }) : null
}
