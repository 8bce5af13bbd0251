/**
 * Put into a page before its own scripts: notes when it began to be opened, when a button was clicked last, and when the
 * first frame of a remote picture had been decoded, all by the clock that pages of one machine share. It takes frames from the track itself, so it does not matter how the page shows them.
 */
type Marks = { opened: number; click: number | null; firstFrame: number | null }

declare global {
  var marks: Marks
  /** https://www.w3.org/TR/mediacapture-transform/, not yet in the libraries of TypeScript. */
  var MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => {
    readable: ReadableStream<VideoFrame>
  }
}

const now = () => performance.timeOrigin + performance.now()
const marks: Marks = { opened: performance.timeOrigin, click: null, firstFrame: null }
globalThis.marks = marks

addEventListener('click', () => (marks.click = now()), { capture: true })

async function waitForFrame(track: MediaStreamTrack): Promise<void> {
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader()
  const { value } = await reader.read()
  marks.firstFrame ??= now()
  value?.close()
  await reader.cancel()
}

globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration)
    this.addEventListener('track', ({ track }) => {
      if (track.kind === 'video') void waitForFrame(track)
    })
  }
}
