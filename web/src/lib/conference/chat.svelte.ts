/** What is written in the call: messages, how many of them I have not seen, and the one I am writing. */
import type { ChatMessage } from '#contract/conference.ts'
import { AppError } from '#contract/errors.ts'
import type { Signal } from './signal.ts'

export class Chat {
  messages = $state.raw<ChatMessage[]>([])
  unread = $state(0)
  /** What is being written stays when the panel closes, and when sending fails. */
  draft = $state('')
  #sending = $state(0)
  failure = $state.raw<AppError | null>(null)
  #open = false
  readonly #ask: Signal['ask']

  constructor(ask: Signal['ask']) {
    this.#ask = ask
  }

  /** Whether the messages are on the screen. */
  set open(open: boolean) {
    this.#open = open
    if (open) this.unread = 0
  }

  /**
   * The whole conversation, after coming in or coming back. What came meanwhile counts as unread.
   *
   * @param anew the node knows only what was said since it started: what is here already stays
   */
  restore(messages: ChatMessage[], first: boolean, anew = false): void {
    const known = new Set(this.messages.map(({ id }) => id))
    const fresh = messages.filter(({ id }) => !known.has(id))
    this.messages = anew ? [...this.messages, ...fresh] : messages
    if (!first && !this.#open) this.unread += fresh.length
  }

  /** True when the message is new. */
  receive(message: ChatMessage): boolean {
    if (this.messages.some(({ id }) => id === message.id)) return false
    this.messages = [...this.messages, message]
    if (!this.#open) this.unread++
    return true
  }

  /** Sends what is written; one may write on meanwhile. What could not be sent is put back. */
  async send(): Promise<void> {
    const text = this.draft.trim()
    if (!text) return
    this.draft = ''
    this.failure = null
    this.#sending++
    try {
      const { message } = await this.#ask('chat:send', { text })
      if (!this.messages.some(({ id }) => id === message.id)) this.messages = [...this.messages, message]
    } catch (error) {
      this.draft = this.draft ? `${text}\n${this.draft}` : text
      this.failure = error instanceof AppError ? error : new AppError('server.failed')
    } finally {
      this.#sending--
    }
  }

  get sending(): boolean {
    return this.#sending > 0
  }
}
