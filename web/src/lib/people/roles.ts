import type { Role } from '#contract/identity.ts'
import * as m from '#lib/paraglide/messages.js'

/** Roles by name, with what each may do. */
export const roleWords: Record<Role, { label: () => string; hint: () => string }> = {
  administrator: { label: m.role_administrator, hint: m.role_administrator_hint },
  secretariat: { label: m.role_secretariat, hint: m.role_secretariat_hint },
  'project-manager': { label: m.role_project_manager, hint: m.role_project_manager_hint },
  directorate: { label: m.role_directorate, hint: m.role_directorate_hint },
  member: { label: m.role_member, hint: m.role_member_hint },
}
