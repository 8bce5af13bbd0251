import type { TokenArea } from '#contract/tokens.ts'
import * as m from '#lib/paraglide/messages.js'
import type { Right } from './token-rights.ts'

export const areaWords: Record<TokenArea, () => string> = {
  people: m.token_area_people,
  meetings: m.token_area_meetings,
  groups: m.token_area_groups,
  projects: m.token_area_projects,
  reports: m.token_area_reports,
  administration: m.token_area_administration,
}

export const rightWords: Record<Right, () => string> = {
  none: m.token_right_none,
  read: m.token_right_read,
  write: m.token_right_write,
}
