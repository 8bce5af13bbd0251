import { AppError } from '../../contract/errors.ts'

/** The media server is not there. `cause` is for the log. */
export function mediaUnavailable(cause?: unknown): AppError {
  return Object.assign(new AppError('conference.media-unavailable'), { cause })
}

/**
 * Runs a request of a browser against mediasoup. Its parameters were parsed, so what mediasoup still refuses (a codec we
 * do not speak, an SSRC used twice) is `conference.media-refused`; with the worker gone it is `.media-unavailable`.
 */
export async function asMediaRequest<T>(isOpen: () => boolean, run: () => Promise<T>): Promise<T> {
  if (!isOpen()) throw mediaUnavailable()
  try {
    return await run()
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw isOpen()
      ? Object.assign(new AppError('conference.media-refused'), { cause })
      : mediaUnavailable(cause)
  }
}
