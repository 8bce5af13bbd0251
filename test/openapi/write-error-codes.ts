/** Writes `api/plugins/error-codes.ts` from the code itself: `node test/openapi/write-error-codes.ts`. A test holds the two together. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { findErrorCodes } from './find-error-codes.ts'

const file = join(import.meta.dirname, '..', '..', 'api', 'plugins', 'error-codes.ts')

async function text(): Promise<string> {
  const routes = Object.entries(findErrorCodes()).map(
    ([route, codes]) => `${JSON.stringify(route)}: ${JSON.stringify(codes.join(' '))},`,
  )
  const source = [
    '/**',
    ' * Which errors each route can answer, of those that not every route can: made from the code by',
    ' * `node test/openapi/write-error-codes.ts`, and held to it by a test.',
    ' */',
    'export const errorCodes: Readonly<Record<string, string>> = {',
    ...routes,
    '}',
    '',
  ].join('\n')
  return format(source, { ...(await resolveConfig(file)), filepath: file })
}

/** Whether the file is as it would be written now. */
export const isWritten = async (): Promise<boolean> => (await readFile(file, 'utf8')) === (await text())

if (process.argv[1] === import.meta.filename) await writeFile(file, await text())
