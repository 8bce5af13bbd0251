import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const description = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')

/** Of the product, as package.json says. */
export const { version } = JSON.parse(description) as { version: string }
