/** What stands in the way of a device, in words: what it is, and what to do. */
import * as m from '#lib/paraglide/messages.js'
import { type Browser, browserOf, type DeviceProblem } from './device-problems.ts'
import { type DeviceKind } from './devices.ts'

const unblock = {
  chromium: m.device_blocked_chromium,
  firefox: m.device_blocked_firefox,
  safari: m.device_blocked_safari,
} satisfies Record<Browser, () => string>

export function deviceWords(
  kind: DeviceKind | 'both',
  problem: DeviceProblem,
  userAgent = navigator.userAgent,
): { title: string; advice: string } {
  const microphone = kind === 'microphone'
  switch (problem) {
    case 'blocked':
      return {
        title:
          kind === 'both'
            ? m.device_blocked_both()
            : microphone
              ? m.device_blocked_microphone()
              : m.device_blocked_camera(),
        advice: unblock[browserOf(userAgent)](),
      }
    case 'blocked-by-system':
      return {
        title: microphone ? m.device_system_microphone() : m.device_system_camera(),
        advice: m.device_system_advice(),
      }
    case 'missing':
      return {
        title:
          kind === 'both'
            ? m.device_missing_both()
            : microphone
              ? m.device_missing_microphone()
              : m.device_missing_camera(),
        advice: m.device_missing_advice(),
      }
    case 'busy':
      return {
        title: microphone ? m.device_busy_microphone() : m.device_busy_camera(),
        advice: m.device_busy_advice(),
      }
    case 'insecure':
      return { title: m.device_insecure(), advice: m.device_insecure_advice() }
    case 'failed':
      return {
        title: microphone ? m.device_failed_microphone() : m.device_failed_camera(),
        advice: m.device_failed_advice(),
      }
  }
}
