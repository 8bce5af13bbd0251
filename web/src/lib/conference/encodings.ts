/** How each source is encoded. */
import type { types } from 'mediasoup-client'
import { layerBitrates, layerWidths } from '#contract/picture-layers.ts'

/**
 * The simulcast layers of a camera, smallest first. Layer 0 is always about 320 pixels on its long side, layer 1 640 and
 * layer 2 1280, so that a receiver may ask by width without knowing the camera; a small camera has fewer layers.
 *
 * @param longSide the longer side of the captured picture, pixels
 */
export function cameraEncodings(longSide: number): types.RtpEncodingParameters[] {
  const count = Math.max(1, layerWidths.filter((width) => width <= longSide * 1.1).length)
  return layerBitrates.slice(0, count).map((maxBitrate, layer) => ({
    scaleResolutionDownBy: 2 ** (count - 1 - layer),
    maxBitrate,
    scalabilityMode: 'L1T3',
  }))
}

/**
 * Text must stay sharp, so a screen has layers of frames and not of sizes: whoever has a slow line gets fewer frames, as
 * sharp as they are.
 */
export const screenEncodings: types.RtpEncodingParameters[] = [
  { maxBitrate: 2_500_000, maxFramerate: 15, scalabilityMode: 'L1T3' },
]

/** Speech: silence is not sent (DTX), and a lost packet is mended from the next (FEC, RFC 6716 §2.1.7). */
export const voiceOptions: types.ProducerCodecOptions = {
  opusStereo: false,
  opusDtx: true,
  opusFec: true,
  opusMaxAverageBitrate: 40_000,
}

/** The sound of a shared screen may be music: both sides, and no gaps. */
export const screenSoundOptions: types.ProducerCodecOptions = {
  opusStereo: true,
  opusDtx: false,
  opusFec: true,
  opusMaxAverageBitrate: 128_000,
}
