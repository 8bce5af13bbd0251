/**
 * A form: what was typed, what is wrong with it, and sending it. Fields are checked as people leave them, with the same
 * schema as the server's; what the server refuses stands beside its field too. Nothing typed is lost: a draft is kept
 * until the form was sent.
 */
import { tick, untrack } from 'svelte'
import type { z } from 'zod'
import { AppError, isError, type ErrorCode } from '#contract/errors.ts'
import { fieldIssues, type FieldIssue } from '#contract/wire-error.ts'
import type { Words } from '#contract/error-words.ts'
import { errorInWords } from '#lib/api/error-in-words.ts'
import { dropDraft, readDraft, writeDraft } from './draft.ts'
import { fieldWords } from './field-words.ts'

export type FormOptions<Values extends Record<string, unknown>, Schema extends z.ZodType> = {
  schema: Schema
  initial: Values
  /** What is typed → what is asked of the server; the paths of its errors are those of the fields. Default: as typed. */
  toAsk?: (values: Values) => unknown
  /** Keeps a draft under this name. Two forms that may be filled in at once need two names. */
  draft?: string
  /** Fields that are never kept. */
  secret?: readonly (keyof Values & string)[]
  /** Codes that belong beside a field rather than above the form. */
  fieldOf?: Partial<Record<ErrorCode, string>>
}

export class Form<Values extends Record<string, unknown>, Schema extends z.ZodType> {
  values: Values
  /** By path, `attendees.0.email`: what is wrong there. */
  errors = $state<Record<string, string>>({})
  /** What is wrong with the whole, above the form. */
  failure = $state.raw<Words>()
  /** The error behind `failure`, for forms that offer something for one of them. */
  cause = $state.raw<AppError>()
  busy = $state(false)
  /** True when what stands here comes from a draft. */
  restored = $state(false)
  element = $state<HTMLElement | null>(null)

  readonly #options: FormOptions<Values, Schema>
  readonly #untouched: string
  #sent = false

  /**
   * To be made while a component is being set up: the draft is kept by an effect that ends with it. The options are a
   * function because they are read once, whatever they are made from.
   */
  constructor(make: () => FormOptions<Values, Schema>) {
    const options = (this.#options = untrack(make))
    this.#untouched = JSON.stringify(options.initial)
    const draft = options.draft ? readDraft<Values>(options.draft) : undefined
    this.values = $state({ ...options.initial, ...draft })
    this.restored = draft !== undefined && JSON.stringify(this.values) !== this.#untouched
    $effect(() => this.#keep())
  }

  /** Whether anything differs from what the form began with. */
  get changed(): boolean {
    return JSON.stringify(this.values) !== this.#untouched
  }

  /** On leaving a field. An empty field that nobody typed in is left in peace until the form is sent. */
  check(...paths: string[]): void {
    const issues = this.#issues()
    for (const path of paths) {
      const issue = issues.find((one) => one.path === path || one.path.startsWith(`${path}.`))
      if (!issue) delete this.errors[path]
      else if (this.errors[path] || !isEmpty(this.values[path.split('.')[0] ?? '']))
        this.errors[path] = fieldWords(issue)
    }
  }

  /** Checks, asks, and says what went wrong. Resolves to the answer, or undefined where there was none. */
  async send<Answer>(ask: (body: z.output<Schema>) => Promise<Answer>): Promise<Answer | undefined> {
    if (this.busy) return undefined
    this.failure = undefined
    this.cause = undefined
    const parsed = this.#parse()
    if (!parsed.success) {
      this.#show(fieldIssues(parsed.error))
      return undefined
    }
    this.errors = {}
    this.busy = true
    try {
      const answer = await ask(parsed.data)
      this.#sent = true
      this.forget()
      return answer
    } catch (error) {
      this.#refused(error)
      return undefined
    } finally {
      this.busy = false
    }
  }

  /** Back to what the form began with. */
  reset(): void {
    Object.assign(this.values, JSON.parse(this.#untouched))
    this.errors = {}
    this.failure = undefined
    this.cause = undefined
    this.restored = false
    this.forget()
  }

  /** Drops the draft: it was sent, or is no longer wanted. */
  forget(): void {
    if (this.#options.draft) dropDraft(this.#options.draft)
    this.restored = false
  }

  #parse() {
    const values = $state.snapshot(this.values) as Values
    return this.#options.schema.safeParse(this.#options.toAsk?.(values) ?? values)
  }

  #issues(): FieldIssue[] {
    const parsed = this.#parse()
    return parsed.success ? [] : fieldIssues(parsed.error)
  }

  #show(issues: FieldIssue[]): void {
    this.errors = Object.fromEntries(issues.map((issue) => [issue.path, fieldWords(issue)]).reverse())
    void this.#toFirstError()
  }

  #refused(error: unknown): void {
    if (error instanceof AppError) {
      const code: ErrorCode = error.code
      this.cause = error
      if (isError(error, 'request.invalid')) {
        const { issues } = error.params
        this.failure = errorInWords(error)
        return this.#show(issues)
      }
      const field = this.#options.fieldOf?.[code]
      if (field) {
        const { title, detail } = errorInWords(error)
        this.errors = { [field]: `${title}. ${detail}` }
        void this.#toFirstError()
        return
      }
    }
    this.failure = errorInWords(error)
  }

  async #toFirstError(): Promise<void> {
    await tick()
    this.element?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }

  #keep(): void {
    const { draft, secret = [] } = this.#options
    // Reading everything makes the effect follow everything.
    const values = $state.snapshot(this.values) as Values
    if (!draft || this.#sent) return
    if (JSON.stringify(values) === this.#untouched) return dropDraft(draft)
    writeDraft(draft, Object.fromEntries(Object.entries(values).filter(([name]) => !secret.includes(name))))
  }
}

const isEmpty = (value: unknown) =>
  value === '' || value === undefined || (Array.isArray(value) && value.length === 0)
