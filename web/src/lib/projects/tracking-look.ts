/** Words, shapes and tones of health and status, in the order in which they are listed. */
import CircleCheck from '@lucide/svelte/icons/circle-check'
import OctagonAlert from '@lucide/svelte/icons/octagon-alert'
import TriangleAlert from '@lucide/svelte/icons/triangle-alert'
import type { HealthColour, ProjectStatus } from '#contract/tracking.ts'
import * as m from '#lib/paraglide/messages.js'
import type { IconComponent } from '#lib/ui/icon.ts'

/** A disc, a triangle and an octagon: told apart without their colours. */
export const healthLooks: Record<
  HealthColour,
  { label: () => string; tone: 'good' | 'care' | 'bad'; icon: IconComponent }
> = {
  red: { label: m.health_red, tone: 'bad', icon: OctagonAlert },
  amber: { label: m.health_amber, tone: 'care', icon: TriangleAlert },
  green: { label: m.health_green, tone: 'good', icon: CircleCheck },
}

export const statusWords: Record<ProjectStatus, () => string> = {
  planned: m.project_status_planned,
  running: m.project_status_running,
  closed: m.project_status_closed,
}
