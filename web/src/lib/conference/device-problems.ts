/** What the browser says when a device does not open, as the screens tell it apart. Pure. */

/** Why a device does not work, as far as the browser tells. Each has its own advice on the screen. */
export type DeviceProblem =
  /** The person, or an earlier answer of theirs, said no to this site. */
  | 'blocked'
  /** The operating system keeps the browser from it. */
  | 'blocked-by-system'
  | 'missing'
  /** Another program has it. */
  | 'busy'
  /** The page is not served over TLS, so the browser does not even ask. */
  | 'insecure'
  | 'failed'

/** Media Capture and Streams §10.2.5 names the errors; Chromium tells the system's refusal only in the message. */
export function problemOf(error: unknown): DeviceProblem {
  const { name, message } = error as { name?: string; message?: string }
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return /system/i.test(message ?? '') ? 'blocked-by-system' : 'blocked'
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing'
    case 'NotReadableError':
    case 'AbortError':
      return 'busy'
    default:
      return 'failed'
  }
}

export type Browser = 'chromium' | 'firefox' | 'safari'

/** Which browser's own button has to be drawn. */
export function browserOf(userAgent: string): Browser {
  if (/firefox|fxios/i.test(userAgent)) return 'firefox'
  return /safari/i.test(userAgent) && !/chrom(e|ium)|crios|edg/i.test(userAgent) ? 'safari' : 'chromium'
}
