/**
 * A text that saves itself while somebody types, beside others who type in the same. What is typed always has a `base`,
 * the text that it was made from, so that the server can merge line by line; what others wrote comes in only while
 * nothing of mine is unsaved. Everything unsaved is kept in this browser until the server has it.
 */
import { AppError, isError } from '#contract/errors.ts'
import type { WriteDiscussion } from '#contract/minutes.ts'
import type { KeptText } from './kept-text.ts'

/** `waiting`: the server cannot be reached and is asked again. `refused`: it said no. */
export type TextStatus = 'saved' | 'unsaved' | 'saving' | 'waiting' | 'conflict' | 'refused'

export type Saved = { text: string; version: number }

export type TextState = {
  text: string
  status: TextStatus
  /** The text as the server has it and what mine was made from, while the same lines differ. */
  conflict: { theirs: string; base: string } | null
  /** Why it was refused. */
  failure: AppError | null
}

type Deps = {
  save: (ask: WriteDiscussion) => Promise<Saved>
  kept: KeptText
  changed: (state: TextState) => void
}

/** How long nothing is typed before it is saved, and how long at most what is typed waits, in milliseconds. */
const pauseMs = 600
const longestMs = 2_500
/** How soon the server is asked again; doubled each time. */
const firstRetryMs = 2_000
const lastRetryMs = 30_000

/** What no text may hold (`prose` in the contract); it comes in by pasting from other programs. */
// eslint-disable-next-line no-control-regex
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

export class TextSaver {
  #text: string
  #base: string
  /** The server's version of `#base`; older than its newest when the two were merged and I have typed on since. */
  #version: number
  /** The newest that is known of the server. */
  #latest: Saved
  #conflict: Saved | null = null
  #failure: AppError | null = null
  #waiting = false
  #sending: Promise<void> | undefined
  /** An input method is at work: nothing may change under it. */
  #held = false
  #closed = false
  #retryMs = firstRetryMs
  #timer: ReturnType<typeof setTimeout> | undefined
  #dirtySince = 0
  readonly #deps: Deps

  /** What was kept from last time is taken up where it was left. */
  constructor(saved: Saved, deps: Deps) {
    this.#deps = deps
    this.#latest = saved
    this.#text = this.#base = saved.text
    this.#version = saved.version
    const kept = deps.kept.read()
    if (kept && kept.text !== saved.text) {
      this.#text = kept.text
      this.#base = kept.base
      this.#version = kept.version
      this.#schedule(0)
    } else deps.kept.drop()
  }

  get state(): TextState {
    const conflict = this.#conflict && { theirs: this.#conflict.text, base: this.#base }
    return { text: this.#text, status: this.#status, conflict, failure: this.#failure }
  }

  get #status(): TextStatus {
    if (this.#conflict) return 'conflict'
    if (this.#failure) return 'refused'
    if (this.#waiting && !this.#clean) return 'waiting'
    if (this.#sending) return 'saving'
    return this.#clean ? 'saved' : 'unsaved'
  }

  get #clean(): boolean {
    return this.#text === this.#base
  }

  type(text: string): void {
    const before = this.#text
    this.#text = text.replaceAll(unwritable, '')
    // Told even when only something unwritable was taken out again, so that the field follows.
    if (this.#text === before && text === before) return
    this.#failure = null
    this.#keep()
    this.#schedule()
    this.#tell()
  }

  /** The text as the server has it now. An answer that was overtaken is dropped. */
  receive(saved: Saved): void {
    if (saved.version < this.#latest.version) return
    this.#latest = saved
    if (this.#conflict && saved.version > this.#conflict.version) this.#conflict = saved
    this.#settle()
    this.#tell()
  }

  /** While an input method composes. */
  hold(on: boolean): void {
    this.#held = on
    if (on) return
    this.#settle()
    if (!this.#clean) this.#schedule()
    this.#tell()
  }

  /** Ends a conflict with this text, which takes the place of what the server has. */
  async resolve(text: string): Promise<void> {
    if (!this.#conflict) return
    this.#base = this.#conflict.text
    this.#version = this.#conflict.version
    this.#conflict = null
    this.#text = text
    this.#keep()
    this.#settle()
    await this.flush()
  }

  /** Saves at once what is not saved yet; resolves when it is, or when it could not be. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    // What was typed since that one left goes after it.
    if (this.#sending) {
      await this.#sending
      if (this.#status !== 'unsaved') return
    }
    if (this.#held || this.#conflict || this.#clean) return this.#tell()
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined
      this.#settle()
      this.#keep()
      if (this.#status === 'unsaved') this.#schedule()
      this.#tell()
    })
    await this.#sending
  }

  async #send(): Promise<void> {
    this.#failure = null
    const sent = this.#text
    try {
      const answer = await this.#deps.save({ discussion: sent, base: this.#base, version: this.#version })
      this.#waiting = false
      this.#retryMs = firstRetryMs
      this.#base = sent
      // Merged with others' lines: mine of now was not made from that, and keeps the older version, so that the server
      // merges again.
      if (answer.text === sent) this.#version = answer.version
      if (answer.version >= this.#latest.version) this.#latest = answer
    } catch (error) {
      this.#refused(error)
    }
  }

  /** Stops the clock; what is unsaved is sent once more, and stays kept if that fails. */
  close(): void {
    this.#closed = true
    void this.flush()
  }

  #refused(error: unknown): void {
    if (isError(error, 'minutes.conflict')) {
      this.#conflict = { text: error.params.current, version: error.params.version }
      if (this.#latest.version > this.#conflict.version) this.#conflict = this.#latest
      return
    }
    const known = error instanceof AppError ? error : new AppError('server.failed')
    // The session is asked for again and the text waits for it; a busy or unreachable server comes back.
    if (['unavailable', 'limited', 'internal', 'unauthenticated'].includes(known.kind)) {
      this.#waiting = true
      this.#schedule(this.#retryMs)
      this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs)
    } else this.#failure = known
  }

  /** Takes over what the server has, where nothing of mine is in the way. */
  #settle(): void {
    if (this.#latest.text === this.#base) this.#version = this.#latest.version
    if (this.#held || this.#sending || this.#conflict || !this.#clean) return
    if (this.#latest.version < this.#version) return
    this.#text = this.#base = this.#latest.text
    this.#version = this.#latest.version
  }

  #keep(): void {
    if (this.#clean) {
      this.#dirtySince = 0
      this.#deps.kept.drop()
    } else this.#deps.kept.keep({ text: this.#text, base: this.#base, version: this.#version })
  }

  #schedule(ms?: number): void {
    clearTimeout(this.#timer)
    if (this.#closed) return
    this.#dirtySince ||= Date.now()
    const soon = Math.min(pauseMs, Math.max(0, this.#dirtySince + longestMs - Date.now()))
    this.#timer = setTimeout(() => {
      this.#dirtySince = 0
      void this.flush()
    }, ms ?? soon)
  }

  #tell(): void {
    this.#deps.changed(this.state)
  }
}
