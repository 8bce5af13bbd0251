/**
 * Draws a document: A4, tagged for those who listen to it (ISO 14289-1: language, title, headings, lists, tables with
 * headers, ornaments marked), with its fonts embedded.
 */
import { setImmediate as pause } from 'node:timers/promises'
import type { Block, PdfDocument } from './blocks.ts'
import { drawTable, drawPairs } from './draw-table.ts'
import { drawable, type Fonts, loadFonts } from './fonts.ts'
import { colours, createPaper, measureWidth, page, type Paper, type Tag, type TextStyle } from './paper.ts'

const style = {
  institution: { face: 'strong', size: 11, leading: 15, ink: colours.accent },
  registration: { face: 'regular', size: 9.5, leading: 13, ink: colours.soft },
  title: { face: 'strong', size: 22, leading: 28, ink: colours.ink },
  subtitle: { face: 'regular', size: 13, leading: 18, ink: colours.soft },
  heading2: { face: 'strong', size: 14, leading: 19, ink: colours.accent },
  heading3: { face: 'strong', size: 11, leading: 15.5, ink: colours.ink },
  body: { face: 'regular', size: 10.5, leading: 15, ink: colours.ink },
  strong: { face: 'strong', size: 10.5, leading: 15, ink: colours.ink },
  note: { face: 'italic', size: 9.5, leading: 13.5, ink: colours.muted },
  running: { face: 'regular', size: 8.5, leading: 12, ink: colours.muted },
} satisfies Record<string, TextStyle>

/** How long drawing may hold the event loop before others have their turn, in milliseconds. */
const turnMs = 8

/** The octets of the document. The same data gives the same octets. */
export async function renderPdf(about: PdfDocument): Promise<Uint8Array> {
  const fonts = await loadFonts()
  const paper = createPaper(about, fonts)
  const breathe = takeTurns()
  drawLetterhead(paper, about)
  for (const [index, block] of about.blocks.entries()) {
    await breathe()
    await drawBlock(paper, block, about.blocks[index + 1], breathe)
  }
  return paper.finish((number, pages) => drawMargins(paper, about, fonts, number, pages))
}

/** Lets the event loop turn once the time of this turn is used up. */
function takeTurns(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < turnMs) return
    await pause()
    began = performance.now()
  }
}

async function drawBlock(
  paper: Paper,
  block: Block,
  next: Block | undefined,
  breathe: () => Promise<void>,
): Promise<void> {
  switch (block.kind) {
    case 'title': {
      paper.y += 26
      await drawText(paper, paper.tag(paper.root, 'H1'), 'H1', block.text, style.title, breathe)
      if (block.subtitle !== null) {
        paper.y += 2
        await drawText(paper, paper.tag(paper.root, 'P'), 'P', block.subtitle, style.subtitle, breathe)
      }
      paper.y += 14
      return
    }
    case 'heading': {
      const type = block.level === 2 ? 'H2' : 'H3'
      const own = block.level === 2 ? style.heading2 : style.heading3
      // A heading goes with the first lines of what it heads.
      if (paper.left() < own.leading + firstOf(next)) paper.newPage()
      else if (paper.y > page.top) paper.y += block.level === 2 ? 16 : 8
      await drawText(paper, paper.tag(paper.root, type), type, block.text, own, breathe)
      paper.y += block.level === 2 ? 5 : 2
      return
    }
    case 'paragraph': {
      const own = style[block.style ?? 'body']
      for (const text of block.text.split(/\n\s*\n|\n/).filter((part) => part.trim() !== '')) {
        await drawText(paper, paper.tag(paper.root, 'P'), 'P', text.trim(), own, breathe)
        paper.y += 4
      }
      return
    }
    case 'list':
      await drawList(paper, block.items, block.ordered ?? false, breathe)
      return
    case 'pairs':
      await drawPairs(paper, block.rows, breathe)
      return
    case 'table':
      await drawTable(paper, block.columns, block.rows, breathe)
      return
    case 'new-page':
      paper.newPage()
      return
    case 'signatures':
      drawSignatures(paper, block.rows)
  }
}

/** The room that the beginning of a block takes: a table with its header and first row, or some lines. */
const firstOf = (block: Block | undefined): number =>
  block?.kind === 'table' ? 92 : block?.kind === 'heading' ? 110 : 70

/** Text that flows from page to page under one tag. */
async function drawText(
  paper: Paper,
  tag: Tag,
  type: string,
  text: string,
  own: TextStyle,
  breathe: () => Promise<void>,
  from: number = page.left,
): Promise<void> {
  const lines = paper.lines(text, page.right - from, own)
  for (let next = 0; next < lines.length;) {
    if (paper.left() < own.leading) paper.newPage()
    const fitting = Math.floor((paper.left() + 0.01) / own.leading)
    // Neither the first nor the last line of a paragraph stands alone on a page.
    const rest = lines.length - next
    const now = rest > fitting && rest - fitting === 1 && fitting > 2 ? fitting - 1 : Math.min(fitting, rest)
    if (next === 0 && now === 1 && rest > 1) {
      paper.newPage()
      continue
    }
    paper.content(tag, type, () => {
      for (const line of lines.slice(next, next + now)) {
        paper.lineAt(line, from, paper.y, own)
        paper.y += own.leading
      }
    })
    next += now
    await breathe()
  }
}

