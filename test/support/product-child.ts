/** A process that starts the product as tests do, says its number, and does nothing more. Started by `run-product.test.ts`. */
import { setTimeout as delay } from 'node:timers/promises'
import { runProduct } from './run-product.ts'

const product = runProduct(JSON.parse(process.argv[2] ?? '') as Record<string, string>)
process.stdout.write(`${product.pid}\n`)
await delay(600_000)
