/**
 * What this person sends: microphone, camera and screen, the devices they come from, and what is wrong with them. The
 * same object lives in the preview and in the call, so that joining neither asks nor blinks.
 */
import { untrack } from 'svelte'
import { type DeviceProblem } from './device-problems.ts'
import { type DeviceKind, type DeviceList, listDevices, noDevices, onDeviceChange } from './devices.ts'
import { DeviceError, openDevice, openDevices, openScreen } from './open-tracks.ts'
import { type Remembered, rememberChoice, rememberedChoice } from './remember-choice.ts'

export type LocalSource = 'microphone' | 'camera' | 'screen' | 'screen-audio'

/** One device: what it gives, whether it is meant to be on, and why it is not. */
export class LocalDevice {
  readonly kind: DeviceKind
  track = $state.raw<MediaStreamTrack | null>(null)
  /** What the person wants. */
  wanted = $state(true)
  problem = $state<DeviceProblem | null>(null)
  /** The browser is being asked. */
  asking = $state(false)
  chosenId = $state<string | null>(null)

  constructor(kind: DeviceKind) {
    this.kind = kind
  }

  /** Whether it is really on: others can hear or see it. */
  get on(): boolean {
    return this.wanted && this.track !== null
  }
}

export class LocalMedia {
  readonly microphone = new LocalDevice('microphone')
  readonly camera = new LocalDevice('camera')
  screen = $state.raw<{ video: MediaStreamTrack; audio: MediaStreamTrack | null } | null>(null)
  devices = $state.raw<DeviceList>(noDevices)
  speakerId = $state<string | null>(null)
  /** The person held up by the browser's question has to be shown where it is. */
  asking = $derived(this.microphone.asking || this.camera.asking)

  /** Told after each change of what should be sent; the call sends it, the preview has nobody to send it to. */
  onChange: ((source: LocalSource) => void) | undefined
  /** Told when a device was unplugged while it was in use. */
  onLost: ((kind: DeviceKind) => void) | undefined

  #stopWatching: (() => void) | undefined
  #closed = false

  constructor() {
    const kept = rememberedChoice()
    this.microphone.wanted = kept.microphoneOn
    this.camera.wanted = kept.cameraOn
    this.microphone.chosenId = kept.microphone
    this.camera.chosenId = kept.camera
    this.speakerId = kept.speaker
  }

  /** Opens what was on last time. Never rejects: what does not work says so in `problem`. */
  async start(): Promise<void> {
    this.#stopWatching = onDeviceChange(() => void this.#relist())
    const wanted = { microphone: this.microphone.wanted, camera: this.camera.wanted }
    this.microphone.asking = wanted.microphone
    this.camera.asking = wanted.camera
    const opened = await openDevices(wanted, {
      microphone: this.microphone.chosenId,
      camera: this.camera.chosenId,
    })
    for (const device of [this.microphone, this.camera]) {
      const got = opened[device.kind]
      device.asking = false
      if (got instanceof MediaStreamTrack) this.#adopt(device, got)
      else if (got) this.#failed(device, got)
    }
    await this.#relist()
  }

  /** Turns a device on or off. Off, the microphone keeps its track (silent, at once back) and the camera lets go of it. */
  async set(kind: DeviceKind, on: boolean): Promise<void> {
    const device = this[kind]
    device.wanted = on
    rememberChoice(kind === 'microphone' ? { microphoneOn: on } : { cameraOn: on })
    // While another one is asked for, the one before is still heard and seen.
    if (!on) {
      if (kind === 'camera') this.#release(device)
      else if (device.track) device.track.enabled = false
      this.onChange?.(kind)
      return
    }
    if (device.track?.readyState === 'live') {
      device.track.enabled = true
      this.onChange?.(kind)
      return
    }
    // What is being asked for is on or off as is wanted when it comes.
    if (!device.asking) await this.#open(device)
  }

  /** Uses another device of the kind, from now on and next time. */
  async choose(kind: DeviceKind, id: string): Promise<void> {
    const device = this[kind]
    device.chosenId = id
    rememberChoice({ [kind]: id } satisfies Partial<Remembered>)
    if (device.wanted) await this.#open(device)
    else this.#release(device)
  }

  chooseSpeaker(id: string): void {
    this.speakerId = id
    rememberChoice({ speaker: id })
  }

  /** Tries again what did not work, after the person has followed the advice. */
  async retry(kind: DeviceKind): Promise<void> {
    this[kind].wanted = true
    await this.#open(this[kind])
    await this.#relist()
  }

  /**
   * Shares a screen. False when the person thought better of it.
   *
   * @throws {DeviceError}
   */
  async share(): Promise<boolean> {
    const screen = await openScreen()
    if (!screen) return false
    if (this.#closed) {
      // Chosen after the end: nobody would stop it.
      screen.video.stop()
      screen.audio?.stop()
      return false
    }
    this.unshare()
    this.screen = screen
    // The browser's own "stop sharing" bar.
    screen.video.addEventListener('ended', () => this.unshare())
    this.onChange?.('screen')
    if (screen.audio) this.onChange?.('screen-audio')
    return true
  }

  unshare(): void {
    const screen = untrack(() => this.screen)
    if (!screen) return
    screen.video.stop()
    screen.audio?.stop()
    this.screen = null
    this.onChange?.('screen')
    if (screen.audio) this.onChange?.('screen-audio')
  }

  /** Lets go of every device; the lights go out. Safe to call twice. */
  close(): void {
    this.#closed = true
    this.onChange = undefined
    this.onLost = undefined
    this.#stopWatching?.()
    this.unshare()
    this.#release(this.microphone)
    this.#release(this.camera)
  }

  async #open(device: LocalDevice): Promise<void> {
    device.asking = true
    device.problem = null
    try {
      const track = await openDevice(device.kind, device.chosenId)
      this.#adopt(device, track)
    } catch (error) {
      this.#failed(device, error instanceof DeviceError ? error.problem : 'failed')
    } finally {
      device.asking = false
    }
    if (!this.devices.microphones[0]?.label) await this.#relist()
  }

  #adopt(device: LocalDevice, track: MediaStreamTrack): void {
    if (this.#closed) return track.stop()
    const old = device.track
    device.track = track
    device.problem = null
    device.chosenId = track.getSettings().deviceId ?? device.chosenId
    // Turned off while the browser was still asking.
    track.enabled = device.wanted
    track.addEventListener('ended', () => void this.#unplugged(device, track))
    old?.stop()
    if (!device.wanted && device.kind === 'camera') this.#release(device)
    this.onChange?.(device.kind)
  }

  #failed(device: LocalDevice, problem: DeviceProblem): void {
    device.problem = problem
    device.wanted = false
    this.#release(device)
    this.onChange?.(device.kind)
  }

  #release(device: LocalDevice): void {
    device.track?.stop()
    device.track = null
  }

  /** A device that is pulled out gives way to the next one, if there is one. */
  async #unplugged(device: LocalDevice, track: MediaStreamTrack): Promise<void> {
    if (device.track !== track || this.#closed) return
    device.track = null
    this.onLost?.(device.kind)
    if (device.wanted) await this.#open(device)
    else this.onChange?.(device.kind)
  }

  async #relist(): Promise<void> {
    const devices = await listDevices().catch(() => noDevices)
    if (this.#closed) return
    this.devices = devices
  }
}
