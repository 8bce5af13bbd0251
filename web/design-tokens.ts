import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { colours, themes } from './src/lib/theme/tokens.ts'

const name = 'virtual:design-tokens.css'
const schemes = { light: 'light', dark: 'dark', contrast: 'dark' } as const

/** The list of colours as CSS: one block of custom properties for each theme. */
export function tokensAsCss(): string {
  return themes
    .map((theme, column) => {
      const selector = theme === 'light' ? `:root, [data-theme='light']` : `[data-theme='${theme}']`
      const lines = Object.entries(colours).map(([role, values]) => `  --${role}: ${values[column]};`)
      return `${selector} {\n  color-scheme: ${schemes[theme]};\n${lines.join('\n')}\n}`
    })
    .join('\n')
}

/** Serves `virtual:design-tokens.css`, so that the colours are written once, where the tests can read them too. */
export function designTokens(): Plugin {
  const source = fileURLToPath(new URL('./src/lib/theme/tokens.ts', import.meta.url))
  return {
    name: 'sfat-design-tokens',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return
      this.addWatchFile(source)
      return tokensAsCss()
    },
  }
}
