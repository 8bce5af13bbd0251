/**
 * Files on their way to agenda items, one after the other. A file for an item that is not saved yet waits until it is.
 * What cannot be taken is said at once, before anything is sent.
 */
import { documentLimitBytes, documentsPerItem, isDocumentName } from '#contract/documents.ts'
import { AppError } from '#contract/errors.ts'
import type { Document } from '#contract/minutes.ts'
import { addDocument } from '#lib/api/agenda.ts'
import { errorSentence } from '#lib/api/error-in-words.ts'
import { bringErrorWords } from '#lib/api/error-words.svelte.ts'
import * as m from '#lib/paraglide/messages.js'

export type Upload = {
  number: number
  /** The key of its item in the editor. */
  key: string
  file: File
  /** `refused` will never be taken; `failed` may be tried again. */
  state: 'queued' | 'sending' | 'failed' | 'refused'
  sentBytes: number
  words: string
}

export class Uploads {
  list = $state<Upload[]>([])
  #next = 1
  readonly #aborts = new Map<number, AbortController>()

  of(key: string): Upload[] {
    return this.list.filter((one) => one.key === key)
  }

  /** How many wait, are being sent, or could not be sent. */
  get open(): number {
    return this.list.filter(({ state }) => state !== 'refused').length
  }

  /** Resolves when each is in the list, or refused there in words. `known` is how many documents the item has already. */
  async add(key: string, chosen: Iterable<File>, known: number): Promise<void> {
    // A list of files is emptied when its field is.
    const files = [...chosen]
    await bringErrorWords()
    let count = known + this.of(key).filter(({ state }) => state !== 'refused').length
    for (const file of files) {
      const words = refusal(file, count)
      if (!words) count += 1
      this.list.push({
        number: this.#next++,
        key,
        file,
        state: words ? 'refused' : 'queued',
        sentBytes: 0,
        words: words ?? '',
      })
    }
  }

  remove(number: number): void {
    this.#aborts.get(number)?.abort()
    this.list = this.list.filter((one) => one.number !== number)
  }

  /** An item has been saved and is now known by its id. */
  rename(key: string, id: string): void {
    for (const one of this.list) if (one.key === key) one.key = id
  }

  /**
   * Sends what waits for the items that `idOf` knows, and what failed before. Resolves when each was taken or refused;
   * false when one of them could not be sent.
   */
  async send(
    meetingId: string,
    idOf: (key: string) => string | null,
    ondone: (itemId: string, document: Document) => void,
  ): Promise<boolean> {
    const due = this.list.filter(({ state, key }) => (state === 'queued' || state === 'failed') && idOf(key))
    for (const one of due) one.state = 'queued'
    let whole = true
    for (const one of due) {
      const itemId = idOf(one.key)
      // Taken out of the list, or begun by another call, while those before it were sent.
      if (!itemId || one.state !== 'queued' || !this.list.includes(one)) continue
      const abort = new AbortController()
      this.#aborts.set(one.number, abort)
      one.state = 'sending'
      try {
        const onprogress = (sentBytes: number) => (one.sentBytes = sentBytes)
        const document = await addDocument(meetingId, itemId, one.file, { onprogress, signal: abort.signal })
        this.list = this.list.filter(({ number }) => number !== one.number)
        ondone(itemId, document)
      } catch (error) {
        if (abort.signal.aborted) continue
        one.state = 'failed'
        one.sentBytes = 0
        one.words = errorSentence(error)
        whole = false
      } finally {
        this.#aborts.delete(one.number)
      }
    }
    return whole
  }

  /** Stops what is being sent. */
  close(): void {
    for (const abort of this.#aborts.values()) abort.abort()
  }
}

function refusal(file: File, count: number): string | undefined {
  if (count >= documentsPerItem) return errorSentence(new AppError('document.too-many'))
  if (!isDocumentName(file.name)) return errorSentence(new AppError('document.type-refused'))
  if (file.size > documentLimitBytes)
    return m.document_too_large({ limit: Math.floor(documentLimitBytes / 1024 / 1024) })
  if (file.size === 0) return m.document_empty()
  return undefined
}
