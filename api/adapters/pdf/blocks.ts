/** What a document is made of, before it has pages. Plain data: `render-pdf.ts` draws it and tags it. */
import type { Instant, Locale } from '../../../contract/values.ts'

export type Ink = 'normal' | 'muted' | 'good' | 'care' | 'bad'

/** Plain text, or text with an ink; the ink never says more than the words do. */
export type Cell = string | { text: string; ink: Ink }

export type Column = {
  header: string
  /** Its share of the width, beside the other columns' shares. */
  share: number
  align?: 'left' | 'right'
  /** Its cells name their rows (`TH` with scope Row). */
  names?: boolean
}

export type Block =
  | { kind: 'title'; text: string; subtitle: string | null }
  | { kind: 'heading'; level: 2 | 3; text: string }
  | { kind: 'paragraph'; text: string; style?: 'body' | 'strong' | 'note' }
  | { kind: 'list'; items: string[]; ordered?: boolean }
  /** Names and their values, two columns without rules. */
  | { kind: 'pairs'; rows: { name: string; value: Cell }[] }
  | { kind: 'table'; columns: Column[]; rows: Cell[][] }
  /** What follows begins a new page. */
  | { kind: 'new-page' }
  /** Who stands for the text, kept together. */
  | { kind: 'signatures'; rows: { role: string; name: string; note: string | null }[] }

export type PdfDocument = {
  locale: Locale
  /** Shown in the reader's title bar, in the running header, and as the document's name in archives. */
  title: string
  subject: string
  institution: string
  /** What stands beside the institution at the top: registration number and date, or that there are none yet. */
  registration: string[]
  /** Follows the page numbers' words: `(page, pages) => "pagina 1 din 3"`. */
  pageLabel: (page: number, pages: number) => string
  /** When it was made; the same data and instant give the same octets. */
  madeAt: Instant
  blocks: Block[]
}
