/** PostgreSQL's own programs for dumps: found, run without the password in sight, and told about in words. */
import { spawn } from 'node:child_process'
import { globSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

type Program = 'pg_dump' | 'pg_restore' | 'psql'

/** Debian keeps each version's programs in a folder of its own; the newest reads the dumps of all older ones. */
const debianFolders = () =>
  globSync('/usr/lib/postgresql/*/bin/pg_dump')
    .map(dirname)
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))

/**
 * Runs a program until it ends. `input` is piped in; `read` is given what it says, while it says it. Throws a sentence
 * when it is missing, and what it complained about when it failed.
 */
export async function runPostgres(
  program: Program,
  args: string[],
  { input, read }: { input?: Readable; read?: (output: Readable) => Promise<void> } = {},
): Promise<void> {
  const [folder] = debianFolders()
  const child = spawn(folder ? join(folder, program) : program, args, {
    stdio: [input ? 'pipe' : 'ignore', read ? 'pipe' : 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4_000)))
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  // A program that ends early breaks the pipe; why it did is what it complained about.
  const feeding = input && child.stdin ? pipeline(input, child.stdin).catch(() => undefined) : undefined
  const [code] = await Promise.all([
    ended,
    feeding,
    read && child.stdout ? read(child.stdout) : undefined,
  ]).catch((error: unknown) => {
    child.kill()
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error(
        `${program} is missing: install PostgreSQL's client programs (Debian: postgresql-client), as new as the server.`,
        { cause: error },
      )
    throw error
  })
  if (code !== 0) throw new Error(`${program} failed. ${complaint.trim()}`)
}

/**
 * Lends the address of a database without its password, which stands in a file for the time being: what is on a command
 * line every account of the machine can read.
 */
export async function withoutPassword<R>(url: string, use: (address: string) => Promise<R>): Promise<R> {
  const address = new URL(url)
  const password = decodeURIComponent(address.password)
  const folder = await mkdtemp(join(tmpdir(), 'sfat-pg-'))
  try {
    const passfile = join(folder, 'pass')
    await writeFile(passfile, `*:*:*:*:${password.replace(/[\\:]/g, '\\$&')}\n`, { mode: 0o600 })
    address.password = ''
    address.searchParams.set('passfile', passfile)
    return await use(address.href)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
