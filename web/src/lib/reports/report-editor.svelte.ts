/**
 * A report while somebody writes it: saves itself a moment after the last key, keeps what is not saved in this tab, and
 * brings together what others saved meanwhile. Where both wrote in one section it asks, and saves the others.
 */
import { isError, isUnsaveable } from '#contract/errors.ts'
import type { Report, ReportSection } from '#contract/tracking.ts'
import { dropDraft, readDraft, writeDraft } from '#lib/forms/draft.ts'
import { changedTexts, mergeTexts, withSentence, type Conflict, type Texts } from './merge-texts.ts'

export const sectionLimit = 20_000

/** `waiting`: there was no answer, and it is tried again; `refused`: trying again would not help. */
export type SaveState = 'saved' | 'typing' | 'saving' | 'waiting' | 'refused' | 'conflict'

export type EditorServer = {
  get(id: string): Promise<Report>
  write(
    id: string,
    body: { sections: { key: ReportSection['key']; text: string }[]; version: number },
  ): Promise<Report>
}

type Kept = { base: Texts; mine: Texts; sent: Texts }

const pauseMs = 900
const retryMs = 5_000

const textsOf = ({ sections }: Report): Record<string, string> =>
  Object.fromEntries(sections.map(({ key, text }) => [key, text]))

export class ReportEditor {
  /** As the server has it. */
  report = $state.raw<Report>() as Report
  /** What stands in the fields. */
  texts = $state<Record<string, string>>({})
  save = $state<SaveState>('saved')
  /** Why it was refused. */
  error = $state.raw<unknown>()
  /** Sections that somebody else changed too. */
  conflicts = $state.raw<Conflict[]>([])
  /** True when what stands here was not saved the last time this page was left. */
  restored = $state(false)

  readonly #server: EditorServer
  /** What the texts were when they were last the same as the server's. */
  #base: Texts
  /** What was sent last: when it comes back before its answer, or without one, it is no stranger's. */
  #sent: Texts = {}
  #timer: ReturnType<typeof setTimeout> | undefined
  #saving: Promise<void> | undefined
  #closed = false

  constructor(report: Report, server: EditorServer) {
    this.#server = server
    this.report = report
    this.#base = textsOf(report)
    const kept = readDraft<Kept>(this.#draft)
    if (kept?.base && kept.mine) {
      this.#sent = kept.sent ?? {}
      this.#merge(kept.base, kept.mine)
      this.restored = this.unsaved
      if (this.restored) this.#saveSoon(0)
    } else this.texts = { ...this.#base }
  }

  get #draft(): string {
    return `report-${this.report.id}`
  }

  /** Whether anything here is not with the server. */
  get unsaved(): boolean {
    return Object.keys(changedTexts(this.#base, this.texts)).length > 0
  }

  type(key: string, text: string): void {
    this.texts[key] = text
    this.restored = false
    this.#keep()
    if (this.save !== 'saving') this.save = 'typing'
    this.#saveSoon(pauseMs)
  }

  /** Puts a sentence of the draft back, on a line of its own. */
  insert(key: string, sentence: string): void {
    this.type(key, withSentence(this.texts[key] ?? '', sentence))
  }

  /** The report as the server has it now, from whoever asked. */
  take(report: Report): void {
    // An answer may be overtaken by a later one.
    if (report.version < this.report.version) return
    const sameVersion = report.version === this.report.version
    this.report = report
    if (sameVersion) return
    this.#merge(this.#base, $state.snapshot(this.texts))
    if (this.unsaved) this.#saveSoon(0)
    else if (this.save !== 'saving') this.save = 'saved'
  }

  /** What the reader chose of a conflict. */
  settle(key: string, text: string): void {
    this.conflicts = this.conflicts.filter((conflict) => conflict.key !== key)
    this.type(key, text)
  }

  /** Gives up what is not saved, when the report can no longer be written. */
  forget(): void {
    this.conflicts = []
    this.texts = textsOf(this.report)
    this.#base = textsOf(this.report)
    this.#keep()
    this.save = 'saved'
    this.error = undefined
  }

  /** Saves now; resolves when nothing is left to save, to false when that could not be done. */
  async flush(): Promise<boolean> {
    do {
      clearTimeout(this.#timer)
      await this.#saveNow()
      // More may have been typed while it was saved.
    } while (this.save === 'typing')
    return !this.unsaved
  }

  /** What is unsaved stays in this tab. */
  close(): void {
    void this.flush()
    this.#closed = true
  }

  #merge(base: Texts, mine: Texts): void {
    const theirs = textsOf(this.report)
    const own = Object.entries(theirs).filter(([key, text]) => this.#sent[key] === text)
    const { texts, conflicts } = mergeTexts({ ...base, ...Object.fromEntries(own) }, mine, theirs)
    this.texts = texts
    this.conflicts = conflicts
    this.#base = theirs
    this.#keep()
    if (conflicts.length > 0) this.save = 'conflict'
    else if (this.save === 'conflict') this.save = 'saved'
  }

  #keep(): void {
    if (this.unsaved)
      writeDraft(this.#draft, {
        ...{ base: this.#base, mine: $state.snapshot(this.texts), sent: this.#sent },
      } satisfies Kept)
    else dropDraft(this.#draft)
  }

  #saveSoon(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#closed) this.#timer = setTimeout(() => void this.#saveNow(), ms)
  }

  async #saveNow(): Promise<void> {
    // What is typed meanwhile is saved after it, on the version that it makes.
    while (this.#saving) await this.#saving
    const changed = this.#savable()
    if (changed.length === 0) {
      if (this.conflicts.length > 0) this.save = 'conflict'
      // What is left cannot be saved as it is: it is too long, or the report is no longer with its author.
      else this.save = this.unsaved ? 'refused' : 'saved'
      return
    }
    this.#saving = this.#send(changed)
    await this.#saving
    this.#saving = undefined
  }

  #savable(): { key: ReportSection['key']; text: string }[] {
    if (!this.report.rights.edit) return []
    const open = new Set(this.conflicts.map(({ key }) => key))
    const changed = changedTexts(this.#base, this.texts)
    return this.report.sections.flatMap(({ key }) => {
      const text = changed[key]
      return text === undefined || open.has(key) || text.length > sectionLimit ? [] : [{ key, text }]
    })
  }

  async #send(sections: { key: ReportSection['key']; text: string }[]): Promise<void> {
    this.save = 'saving'
    this.error = undefined
    this.#sent = Object.fromEntries(sections.map(({ key, text }) => [key, text]))
    this.#keep()
    try {
      const report = await this.#server.write(this.report.id, { sections, version: this.report.version })
      this.report = report
      this.#base = { ...textsOf(report) }
      this.#keep()
      this.save = this.conflicts.length > 0 ? 'conflict' : this.unsaved ? 'typing' : 'saved'
      if (this.#savable().length > 0) this.#saveSoon(pauseMs)
    } catch (error) {
      await this.#failed(error)
    }
  }

  async #failed(error: unknown): Promise<void> {
    if (isError(error, 'row.changed') || isError(error, 'report.wrong-state')) {
      try {
        this.take(await this.#server.get(this.report.id))
        if (this.report.rights.edit) return
      } catch {
        // The next try asks again.
      }
    }
    this.error = error
    const passes =
      isError(error, 'server.unreachable') ||
      isError(error, 'server.busy') ||
      isError(error, 'server.stopping') ||
      isUnsaveable(error) ||
      isError(error, 'request.limited') ||
      isError(error, 'row.changed')
    this.save = passes ? 'waiting' : 'refused'
    if (passes) this.#saveSoon(retryMs)
  }
}
