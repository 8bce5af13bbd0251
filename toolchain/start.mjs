import { runProgram } from './run-program.mjs'

await runProgram(async () => (await import('./start-product.ts')).startProduct)
