import { join } from 'node:path'
import { build } from 'vite'

const bundles = new Map<string, Promise<string>>()

/** One script for a browser from `test/page/NAME.ts` and all that it imports. Made once per process. */
export function bundlePage(name: string): Promise<string> {
  const bundle = bundles.get(name) ?? bundleOnce(name)
  bundles.set(name, bundle)
  return bundle
}

async function bundleOnce(name: string): Promise<string> {
  const outcome = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      write: false,
      minify: false,
      target: 'esnext',
      lib: { entry: join(import.meta.dirname, '..', 'page', `${name}.ts`), formats: ['iife'], name: 'page' },
    },
  })
  const [first] = Array.isArray(outcome) ? outcome : [outcome]
  const chunk = first && 'output' in first ? first.output.find((one) => one.type === 'chunk') : undefined
  if (!chunk) throw new Error(`no bundle was made of ${name}`)
  return chunk.code
}
