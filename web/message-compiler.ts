import type { paraglideVitePlugin } from '@inlang/paraglide-js'

/** How the catalogues in `messages/` become functions; for the build, and for the check of types that needs them too. */
export const messageCompiler = {
  project: './project.inlang',
  outdir: './src/lib/paraglide',
  // The locale is read from our own reactive preferences, so that switching needs no reload.
  strategy: ['globalVariable', 'baseLocale'],
  outputStructure: 'message-modules',
  emitReadme: false,
} satisfies Parameters<typeof paraglideVitePlugin>[0]
