import type { types } from 'mediasoup-client'
import type { ScreenCodec, Source } from '#contract/conference.ts'
import { cameraEncodings, screenEncodings, screenSoundOptions, voiceOptions } from './encodings.ts'

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
  const picture = { codecOptions: { videoGoogleStartBitrate: 1000 }, ...(codec && { codec }) }
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
