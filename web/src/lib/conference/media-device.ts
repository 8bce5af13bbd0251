/**
 * The browser's side of mediasoup. It is a third of all that a call needs, and nothing of it is needed to draw the preview:
 * it comes beside it (`client.ts`). What it asks of the browser itself it asks as soon as it is there.
 */
import { detectDevice, Device } from 'mediasoup-client'
import { Chrome111 } from 'mediasoup-client/handlers/Chrome111'
import { Firefox120 } from 'mediasoup-client/handlers/Firefox120'
import { Safari12 } from 'mediasoup-client/handlers/Safari12'

/** Of the handlers in mediasoup-client those for browsers that can draw our pages; the build leaves out the others. */
const handlers: Readonly<Record<string, typeof Chrome111 | typeof Firefox120 | typeof Safari12>> = {
  Chrome111,
  Firefox120,
  Safari12,
}

/**
 * A device that has yet to be loaded. What this browser can send and receive takes it tens of milliseconds to say, so it is
 * asked now, while the node has not yet greeted.
 *
 * @throws when the browser cannot take part
 */
export function prepareDevice(): Device {
  const handler = handlers[detectDevice() ?? '']
  if (!handler) throw new Error('this browser has no media that the conference knows')
  const factory = handler.createFactory({})
  const sends = factory.getNativeRtpCapabilities({ direction: 'sendonly' })
  const receives = factory.getNativeRtpCapabilities({ direction: 'recvonly' })
  // Told when the device is loaded; here it only must not count as unhandled.
  for (const asked of [sends, receives]) asked.catch(() => undefined)
  return new Device({
    handlerFactory: {
      ...factory,
      getNativeRtpCapabilities: ({ direction }) => (direction === 'sendonly' ? sends : receives),
    },
  })
}
