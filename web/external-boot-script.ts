import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Adapter } from '@sveltejs/kit'
import { linksForCalls } from './call-shell.ts'

const inlineScript = /<script>([\s\S]*?)<\/script>/

/**
 * Moves SvelteKit's inline start script into a file of its own after the adapter has written the pages, so that the
 * server's Content-Security-Policy can say `script-src 'self'` with neither hashes nor `unsafe-inline`; then packs all
 * files for the server to send as they are (`.br`, `.gz`). Beside the shell it writes the one for calls (`callPage`).
 * Throws when the page does not have exactly one inline script: then SvelteKit has changed, and so must this.
 */
export function withExternalBootScript(
  adapter: Adapter,
  options: { pages: string; page: string; callPage: string },
): Adapter {
  return {
    ...adapter,
    name: `${adapter.name} with an external boot script`,
    async adapt(builder) {
      await adapter.adapt(builder)
      const path = join(options.pages, options.page)
      const html = await readFile(path, 'utf8')
      const script = inlineScript.exec(html)?.[1]
      if (!script) throw new Error(`${path} has no inline start script to move`)
      const digest = createHash('sha256').update(script).digest('hex').slice(0, 12)
      const file = `_app/immutable/entry/boot.${digest}.js`
      await writeFile(join(options.pages, file), `${script.trim()}\n`)
      // Neither async nor module: the script finds its place in the page by `document.currentScript`.
      const page = html.replace(inlineScript, `<script src="/${file}"></script>`)
      if (inlineScript.test(page)) throw new Error(`${path} has more than one inline script`)
      await writeFile(path, page)
      const links = await linksForCalls(builder.getClientDirectory(), page)
      await writeFile(join(options.pages, options.callPage), page.replace('</head>', `${links}\n  </head>`))
      // Not the adapter's own `precompress`: it would have packed the page as it was before.
      await builder.compress(options.pages)
    },
  }
}
