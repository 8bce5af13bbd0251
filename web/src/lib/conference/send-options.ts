import type { types } from 'mediasoup-client'
import type { ScreenCodec, Source } from '#contract/conference.ts'
import { cameraEncodings, screenEncodings, screenSoundOptions, voiceOptions } from './encodings.ts'

/**
 * What a line is believed to carry before anything is known of it, in kbit/s. Chromium finds out within a tenth of a second
 * with a burst, but takes the burst's own queue for a short line once in five times, and then begins here and grows by 8 % a
 * second: what all layers of a camera need at least (about 1,450) has to fit from the beginning (docs/decisions/0085).
 */
const startKbits = 1_600

/**
 * How a source is sent. Cameras are VP8, which every browser encodes in layers of several sizes; screens are what everybody
 * in the call can decode, if this browser can encode it.
 */
export function sendOptions(
  source: Source,
  track: MediaStreamTrack,
  capabilities: types.RtpCapabilities,
  screenCodec: ScreenCodec,
): types.ProducerOptions {
  const find = (wanted: ScreenCodec) =>
    capabilities.codecs?.find(({ mimeType }) => mimeType.toLowerCase() === wanted.toLowerCase())
  const codec = (source === 'screen' ? find(screenCodec) : undefined) ?? find('video/VP8')
  const picture = { codecOptions: { videoGoogleStartBitrate: startKbits }, ...(codec && { codec }) }
  switch (source) {
    case 'microphone':
      return { codecOptions: voiceOptions }
    case 'screen-audio':
      return { codecOptions: screenSoundOptions }
    case 'screen':
      return { encodings: screenEncodings, ...picture }
    case 'camera': {
      const { width = 1280, height = 720 } = track.getSettings()
      return { encodings: cameraEncodings(Math.max(width, height)), ...picture }
    }
  }
}
