/**
 * A part of the page that comes when it is first asked for, and that all get who ask. When it could not be had, the next
 * one to ask tries again.
 */
export function bringOnce<Part>(bring: () => Promise<Part>): () => Promise<Part> {
  let coming: Promise<Part> | undefined
  return () => {
    coming ??= bring().catch((error: unknown) => {
      coming = undefined
      throw error
    })
    return coming
  }
}
