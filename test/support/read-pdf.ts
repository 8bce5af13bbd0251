/** Reads PDFs with Debian's poppler: what we write must be right for a reader that is not ours. */
import { execFile } from 'node:child_process'
import { accessSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether this machine has it. In CI its absence fails the tests instead of leaving them out. */
export const hasPdfReader =
  process.env['CI'] === 'true' ||
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, 'pdfinfo'))
      return true
    } catch {
      return false
    }
  })

/** The text in the order of the pages. */
export const textOf = (pdf: Uint8Array): Promise<string> => read('pdftotext', ['-layout', '-', '-'], pdf)

/** `Title`, `Tagged`, `Pages` and so on. */
export async function infoOf(pdf: Uint8Array): Promise<Record<string, string>> {
  const lines = (await read('pdfinfo', ['-'], pdf)).split('\n')
  return Object.fromEntries(
    lines
      .filter((line) => line.includes(':'))
      .map((line) => {
        const at = line.indexOf(':')
        return [line.slice(0, at), line.slice(at + 1).trim()]
      }),
  )
}

/** The tree of tags with the text under each, as a reader for the blind walks it. */
export const structureOf = (pdf: Uint8Array): Promise<string> => read('pdfinfo', ['-struct-text', '-'], pdf)

export type PdfFont = { name: string; embedded: boolean; unicode: boolean }
export async function fontsOf(pdf: Uint8Array): Promise<PdfFont[]> {
  const lines = (await read('pdffonts', ['-'], pdf)).trim().split('\n').slice(2)
  return lines.map((line) => {
    const [name = ''] = line.split(/\s+/)
    const [embedded, , unicode] = line.match(/\b(yes|no)\b/g) ?? []
    return { name, embedded: embedded === 'yes', unicode: unicode === 'yes' }
  })
}

/** Throws with poppler's message where the file is not a PDF, or is damaged. */
function read(program: string, args: string[], pdf: Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      error || stderr !== '' ? reject(new Error(stderr || error?.message)) : resolve(stdout),
    )
    child.stdin?.end(pdf)
  })
}
