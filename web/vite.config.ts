import { fileURLToPath } from 'node:url'
import { paraglideVitePlugin } from '@inlang/paraglide-js'
import adapter from '@sveltejs/adapter-static'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'
import { designTokens } from './design-tokens.ts'
import { withExternalBootScript } from './external-boot-script.ts'
import { withoutJsonSchema } from './without-json-schema.ts'
import { withoutOtherHandlers } from './without-other-handlers.ts'
import { messageCompiler } from './message-compiler.ts'

/** Where `vite dev` finds the server; the built page is served by that server itself. */
const api = process.env['SFAT_API_ORIGIN'] ?? 'http://127.0.0.1:8080'
const root = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  plugins: [
    paraglideVitePlugin(messageCompiler),
    designTokens(),
    withoutJsonSchema(),
    withoutOtherHandlers(),
    sveltekit({
      adapter: withExternalBootScript(adapter({ pages: 'build', fallback: 'index.html' }), {
        pages: 'build',
        page: 'index.html',
        callPage: 'call.html',
      }),
      compilerOptions: { runes: true },
    }),
  ],
  build: {
    target: 'es2023',
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Each message and each icon is a module: what the same pages use comes in one file instead of a hundred, and
          // no page brings the words of another.
          groups: [
            {
              name: 'shared',
              test: /web[\\/]src[\\/]lib|@lucide/,
              minShareCount: 4,
              entriesAware: true,
              entriesAwareMergeThreshold: 200,
            },
          ],
        },
      },
    },
  },
  server: {
    fs: { allow: [root] },
    proxy: {
      // The browser's origin is kept, so that the server's origin check sees what it would see in production.
      '/api': { target: api },
      '/health': { target: api },
      '/socket.io': { target: api, ws: true },
    },
  },
})
