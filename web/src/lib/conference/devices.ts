/** Cameras, microphones and loudspeakers of this computer, and what stands in the way of using them. */

export type DeviceKind = 'microphone' | 'camera'

export type DeviceList = Record<'microphones' | 'cameras' | 'speakers', { id: string; label: string }[]>
export const noDevices: DeviceList = { microphones: [], cameras: [], speakers: [] }

/** Whether the browser would let this page use devices at all. */
export const canCapture = (): boolean => globalThis.isSecureContext && navigator.mediaDevices !== undefined
/** Whether sound may be sent to a loudspeaker of one's choice. */
export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype

/** What there is to choose from. Labels are empty until the person has allowed a device of that kind. */
export async function listDevices(): Promise<DeviceList> {
  if (!canCapture()) return noDevices
  const all = await navigator.mediaDevices.enumerateDevices()
  const of = (kind: MediaDeviceKind) =>
    all
      // Chromium repeats two devices as "default" and "communications".
      .filter((device) => device.kind === kind && device.deviceId && device.deviceId !== 'communications')
      .map(({ deviceId: id, label }) => ({ id, label }))
  return { microphones: of('audioinput'), cameras: of('videoinput'), speakers: of('audiooutput') }
}

/** Calls back when something is plugged in or out, until the returned function is called. */
export function onDeviceChange(changed: () => void): () => void {
  if (!canCapture()) return () => undefined
  navigator.mediaDevices.addEventListener('devicechange', changed)
  return () => navigator.mediaDevices.removeEventListener('devicechange', changed)
}

/** Whether the browser will show its question, as far as it tells; `null` when it does not (older Firefox). */
export async function permissionOf(kind: DeviceKind): Promise<PermissionState | null> {
  try {
    return (await navigator.permissions.query({ name: kind as PermissionName })).state
  } catch {
    return null
  }
}