async function drawList(
  paper: Paper,
  items: string[],
  ordered: boolean,
  breathe: () => Promise<void>,
): Promise<void> {
  const list = paper.tag(paper.root, 'L')
  const indent = ordered ? 20 : 14
  for (const [index, item] of items.entries()) {
    if (paper.left() < style.body.leading) paper.newPage()
    const entry = paper.tag(list, 'LI')
    const label = ordered ? `${index + 1}.` : '•'
    paper.content(paper.tag(entry, 'Lbl'), 'Lbl', () =>
      paper.lineAt(label, page.left + 2, paper.y, style.body),
    )
    await drawText(paper, paper.tag(entry, 'LBody'), 'LBody', item, style.body, breathe, page.left + indent)
    paper.y += 3
  }
  paper.y += 4
}

/** The institution at the left, the registration at the right, and a rule below: as official papers begin. */
function drawLetterhead(paper: Paper, { institution, registration }: PdfDocument): void {
  const registrationWidth = 170
  const top = page.top - 18
  const names = paper.lines(institution, measureWidth - registrationWidth - 16, style.institution)
  const numbers = registration.flatMap((line) => paper.lines(line, registrationWidth, style.registration))
  paper.content(paper.tag(paper.root, 'P'), 'P', () =>
    names.forEach((line, index) =>
      paper.lineAt(line, page.left, top + index * style.institution.leading, style.institution),
    ),
  )
  numbers.forEach((line, index) => {
    const width = paper.widthOf(line.trimEnd(), style.registration)
    const y = top + index * style.registration.leading
    paper.content(paper.tag(paper.root, 'P'), 'P', () =>
      paper.lineAt(line, page.right - width, y, style.registration),
    )
  })
  const height = Math.max(
    names.length * style.institution.leading,
    numbers.length * style.registration.leading,
  )
  paper.y = top + height + 8
  paper.rule(paper.y, page.left, page.right, colours.accent, 1.2)
}

/** Two columns: who, in which role; kept on one page, because a signature belongs to a text and not to an empty sheet. */
function drawSignatures(paper: Paper, rows: { role: string; name: string; note: string | null }[]): void {
  const gap = 24
  const width = (measureWidth - gap) / 2
  for (let first = 0; first < rows.length; first += 2) {
    const pair = rows.slice(first, first + 2)
    const texts = pair.map(({ role, name, note }) => ({
      role: paper.lines(role, width, style.registration),
      name: paper.lines(name, width, style.strong),
      note: note === null ? [] : paper.lines(note, width, style.note),
    }))
    const heights = texts.map(
      ({ role, name, note }) =>
        role.length * style.registration.leading +
        name.length * style.strong.leading +
        note.length * style.note.leading,
    )
    const height = 22 + Math.max(...heights)
    if (paper.left() < height) paper.newPage()
    paper.y += 22
    texts.forEach(({ role, name, note }, index) => {
      const x = page.left + index * (width + gap)
      let y = paper.y
      for (const [lines, own] of [
        [role, style.registration],
        [name, style.strong],
        [note, style.note],
      ] as const) {
        if (lines.length === 0) continue
        paper.content(paper.tag(paper.root, 'P'), 'P', () => {
          for (const line of lines) {
            paper.lineAt(line, x, y, own)
            y += own.leading
          }
        })
      }
    })
    paper.y += height - 22
  }
}

/** The running header (from the second page on) and the footer, which readers for the blind leave out. */
function drawMargins(
  paper: Paper,
  { institution, title, registration, pageLabel }: PdfDocument,
  fonts: Fonts,
  number: number,
  pages: number,
): void {
  const own = style.running
  const right = (text: string, top: number) =>
    paper.lineAt(text, page.right - paper.widthOf(text, own), top, own)
  const fitted = (text: string, width: number) => {
    const [first = '', ...more] = paper.lines(text, width, own)
    return more.length > 0 ? `${first.trimEnd()}…` : first
  }
  if (number > 1) {
    paper.ornament(() => {
      paper.lineAt(fitted(institution, measureWidth - 180), page.left, 32, own)
      right(drawable(registration[0] ?? '', fonts), 32)
    }, 'Pagination')
    paper.rule(48, page.left, page.right, colours.line, 0.6)
  }
  paper.rule(790, page.left, page.right, colours.line, 0.6)
  paper.ornament(() => {
    paper.lineAt(fitted(title, measureWidth - 100), page.left, 796, own)
    right(pageLabel(number, pages), 796)
  }, 'Pagination')
}
