import { join } from 'node:path'
import { bringMediaWorker } from './bring-media-worker.ts'
import { bringPackages } from './bring-packages.ts'
import { root } from './checkout.ts'
import { runForeground } from './run-foreground.ts'

const PAGE = 'http://localhost:5173'

/**
 * `npm run dev`: the server, restarted when its files change, and the page from Vite's own server, which reloads what
 * changed and passes what is for the server on to it. When one of the two ends, so does the other.
 */
export const runDev = async (args: string[]): Promise<number> => {
  await bringPackages(root)
  await bringMediaWorker()
  const server = `http://127.0.0.1:${process.env['PORT'] ?? 8080}`
  console.error(`\n  The page is at ${PAGE}, the server at ${server}.\n`)
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  // The browser talks to Vite's address, so that is where links and the origin check must point.
  const env = { ...process.env, PUBLIC_URL: process.env['PUBLIC_URL'] ?? PAGE, SFAT_API_ORIGIN: server }
  return Promise.race([
    runForeground(['--watch', '--watch-preserve-output', join(root, 'api', 'main.ts'), ...args], env, root),
    runForeground([vite, 'dev', '--port', '5173', '--strictPort'], env, join(root, 'web')),
  ])
}
