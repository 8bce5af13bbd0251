import type { types } from 'mediasoup'
import type { MediaKind, Source } from '../../contract/conference.ts'

type Codec = types.RouterRtpCodecCapability

/**
 * What a router speaks. Opus mends losses in band (FEC, RFC 6716 §2.1.7) and sends next to nothing in silence (DTX);
 * voice is mono, which is Opus' default, and only shared sound asks for stereo. VP8 is in every browser (RFC 7742 §5) and
 * needs no licence. It starts at a bitrate (in kbit/s) at which faces are recognised, instead of climbing from 300.
 */
export const mediaCodecs: Codec[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    parameters: { useinbandfec: 1, usedtx: 1 },
  },
  {
    kind: 'video',
    mimeType: 'video/VP8',
    clockRate: 90_000,
    parameters: { 'x-google-start-bitrate': 1000 },
  },
]

export const kindOf: Readonly<Record<Source, MediaKind>> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  'screen-audio': 'audio',
}
