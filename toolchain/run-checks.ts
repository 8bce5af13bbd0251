import { join } from 'node:path'
import { bringPackages } from './bring-packages.ts'
import { root } from './checkout.ts'
import { interruption } from './interruption.mjs'
import { CommandFailed, runCommand } from './run-command.mjs'
import { formatElapsed, showStep } from './show-progress.mjs'

type Check = { name: string; run: (say: (line: string) => void) => Promise<void> }

const program = (path: string) => join(root, 'node_modules', path)

const node =
  (cwd: string, script: string, ...args: string[]) =>
  (onLine: (line: string) => void) =>
    runCommand(process.execPath, [program(script), ...args], { cwd, onLine })

const web = join(root, 'web')

/** What `npm run check` looks at; each prints only what is wrong. */
const checks: Check[] = [
  {
    name: 'types',
    run: node(root, 'typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json', '--pretty', 'false'),
  },
  {
    name: 'types of test pages',
    run: node(root, 'typescript/bin/tsc', '--noEmit', '-p', 'test/page', '--pretty', 'false'),
  },
  {
    name: 'types of the web page',
    run: async (say) => {
      // Writes the types of routes, which the page's own types are made from; its output is not about the code.
      await node(web, '@sveltejs/kit/svelte-kit.js', 'sync')(() => undefined)
      const options = ['--tsconfig', './tsconfig.json', '--output', 'human', '--fail-on-warnings']
      await node(web, 'svelte-check/bin/svelte-check', ...options)(say)
    },
  },
  { name: 'lint', run: node(root, 'oxlint/bin/oxlint', '--deny-warnings') },
  { name: 'format', run: node(root, 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
]

/** In `npm test` it runs with all other tests. */
const importRule: Check = {
  name: 'import rule',
  run: node(root, 'vitest/vitest.mjs', 'run', '--reporter=dot', 'test/import-rule.test.ts'),
}

/**
 * Runs all checks side by side and prints what each found; returns the names of those that failed. Rejects only when the
 * person interrupted.
 */
export const runChecks = ({ withImportRule }: { withImportRule: boolean }): Promise<string[]> =>
  showStep('Checks', async (report) => {
    const all = withImportRule ? [...checks, importRule] : checks
    const subject = withImportRule ? 'types, lint, format and imports' : 'types, lint and format'
    const began = performance.now()
    const failed: string[] = []
    let done = 0
    const advance = () => report({ doing: subject, done, total: all.length })
    advance()
    // What the page's words are called is read by two of the checks, and need not be as it was when they were last built.
    const compile = [join(web, 'compile-messages.ts')]
    await runCommand(process.execPath, compile, { cwd: web })
    const found = await Promise.all(
      all.map(async ({ name, run }) => {
        const lines: string[] = []
        try {
          await run((line) => lines.push(line))
          return ''
        } catch (error) {
          interruption.throwIfAborted()
          failed.push(name)
          if (lines.length === 0 && error instanceof CommandFailed) lines.push(error.message)
          return `\n── ${name}: failed after ${formatElapsed(performance.now() - began)}\n${lines.join('\n')}\n`
        } finally {
          done++
          advance()
        }
      }),
    )
    const said = failed.length > 0 ? `failed: ${failed.join(', ')}` : `${subject} are right`
    return { said: said + found.join(''), value: failed }
  })

/** `npm run check`: types, lint, format and the import rule. */
export const check = async (): Promise<number> => {
  await bringPackages(root)
  const failed = await runChecks({ withImportRule: true })
  return failed.length === 0 ? 0 : 1
}
