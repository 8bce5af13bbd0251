import type { types } from 'mediasoup'
import {
  type MediaKind,
  type RtpCapabilities,
  type ScreenCodec,
  screenCodecs,
  type Source,
} from '../../contract/conference.ts'

type Codec = types.RouterRtpCodecCapability

/**
 * What a router speaks. Opus mends losses in band (FEC, RFC 6716 §2.1.7) and sends next to nothing in silence (DTX);
 * voice is mono, which is Opus' default, and only shared sound asks for stereo. VP8 is in every browser (RFC 7742 §5) and
 * needs no licence. Both start at a bitrate (in kbit/s) at which faces are recognised, instead of climbing from 300. VP9
 * (profile 0) takes a third less for a screen, whose text stays sharp, and drops frames in layers (SVC).
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
  {
    kind: 'video',
    mimeType: 'video/VP9',
    clockRate: 90_000,
    parameters: { 'profile-id': 0, 'x-google-start-bitrate': 1000 },
  },
]

/** The best codec for a screen that everybody decodes who is in. */
export function screenCodecFor(people: readonly RtpCapabilities[]): ScreenCodec {
  const all = (codec: ScreenCodec) => people.every(({ codecs }) => codecs.some((one) => decodes(one, codec)))
  return screenCodecs.find(all) ?? 'video/VP8'
}

const decodes = ({ mimeType, parameters }: RtpCapabilities['codecs'][number], codec: ScreenCodec): boolean =>
  mimeType.toLowerCase() === codec.toLowerCase() && Number(parameters?.['profile-id'] ?? 0) === 0

export const kindOf: Readonly<Record<Source, MediaKind>> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  'screen-audio': 'audio',
}
