/** Why this device had better receive little, as the browser tells it (Network Information: Chromium; others tell nothing). Pure. */

export type LineHints = { saveData?: boolean | undefined; type?: string | undefined }

/** `saving`: its owner asked for it. `mobile`: it has just come from another network to mobile data. */
export type Thriftiness = 'saving' | 'mobile'

/** @param first how the line was when this began */
export function thriftiness(first: LineHints, now: LineHints): Thriftiness | null {
  if (now.saveData) return 'saving'
  // Whoever was on mobile data from the start has opened the meeting there, and knows.
  return now.type === 'cellular' && first.type !== undefined && first.type !== 'cellular' ? 'mobile' : null
}
