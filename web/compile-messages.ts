/**
 * Makes the functions of the page's messages, as the build does, for whoever has not built it. A program of its own because
 * the message compiler leaves timers of thirty seconds behind.
 */
import { compile } from '@inlang/paraglide-js'
import { messageCompiler } from './message-compiler.ts'

await compile(messageCompiler)
process.exit()
