import type { Plugin } from 'vite'

const forOthers =
  /[\\/]mediasoup-client[\\/]lib[\\/](?:handlers[\\/](?:Chrome74|ReactNative106|FakeHandler)|test[\\/]fakeParameters)\.js$/

/**
 * mediasoup-client brings what it knows of every browser at once. Old ones cannot draw our pages, React Native is none, and
 * the false one is for tests: in the page they are empty, and `conference/media-device.ts` never asks for them.
 */
export const withoutOtherHandlers = (): Plugin => ({
  name: 'without-other-handlers',
  enforce: 'pre',
  load: { filter: { id: forOthers }, handler: () => 'export {}' },
})
