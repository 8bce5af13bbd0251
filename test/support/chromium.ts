/** Debian's Chromium without a window, with a camera and a microphone that are always there and never ask. */
import { type Browser, chromium } from 'playwright-core'

export const chromiumPath = process.env['CHROMIUM_BIN'] ?? '/usr/bin/chromium'

export function openChromium(moreArgs: string[] = [], executablePath = chromiumPath): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      // Pages of a test are all in front, whichever was opened last.
      '--disable-backgrounding-occluded-windows',
      '--disable-renderer-backgrounding',
      '--disable-background-timer-throttling',
      // A container's /dev/shm is often too small, and root cannot have Chromium's sandbox.
      '--disable-dev-shm-usage',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...moreArgs,
    ],
  })
}
