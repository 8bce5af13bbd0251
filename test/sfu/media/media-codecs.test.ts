import { expect, it } from 'vitest'
import type { RtpCapabilities } from '../../../contract/conference.ts'
import { screenCodecFor } from '../../../sfu/media/media-codecs.ts'

const browser = (...codecs: [mimeType: string, profile?: number][]): RtpCapabilities => ({
  codecs: codecs.map(([mimeType, profile]) => ({
    kind: 'video',
    mimeType,
    clockRate: 90_000,
    ...(profile !== undefined && { parameters: { 'profile-id': profile } }),
  })),
  headerExtensions: [],
})
const both = browser(['video/VP8'], ['video/VP9', 0])

it('encodes screens with VP9 while everybody who is in decodes it', () => {
  expect(screenCodecFor([])).toBe('video/VP9')
  expect(screenCodecFor([both, browser(['video/vp8'], ['video/vp9'])])).toBe('video/VP9')
})

it('encodes them with VP8 when somebody decodes no VP9, or only another profile of it', () => {
  expect(screenCodecFor([both, browser(['video/VP8'])])).toBe('video/VP8')
  expect(screenCodecFor([both, browser(['video/VP8'], ['video/VP9', 2])])).toBe('video/VP8')
  expect(screenCodecFor([browser(['video/H264'])])).toBe('video/VP8')
})
