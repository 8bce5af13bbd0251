import { runProgram } from './run-program.mjs'

await runProgram(async () => (await import('./run-dev.ts')).runDev)
