/** What a page's script weighs, told by how the page was built: what it says does not depend on how quick the machine is. */
import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

type Chunk = { file: string; imports?: string[]; isEntry?: boolean }
type Manifest = Record<string, Chunk>

export type PageWeight = {
  /** Must have come before anything is drawn, in bytes as they are sent (gzip). */
  first: number
  /** And all that the page has asked for by itself until now. */
  all: number
}

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

let manifest: Manifest | null = null
/** Vite's own list of what it made, and of what each part needs. */
const chunks = (): Manifest =>
  (manifest ??= JSON.parse(
    readFileSync(fromRoot('web/.svelte-kit/output/client/.vite/manifest.json'), 'utf8'),
  ) as Manifest)

const sizeOf = (file: string) => statSync(fromRoot(`web/build/${file}.gz`)).size
const sizeOfAll = (files: Iterable<string>) =>
  [...new Set(files)].reduce((sum, file) => sum + sizeOf(file), 0)

/** The files of these parts and of all that they import, except what they import only when it is needed. */
function withImports(keys: string[]): string[] {
  const met = new Set<string>()
  const meet = (key: string) => {
    if (met.has(key)) return
    met.add(key)
    chunks()[key]?.imports?.forEach(meet)
  }
  keys.forEach(meet)
  return [...met].flatMap((key) => chunks()[key]?.file ?? [])
}

/** No page of ours can do without the framework: a lighter one was not weighed. */
const leastBytes = 30_000

/** Begins to watch what a page asks for; the returned function says what that weighs. */
export function weighScripts(page: Page): () => PageWeight {
  const asked = new Set<string>()
  page.on('request', (request) => {
    const [, file] = /(_app\/immutable\/.+\.js)$/.exec(new URL(request.url()).pathname) ?? []
    if (file) asked.add(file)
  })
  return () => {
    const entries = Object.keys(chunks()).filter((key) => {
      const { isEntry, file } = chunks()[key] ?? {}
      return isEntry && file !== undefined && asked.has(file)
    })
    const weight = { first: sizeOfAll(withImports(entries)), all: sizeOfAll(asked) }
    if (weight.first < leastBytes || weight.all < weight.first)
      throw new Error(`${page.url()} was not weighed: ${weight.first} of ${weight.all} bytes`)
    return weight
  }
}
