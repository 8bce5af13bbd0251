/**
 * A caller whose microphone is silent until its person speaks, and who listens to it as the product's page does. For
 * measuring what others miss of a first word.
 */
import { OwnVoice } from '../../web/src/lib/conference/own-voice.ts'
import type { Caller } from './caller.ts'
import type { SpeakerPort } from './speaker-port.ts'

const context = new AudioContext()
const loudness = new GainNode(context, { gain: 0 })
const microphone = context.createMediaStreamDestination()
const voice = new OscillatorNode(context, { frequency: 180 })
voice.connect(loudness).connect(microphone)
voice.start()
navigator.mediaDevices.getUserMedia = async () => microphone.stream

class Speaker implements SpeakerPort {
  #tells = false

  constructor() {
    const own = new OwnVoice({ onMutedSpeech: () => undefined, onBegin: () => this.#begin() })
    own.track = microphone.stream.getAudioTracks()[0] ?? null
  }

  speak(tells: boolean): void {
    this.#tells = tells
    loudness.gain.value = 0.3
  }

  hush(): void {
    loudness.gain.value = 0
  }

  #begin(): boolean {
    const producerId = globalThis.caller.producerOf('microphone')
    if (this.#tells && producerId) void globalThis.caller.ask('voice:begin', { producerId })
    return true
  }
}

declare global {
  var caller: Caller
  var speaker: SpeakerPort
}
globalThis.speaker = new Speaker()
