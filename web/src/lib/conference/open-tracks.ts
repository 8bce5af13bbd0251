/** Opens microphone, camera and screen with the settings that a meeting needs. */
import { type DeviceProblem, problemOf } from './device-problems.ts'
import { canCapture, type DeviceKind, permissionOf } from './devices.ts'

export class DeviceError extends Error {
  readonly problem: DeviceProblem
  constructor(problem: DeviceProblem) {
    super(problem)
    this.name = 'DeviceError'
    this.problem = problem
  }
}

export type Choice = { microphone: string | null; camera: string | null }
export type Opened = Record<DeviceKind, MediaStreamTrack | DeviceProblem | null>

const constraints = {
  microphone: (id: string | null): MediaTrackConstraints => ({
    ...(id && { deviceId: { exact: id } }),
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    channelCount: { ideal: 1 },
  }),
  camera: (id: string | null): MediaTrackConstraints => ({
    ...(id && { deviceId: { exact: id } }),
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 25, max: 30 },
    ...(!id && { facingMode: 'user' }),
  }),
}

/**
 * Opens one device. A remembered device that is no longer there gives way to the browser's own choice.
 *
 * @throws {DeviceError}
 */
export async function openDevice(kind: DeviceKind, id: string | null): Promise<MediaStreamTrack> {
  if (!canCapture()) throw new DeviceError('insecure')
  const media = (chosen: string | null) =>
    navigator.mediaDevices.getUserMedia(
      kind === 'microphone'
        ? { audio: constraints.microphone(chosen) }
        : { video: constraints.camera(chosen) },
    )
  try {
    const stream = await media(id).catch((error: unknown) => {
      if (id && problemOf(error) === 'missing') return media(null)
      throw error
    })
    return marked(stream.getTracks()[0] as MediaStreamTrack)
  } catch (error) {
    throw new DeviceError(problemOf(error))
  }
}

/**
 * Opens what is wanted with one question of the browser. What fails alone does not take the other with it; a device
 * that is not wanted is null.
 */
export async function openDevices(wanted: Record<DeviceKind, boolean>, choice: Choice): Promise<Opened> {
  const kinds = (['microphone', 'camera'] as const).filter((kind) => wanted[kind])
  const opened: Opened = { microphone: null, camera: null }
  if (kinds.length === 2 && canCapture()) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: constraints.microphone(choice.microphone),
        video: constraints.camera(choice.camera),
      })
      return {
        microphone: marked(stream.getAudioTracks()[0] as MediaStreamTrack),
        camera: marked(stream.getVideoTracks()[0] as MediaStreamTrack),
      }
    } catch (error) {
      const problem = problemOf(error)
      if (problem === 'blocked' || problem === 'blocked-by-system') {
        // One of the two may still be allowed; asking again for what was just refused would only annoy.
        for (const kind of kinds)
          opened[kind] =
            (await permissionOf(kind)) === 'granted' ? await openOrProblem(kind, choice[kind]) : problem
        return opened
      }
    }
  }
  for (const kind of kinds) opened[kind] = await openOrProblem(kind, choice[kind])
  return opened
}

async function openOrProblem(kind: DeviceKind, id: string | null): Promise<MediaStreamTrack | DeviceProblem> {
  return openDevice(kind, id).catch((error: unknown) =>
    error instanceof DeviceError ? error.problem : 'failed',
  )
}

/**
 * Asks the person which screen, window or tab to share, with its sound where the browser can. Null when they thought
 * better of it.
 *
 * @throws {DeviceError}
 */
export async function openScreen(): Promise<{
  video: MediaStreamTrack
  audio: MediaStreamTrack | null
} | null> {
  if (!canCapture() || !('getDisplayMedia' in navigator.mediaDevices)) throw new DeviceError('insecure')
  const ask: DisplayMediaStreamOptions & Record<string, unknown> = {
    video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { ideal: 10, max: 15 } },
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    // Sharing this very tab shows a hall of mirrors.
    selfBrowserSurface: 'exclude',
    surfaceSwitching: 'include',
    systemAudio: 'include',
  }
  let stream: MediaStream
  try {
    stream = await navigator.mediaDevices.getDisplayMedia(ask)
  } catch (error) {
    const problem = problemOf(error)
    if (problem === 'blocked') return null
    throw new DeviceError(problem)
  }
  const video = stream.getVideoTracks()[0] as MediaStreamTrack
  video.contentHint = 'detail'
  const audio = stream.getAudioTracks()[0] ?? null
  if (audio) audio.contentHint = 'music'
  return { video, audio }
}

/** Tells the encoder what it looks at. */
function marked(track: MediaStreamTrack): MediaStreamTrack {
  track.contentHint = track.kind === 'audio' ? 'speech' : 'motion'
  return track
}
