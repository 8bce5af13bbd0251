/** What a person chose last time on this computer: devices, whether they were on, how the call looks, a guest's own name. */
import type { PictureLimit } from './picture-wishes.ts'
import { type Layout, layouts } from './plan-stage.ts'

export type Remembered = {
  microphone: string | null
  camera: string | null
  speaker: string | null
  microphoneOn: boolean
  cameraOn: boolean
}
const pictureLimits: readonly PictureLimit[] = ['all', 'low', 'none']
export type RememberedView = {
  layout: Layout
  pictures: PictureLimit
  hideMe: boolean
  hideFaceless: boolean
  /** Whether "?" opens the list of shortcuts: a bare key may be in the way of speech input (WCAG 2.2 §2.1.4). */
  helpKey: boolean
  /** The call floats by itself while its tab is left. */
  floatAway: boolean
  /** Fewer pictures were offered and answered, or chosen without: they are not offered again. */
  thriftAnswered: boolean
}
export type GuestName = { name: string; organisation: string }

const nothing: Remembered = {
  microphone: null,
  camera: null,
  speaker: null,
  microphoneOn: true,
  cameraOn: true,
}
const devicesKey = 'sfat.devices'
const viewKey = 'sfat.view'
const guestKey = 'sfat.guest'
const returnKeyKey = 'sfat.return-key'

const text = (value: unknown): string | null =>
  typeof value === 'string' && value.length < 300 ? value : null

function read(key: string): Record<string, unknown> {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? '{}') ?? {}) as Record<string, unknown>
  } catch {
    // Storage is off or damaged: nothing is remembered.
    return {}
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Storage is off: the choice holds for this page.
  }
}

export function rememberedChoice(): Remembered {
  const kept = read(devicesKey)
  return {
    microphone: text(kept['microphone']),
    camera: text(kept['camera']),
    speaker: text(kept['speaker']),
    microphoneOn: kept['microphoneOn'] !== false,
    cameraOn: kept['cameraOn'] !== false,
  }
}

export function rememberChoice(change: Partial<Remembered>): void {
  write(devicesKey, { ...nothing, ...rememberedChoice(), ...change })
}

export function rememberedView(): RememberedView {
  const kept = read(viewKey)
  return {
    layout: layouts.find((layout) => layout === kept['layout']) ?? 'auto',
    pictures: pictureLimits.find((limit) => limit === kept['pictures']) ?? 'all',
    hideMe: kept['hideMe'] === true,
    hideFaceless: kept['hideFaceless'] === true,
    helpKey: kept['helpKey'] !== false,
    floatAway: kept['floatAway'] !== false,
    thriftAnswered: kept['thriftAnswered'] === true,
  }
}

export const rememberView = (view: RememberedView): void => write(viewKey, view)

export function rememberedGuest(): GuestName {
  const kept = read(guestKey)
  return { name: text(kept['name']) ?? '', organisation: text(kept['organisation']) ?? '' }
}

/** The secret by which this browser's guest is known again; without storage every coming is a first one. */
export function returnKey(): string {
  const kept = text(read(returnKeyKey)['key'])
  if (kept !== null && /^[\w-]{43}$/.test(kept)) return kept
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const key = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace('=', '')
  write(returnKeyKey, { key })
  return key
}

export const rememberGuest = (guest: GuestName): void => write(guestKey, guest)
