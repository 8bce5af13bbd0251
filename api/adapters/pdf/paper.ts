/**
 * The sheet that documents are drawn on: text in lines, tagged as it is drawn, and everything that is only ornament marked
 * as such (ISO 32000-1 §14.8). Positions are PDF points from the top left.
 */
import PDFDocument from 'pdfkit'
import type { Ink, PdfDocument } from './blocks.ts'
import { breakLines } from './break-lines.ts'
import { drawable, type Face, type Fonts } from './fonts.ts'

export type TextStyle = { face: Face; size: number; leading: number; ink: string }
export type Tag = PDFKit.PDFStructureElement

/** A4 with 20 mm at the sides. */
export const page = {
  width: 595.28,
  height: 841.89,
  left: 56.7,
  right: 538.58,
  top: 62,
  bottom: 776,
} as const
export const measureWidth = page.right - page.left

/** The web's light theme, in sRGB. */
export const colours = {
  ink: '#141c29',
  soft: '#38404d',
  muted: '#4d5460',
  accent: '#1c4491',
  line: '#c9ced6',
  shade: '#f0f3f6',
} as const
export const inks: Record<Ink, string> = {
  normal: colours.ink,
  muted: colours.muted,
  good: '#0b5129',
  care: '#663f05',
  bad: '#94161a',
}

export type Paper = ReturnType<typeof createPaper>

export function createPaper(about: PdfDocument, fonts: Fonts) {
  const made = new Date(about.madeAt)
  const pdf = new TaggedPdf(
    claimPdfUa({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      lang: about.locale === 'ro' ? 'ro-RO' : 'en-GB',
      info: {
        Title: about.title,
        Author: about.institution,
        Subject: about.subject,
        Creator: 'Sfat',
        CreationDate: made,
        ModDate: made,
      },
    }),
  )
  for (const face of ['regular', 'strong', 'italic'] as const) pdf.registerFont(face, fontSource(fonts[face]))

  const root = pdf.struct('Document')
  pdf.addStructure(root)
  const widths = new Map<string, number>()
  let y: number = page.top

  /** The width of a text in a style; words come again and again, so each is measured once. */
  function widthOf(text: string, { face, size }: Pick<TextStyle, 'face' | 'size'>): number {
    const known = widths.get(face + text)
    if (known !== undefined) return known * size
    pdf.font(face).fontSize(100)
    // With the space that will follow it when it is drawn: pdfkit keeps what it has shaped by exactly that text.
    const width = (pdf.widthOfString(`${text} `) - pdf.widthOfString(' ')) / 100
    if (text.length < 40) widths.set(face + text, width)
    return width * size
  }

  /** A line where it is told to be, beside the flow. */
  function lineAt(text: string, x: number, top: number, style: TextStyle): void {
    // The glyphs hang in the middle of the leading.
    const inset = (style.leading - style.size * 1.257) / 2
    pdf.font(style.face).fontSize(style.size).fillColor(style.ink)
    pdf.text(text, x, top + inset, { lineBreak: false })
  }

  /** Draws what means nothing: rules, shades, running headers. */
  function ornament(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    pdf.markContent('Artifact', { type })
    draw()
    pdf.endMarkedContent()
  }

  /** Draws content of a tag. */
  function content(tag: Tag, type: string, draw: () => void): void {
    const marked = pdf.markStructureContent(type)
    draw()
    pdf.endMarkedContent()
    tag.add(marked)
  }

  return {
    root,
    widthOf,
    lineAt,
    ornament,
    content,

    get y() {
      return y
    },
    set y(to: number) {
      y = to
    },
    left: () => page.bottom - y,
    newPage(): void {
      pdf.addPage()
      y = page.top
    },
    /** A tag inside another. */
    tag(parent: Tag, type: string, options: { scope?: 'Row' | 'Column' } = {}): Tag {
      const child = pdf.struct(type, options as PDFKit.Mixins.StructureElementOptions)
      parent.add(child)
      return child
    },

    lines: (text: string, width: number, style: TextStyle): string[] =>
      breakLines(drawable(text, fonts), width, (part) => widthOf(part, style)),

    /** A rule across, `from` to `to`. */
    rule(top: number, from: number, to: number, colour: string, width: number): void {
      ornament(() => pdf.moveTo(from, top).lineTo(to, top).lineWidth(width).stroke(colour))
    },
    shade(top: number, height: number, from: number, to: number, colour: string): void {
      ornament(() => pdf.rect(from, top, to - from, height).fill(colour))
    },

    /** Draws on each page once all are there, then closes the document and answers its octets. */
    async finish(onEachPage: (number: number, pages: number) => void): Promise<Uint8Array> {
      root.end()
      const { start, count } = pdf.bufferedPageRange()
      for (let index = 0; index < count; index += 1) {
        pdf.switchToPage(start + index)
        onEachPage(index + 1, count)
      }
      pdf.end()
      const chunks: Uint8Array[] = []
      for await (const chunk of pdf) chunks.push(chunk as Uint8Array)
      return Buffer.concat(chunks)
    },
  }
}

/** The identifier of PDF/UA-1 (ISO 14289-1 §5), which pdfkit writes and its types do not list. */
const claimPdfUa = (options: PDFKit.PDFDocumentOptions) => Object.assign(options, { subset: 'PDF/UA' })

/** pdfkit takes a font that is already parsed (since 0.20), which its types do not say yet. */
const fontSource = (font: Fonts['regular']) => font as unknown as PDFKit.Mixins.PDFFontSource

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
const xml = (text: string) => text.replace(/[&<>]/g, (letter) => escapes[letter]!)

/** pdfkit 0.20 puts the title into the XMP packet as it is, so that an "&" in a project's name would break the packet. */
class TaggedPdf extends PDFDocument {
  declare appendXML: (text: string) => void

  _addInfo(): void {
    const { Title = '', Author = '', Subject = '', Creator = '', CreationDate } = this.info
    const at = (CreationDate ?? new Date(0)).toISOString().replace(/\.\d+Z$/, 'Z')
    this.appendXML(`<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreateDate>${at}</xmp:CreateDate><xmp:ModifyDate>${at}</xmp:ModifyDate>
<xmp:CreatorTool>${xml(Creator)}</xmp:CreatorTool></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${xml(Title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>${xml(Author)}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${xml(Subject)}</rdf:li></rdf:Alt></dc:description>
</rdf:Description>`)
  }
}
