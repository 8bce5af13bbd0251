import Accessibility from '@lucide/svelte/icons/accessibility'
import Camera from '@lucide/svelte/icons/camera'
import Ear from '@lucide/svelte/icons/ear'
import Mic from '@lucide/svelte/icons/mic'
import Monitor from '@lucide/svelte/icons/monitor'
import PenLine from '@lucide/svelte/icons/pen-line'
import Projector from '@lucide/svelte/icons/projector'
import type { Equipment } from '#contract/scheduling.ts'
import * as m from '#lib/paraglide/messages.js'
import type { IconComponent } from '#lib/ui/icon.ts'

/** What a room has, in words and with a sign. */
export const equipmentWords: Record<Equipment, { label: () => string; icon: IconComponent }> = {
  screen: { label: m.equipment_screen, icon: Monitor },
  projector: { label: m.equipment_projector, icon: Projector },
  camera: { label: m.equipment_camera, icon: Camera },
  microphones: { label: m.equipment_microphones, icon: Mic },
  whiteboard: { label: m.equipment_whiteboard, icon: PenLine },
  'hearing-loop': { label: m.equipment_hearing_loop, icon: Ear },
  'step-free': { label: m.equipment_step_free, icon: Accessibility },
}
