import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What Vite writes about each file that it made. */
type Made = { file: string; src?: string; imports?: string[]; css?: string[] }

/** What a call's page asks for by itself as soon as it runs, and may as well have under way by then. */
const besideThePreview = ['src/lib/conference/media-device.ts', 'node_modules/socket.io-client/']

/**
 * Links for the shell with which a call's page begins: all that the page is made of is asked for with the shell itself, and
 * not once the router has come and has found out which page this is. Throws when the build has no such pages.
 */
export async function linksForCalls(clientFolder: string, shell: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(clientFolder, '.vite', 'manifest.json'), 'utf8')) as Record<
    string,
    Made
  >
  const pages = await pagesFrom(Object.keys(manifest), '/routes/(conference)/')
  if (pages.length === 0) throw new Error('the build has no pages of calls: their route group has moved')
  // The router begins with bringing the page for errors, whichever page was asked for.
  const beside = await pagesFrom(Object.keys(manifest), '/routes/+error.svelte')
  for (const path of besideThePreview) {
    const found = Object.keys(manifest).find((name) => manifest[name]?.src?.includes(path))
    if (!found) throw new Error(`the build has no ${path} that comes by itself`)
    beside.push(found)
  }
  const links: string[] = []
  const add = (file: string, attributes: string) => {
    const address = `/${file}`
    if (!shell.includes(address) && !links.some((link) => link.includes(address)))
      links.push(`<link href="${address}" ${attributes}>`)
  }
  // Those that are beside come last, so that they stand in nobody's way.
  for (const [names, more] of [
    [pages, ''],
    [beside, ' fetchpriority="low"'],
  ] as const) {
    const all = withImports(manifest, names)
    for (const { css } of all) for (const file of css ?? []) add(file, 'rel="preload" as="style"')
    for (const { file } of all) add(file, `rel="modulepreload"${more}`)
  }
  return links.join('\n\t\t')
}

/** The entries of the pages whose files have this in their path. */
async function pagesFrom(names: string[], path: string): Promise<string[]> {
  const found: string[] = []
  for (const name of names)
    if (/client-optimized\/nodes\/\d+\.js$/.test(name))
      if ((await readFile(name, 'utf8')).includes(path)) found.push(name)
  return found
}

/** These files and all that must come with them. */
function withImports(manifest: Record<string, Made>, names: readonly string[]): Made[] {
  const found = new Set<string>()
  const take = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    for (const imported of manifest[name]?.imports ?? []) take(imported)
  }
  names.forEach(take)
  return [...found].flatMap((name) => manifest[name] ?? [])
}
