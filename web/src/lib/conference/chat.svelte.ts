/** What is written in the call: messages, how many of them I have not seen, and the one I am writing. */
import type { CallSnapshot, ChatMessage } from '#contract/conference.ts'
import { AppError } from '#contract/errors.ts'
import { inOrder, portionsToHandBack } from './hand-back.ts'
import type { Signal } from './signal.ts'

/** How long one may wait for each of those who are there already (milliseconds). */
const scatterMs = 20

export class Chat {
  messages = $state.raw<ChatMessage[]>([])
  unread = $state(0)
  /** What is being written stays when the panel closes, and when sending fails. */
  draft = $state('')
  #sending = $state(0)
  failure = $state.raw<AppError | null>(null)
  #open = false
  readonly #mySeats = new Set<string>()
  /** What the node is known to have. */
  #atNode = new Set<string>()
  /** The node was started anew, and what was said before has not been handed back to it yet. */
  #owing = false
  #handing = false
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
   * The conversation as the node has it, after coming in or coming back; what is here already stays. What came meanwhile
   * counts as unread. A node that was started anew is handed back what it lacks.
   */
  restore(
    { chat, you, peers }: Pick<CallSnapshot, 'chat' | 'you' | 'peers'>,
    { first, anew }: { first: boolean; anew: boolean },
  ): void {
    this.#mySeats.add(you.seatId)
    this.#atNode = new Set(chat.map(({ id }) => id))
    const fresh = this.#keep(chat)
    if (!first && !this.#open) this.unread += fresh
    this.#owing ||= anew
    void this.#handBack(peers.length)
  }

  /** What others have handed back to the node: no news, and mine perhaps already. */
  recall(messages: ChatMessage[]): void {
    for (const { id } of messages) this.#atNode.add(id)
    this.#keep(messages)
  }

  /** True when the message is new. */
  receive(message: ChatMessage): boolean {
    this.#atNode.add(message.id)
    const isNew = this.#keep([message]) > 0
    if (isNew && !this.#open) this.unread++
    return isNew
  }

  /** Whether I wrote it, in the seat that I have or in one that I had before a restart. */
  isMine({ seatId }: ChatMessage): boolean {
    return this.#mySeats.has(seatId)
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
      this.#atNode.add(message.id)
      this.#keep([message])
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

  /** Puts them where they belong, and says how many there were that are not here yet. */
  #keep(messages: readonly ChatMessage[]): number {
    const known = new Set(this.messages.map(({ id }) => id))
    const fresh = messages.filter(({ id }) => !known.has(id))
    if (fresh.length > 0) this.messages = inOrder([...this.messages, ...fresh])
    return fresh.length
  }

  /** One of the first does it for all: the more are there already, the longer one waits for others to have done it. */
  async #handBack(crowd: number): Promise<void> {
    if (!this.#owing || this.#handing) return
    this.#handing = true
    try {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * crowd * scatterMs))
      for (const messages of portionsToHandBack(this.messages, this.#atNode))
        await this.#ask('chat:hand-back', { messages })
      this.#owing = false
    } catch (error) {
      // A line that breaks is followed by a return, and by another try; a node that does not want it will not want it then.
      this.#owing = error instanceof AppError && error.code === 'server.unreachable'
    } finally {
      this.#handing = false
    }
  }
}
