import * as m from '#lib/paraglide/messages.js'

const handlers: Record<string, () => string> = {
  'on-action-assigned-mail-owner': m.admin_follow_mail_owner,
  'on-attendees-changed-invite-and-uninvite': m.admin_follow_invite,
  'on-change-tell-live': m.admin_follow_live,
  'on-conference-ended-open-minutes': m.admin_follow_open_minutes,
  'on-conference-fact-record-attendance': m.admin_follow_attendance,
  'on-delivery-asked-again-tell-again': m.admin_follow_tell_again,
  'on-meeting-booked-send-invitations': m.admin_follow_invitations,
  'on-meeting-cancelled-send-cancellations': m.admin_follow_cancellations,
  'on-meeting-changed-send-updates': m.admin_follow_updates,
  'on-minutes-published-create-actions': m.admin_follow_create_actions,
  'on-minutes-published-mail-them': m.admin_follow_mail_minutes,
  'on-report-drafted-tell-author': m.admin_follow_report_drafted,
  'on-report-reviewed-tell-author': m.admin_follow_report_reviewed,
  'on-report-submitted-tell-directorate': m.admin_follow_report_submitted,
  'on-session-revoked-sign-out': m.admin_follow_sign_out,
}

/** What did not follow. A handler that is newer than this page is called by its name. */
export const followWords = (handler: string): string => handlers[handler]?.() ?? handler
