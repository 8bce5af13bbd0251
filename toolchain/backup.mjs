import { runProgram } from './run-program.mjs'

await runProgram(async () => {
  const { runTask } = await import('./start-product.ts')
  return (args) => runTask(['backup', ...args])
})
