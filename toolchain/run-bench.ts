import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './checkout.ts'
import { prepare } from './prepare.ts'
import { runForeground } from './run-foreground.ts'
import { withTestServers } from './run-tests.ts'

const folder = join(root, 'test', 'bench')

const names = (): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.ts'))
        .map((name) => name.slice(0, -'.ts'.length))
        .sort()
    : []

/** `npm run bench NAME`: runs `test/bench/NAME.ts` with everything a test would have; without a name, lists them. */
export const runBench = async ([name, ...args]: string[]): Promise<number> => {
  if (!name || !names().includes(name)) {
    console.log(`Usage: npm run bench NAME, where NAME is one of: ${names().join(', ') || '(none yet)'}`)
    return name ? 1 : 0
  }
  await prepare()
  return withTestServers((env) => runForeground([join(folder, `${name}.ts`), ...args], env, root))
}
