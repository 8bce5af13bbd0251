/**
 * The letters of documents: Source Sans 3 (SIL Open Font License 1.1), as whole static fonts. The web's copy will not do:
 * it is cut into pieces per script for browsers, and a name may mix Romanian, Hungarian, Greek and Cyrillic letters.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { create, type Font } from 'fontkit'

export type Face = 'regular' | 'strong' | 'italic'
export type Fonts = Record<Face, Font>

const paths: Record<Face, string> = {
  regular: '400Regular/SourceSans3_400Regular.ttf',
  strong: '600SemiBold/SourceSans3_600SemiBold.ttf',
  italic: '400Regular_Italic/SourceSans3_400Regular_Italic.ttf',
}

let files: Promise<Record<Face, Buffer>> | null = null

/**
 * The fonts for one document. Read once for the process, but parsed anew each time: fontkit remembers of each glyph the
 * letter by which it first met it (none, for the O inside an Ö), so a shared font would spoil the text of later documents.
 */
export async function loadFonts(): Promise<Fonts> {
  files ??= readFiles().catch((error: unknown) => {
    files = null
    throw error
  })
  const { regular, strong, italic } = await files
  return { regular: parse(regular), strong: parse(strong), italic: parse(italic) }
}

async function readFiles(): Promise<Record<Face, Buffer>> {
  const { resolve } = createRequire(import.meta.url)
  const face = (name: Face) => readFile(resolve(`@expo-google-fonts/source-sans-3/${paths[name]}`))
  return { regular: await face('regular'), strong: await face('strong'), italic: await face('italic') }
}

function parse(file: Buffer): Font {
  const font = create(file)
  if (font.type !== 'TTF') throw new Error('Source Sans 3 is not a single TrueType font.')
  return font
}

/** Marks that shape an emoji and are nothing by themselves: joiners, variation selectors, skin tones. */
const shaping = /[\u{200b}-\u{200d}\u{2060}]|\p{Variation_Selector}|\p{Emoji_Modifier}/gu
const unknownLetter = '□'

/**
 * Text as the font can draw it: composed, without controls, and with a square for what it has no letter for (PDF/UA-1
 * §7.21.8 forbids drawing `.notdef`). Line feeds stay.
 */
export function drawable(text: string, { regular }: Pick<Fonts, 'regular'>): string {
  const composed = text.normalize('NFC').replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(shaping, '')
  let drawn = ''
  for (const letter of composed) {
    const known = letter === '\n' || regular.hasGlyphForCodePoint(letter.codePointAt(0)!)
    drawn += known ? letter : unknownLetter
  }
  return drawn
}
