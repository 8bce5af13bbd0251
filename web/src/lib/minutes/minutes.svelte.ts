/**
 * The minutes of one meeting as they are written: what the server has, and each item's text as it saves itself. Several
 * people write at once; what others change comes in by the meeting's topic, without touching what I am typing.
 */
import { SvelteMap } from 'svelte/reactivity'
import type { Minutes, MinutesEntry } from '#contract/minutes.ts'
import * as api from '#lib/api/minutes.ts'
import { keptText } from './kept-text.ts'
import { SavedText } from './saved-text.svelte.ts'
import type { TextStatus } from './text-saver.ts'

/** What of several texts is said in one word: the most pressing. */
const pressing: readonly TextStatus[] = ['refused', 'conflict', 'waiting', 'unsaved', 'saving', 'saved']

export class MinutesDesk {
  minutes = $state.raw<Minutes>()
  /** Each entry's text, while it may be written. */
  readonly texts = new SvelteMap<string, SavedText>()
  readonly meetingId: string
  readonly #personId: string

  constructor(meetingId: string, personId: string) {
    this.meetingId = meetingId
    this.#personId = personId
  }

  /** Whether everything typed is with the server. */
  readonly status: TextStatus = $derived.by(() => {
    const all = [...this.texts.values()].map(({ shown }) => shown.status)
    return pressing.find((status) => all.includes(status)) ?? 'saved'
  })

  /** Takes an answer of the server; one that was overtaken is dropped. */
  readonly take = (minutes: Minutes): Minutes => {
    if (this.minutes && minutes.version < this.minutes.version) return this.minutes
    this.minutes = minutes
    if (minutes.rights.write) for (const entry of minutes.entries) this.#follow(entry)
    return minutes
  }

  readonly load = async (signal?: AbortSignal): Promise<Minutes> =>
    this.take(await api.getMinutes(this.meetingId, signal))
  readonly open = async (): Promise<Minutes> => this.take(await api.openMinutes(this.meetingId))

  addDecision = async (entryId: string, ...rest: Rest<typeof api.addDecision>) =>
    this.take(await api.addDecision(this.meetingId, entryId, ...rest))
  changeDecision = async (id: string, ...rest: Rest<typeof api.changeDecision>) =>
    this.take(await api.changeDecision(this.meetingId, id, ...rest))
  removeDecision = async (id: string) => this.take(await api.removeDecision(this.meetingId, id))
  addAction = async (entryId: string, ...rest: Rest<typeof api.addAction>) =>
    this.take(await api.addAction(this.meetingId, entryId, ...rest))
  changeAction = async (id: string, ...rest: Rest<typeof api.changeAction>) =>
    this.take(await api.changeAction(this.meetingId, id, ...rest))
  removeAction = async (id: string) => this.take(await api.removeAction(this.meetingId, id))

  /** Saves what is typed now. True when the server has all of it. */
  async saveAll(): Promise<boolean> {
    await Promise.all([...this.texts.values()].map(({ saver }) => saver.flush()))
    return this.status === 'saved'
  }

  /** The connection is back: what waits is sent at once. */
  sendWaiting(): void {
    for (const { shown, saver } of this.texts.values()) if (shown.status === 'waiting') void saver.flush()
  }

  close(): void {
    for (const { saver } of this.texts.values()) saver.close()
  }

  #follow({ id, discussion, version }: MinutesEntry): void {
    const saved = { text: discussion, version }
    const text = this.texts.get(id)
    if (text) return text.saver.receive(saved)
    this.texts.set(
      id,
      new SavedText(saved, {
        kept: keptText(this.#personId, this.meetingId, id),
        save: async (ask) => {
          const { entries } = this.take(await api.writeDiscussion(this.meetingId, id, ask))
          const entry = entries.find((one) => one.id === id)
          return entry ? { text: entry.discussion, version: entry.version } : saved
        },
      }),
    )
  }
}

/** What a verb of the interface takes after the meeting and the thing. */
type Rest<Verb extends (...all: never) => unknown> =
  Parameters<Verb> extends [string, string, ...infer R] ? R : never
