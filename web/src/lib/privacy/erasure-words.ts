import type { ErasurePlan } from '#contract/personal-data.ts'
import * as m from '#lib/paraglide/messages.js'

type Goes = ErasurePlan['goes'][number]['what']
type Stays = ErasurePlan['stays'][number]['what']
type Words = (count: { count: number }) => string

const goes: Record<Goes, Words> = {
  account: m.erase_account,
  sessions: m.erase_sessions,
  tokens: m.erase_tokens,
  feeds: m.erase_feeds,
  invitations: m.erase_invitations,
  mandates: m.erase_mandates,
  offices: m.erase_offices,
  comments: m.erase_comments,
  mails: m.erase_mails,
  attendance: m.erase_attendance,
  history: m.erase_history,
}
const stays: Record<Stays, Words> = {
  minutes: m.stay_minutes,
  meetings: m.stay_meetings,
  actions: m.stay_actions,
  'open-actions': m.stay_open_actions,
  reports: m.stay_reports,
  documents: m.stay_documents,
}

/** What there is of it, each in words. */
export const goesWords = (plan: Pick<ErasurePlan, 'goes'>): string[] => [
  m.person_erase_name(),
  ...plan.goes.filter(({ count }) => count > 0).map(({ what, count }) => goes[what]({ count })),
]
export const staysWords = (plan: Pick<ErasurePlan, 'stays'>): string[] =>
  plan.stays.filter(({ count }) => count > 0).map(({ what, count }) => stays[what]({ count }))
