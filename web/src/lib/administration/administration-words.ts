/** What the administrator reads, in words: why a mail failed, what a job is for and when it runs. */
import type { FailedMail } from '#contract/administration.ts'
import type { Locale } from '#contract/values.ts'
import * as m from '#lib/paraglide/messages.js'
import { sayTime } from '#lib/time/spoken-time.ts'
import { readSchedule } from './schedule.ts'

export const mailKinds: Record<FailedMail['kind'], () => string> = {
  invitation: m.admin_kind_invitation,
  update: m.admin_kind_update,
  cancellation: m.admin_kind_cancellation,
  removal: m.admin_kind_removal,
  reminder: m.admin_kind_reminder,
  minutes: m.admin_kind_minutes,
  action: m.admin_kind_action,
  report: m.admin_kind_report,
  account: m.admin_kind_account,
  webhook: m.admin_kind_webhook,
}

/**
 * What an SMTP server's refusal means, by its code: RFC 5321 §4.2.3, and RFC 3463 where the server gives an enhanced one.
 * Null when nothing better can be said than what it said itself.
 */
export function mailErrorWords(error: string): string | null {
  if (error === 'expired') return m.admin_mail_error_expired()
  if (/ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|ECONNRESET|EDNS|timed? ?out/i.test(error))
    return m.admin_mail_error_unreachable()
  const [, code = '', enhanced = ''] = /^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3}))?/.exec(error) ?? []
  if (['530', '534', '535', '538'].includes(code)) return m.admin_mail_error_sign_in()
  if (/\.1\.[1236]$/.test(enhanced)) return m.admin_mail_error_no_such()
  if (enhanced.endsWith('.2.2') || code === '552') return m.admin_mail_error_full()
  if (/\.7\.\d+$/.test(enhanced)) return m.admin_mail_error_spam()
  if (code === '550' || code === '551' || code === '553') return m.admin_mail_error_no_such()
  if (code.startsWith('5')) return m.admin_mail_error_refused()
  if (code.startsWith('4')) return m.admin_mail_error_later()
  return null
}

const jobs: Record<string, () => string> = {
  purgeExpired: m.admin_job_of_purge,
  closeSilentConferences: m.admin_job_of_close_conferences,
  remindAttendees: m.admin_job_of_remind,
  assessProjects: m.admin_job_of_assess,
  draftDueReports: m.admin_job_of_draft_reports,
  forgetDelivered: m.admin_job_of_forget,
  applyRetention: m.admin_job_of_retention,
  forgetWebhookDeliveries: m.admin_job_of_forget_webhooks,
  finishErasures: m.admin_job_of_erasures,
}
export const jobWords = (name: string): string => jobs[name]?.() ?? name

/** "zilnic la 06:13": a cron expression in UTC as it is in a zone. */
export function scheduleWords(expression: string, today: string, zone: string, locale: Locale): string {
  const schedule = readSchedule(expression, today)
  switch (schedule.kind) {
    case 'minutes':
      return m.admin_schedule_minutes({ count: schedule.every })
    case 'hourly':
      return m.admin_schedule_hourly({ minute: schedule.minute })
    case 'daily':
      return m.admin_schedule_daily({ time: sayTime(schedule.at, zone, locale) })
    case 'other':
      return schedule.expression
  }
}

/** "0,3 s", "2 min": how long a job took. */
export function sayTook(startedAt: string, endedAt: string, locale: Locale): string {
  const seconds = Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1000
  if (seconds >= 120) return `${Math.round(seconds / 60)} min`
  return `${new Intl.NumberFormat(locale === 'ro' ? 'ro-RO' : 'en-GB', {
    maximumFractionDigits: seconds < 10 ? 1 : 0,
  }).format(seconds)} s`
}
