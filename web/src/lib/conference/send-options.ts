import type { types } from 'mediasoup-client'
import type { Source } from '#contract/conference.ts'
import { cameraEncodings, screenEncodings, screenSoundOptions, voiceOptions } from './encodings.ts'

/** How a source is sent. Pictures are VP8, which every browser encodes in layers. */
export function sendOptions(
  source: Source,
  track: MediaStreamTrack,
  capabilities: types.RtpCapabilities,
): types.ProducerOptions {
  const codec = capabilities.codecs?.find(({ mimeType }) => mimeType.toLowerCase() === 'video/vp8')
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
