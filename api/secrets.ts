/**
 * The installation's secrets: made at the first start, kept in `DATA_DIR/secrets.json`, and nowhere else. Losing the file
 * signs nobody out (sessions are rows), but guest links and tickets made before die with it.
 * Processes on several machines must be given the same file.
 */
import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** 256 bits, base64url. */
const Secret = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const Secrets = z.strictObject({
  /** Signs conference tickets (HS256, RFC 7518 §3.2). */
  ticket: Secret,
  /** Key of the MAC in guest links. */
  guestLink: Secret,
  /** Key of the marks by which a browser that has signed in before is known. */
  device: Secret,
  /** Key under which mail addresses and client addresses are counted, so that counters hold no personal data. */
  counters: Secret,
})
export type Secrets = z.infer<typeof Secrets>

const fileName = 'secrets.json'

/**
 * The secrets of `dataDir`, made when they are not there yet. The folder gets mode 700 and the file 600. Two processes
 * that start at once agree: the file is written aside and *linked* into place, which fails for all but the first.
 * Throws an Error in words when the folder cannot be used, or when the file is readable by others or damaged.
 */
export async function loadSecrets(dataDir: string): Promise<Secrets> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, fileName)
  return (await read(path)) ?? (await create(dataDir, path))
}

async function create(dataDir: string, path: string): Promise<Secrets> {
  // A folder that somebody made by hand is narrowed before anything secret is in it.
  await chmod(dataDir, 0o700)
  const secrets: Secrets = {
    ticket: newSecret(),
    guestLink: newSecret(),
    device: newSecret(),
    counters: newSecret(),
  }
  const aside = join(dataDir, `.${fileName}.${process.pid}.${randomBytes(6).toString('hex')}`)
  const file = await open(aside, 'wx', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(secrets, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(aside, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await unlink(aside)
  }
  // Read back: another process may have been first, and then its secrets are everybody's.
  const kept = await read(path)
  if (kept === null) throw new Error(`${path} vanished while it was being made.`)
  return kept
}

async function read(path: string): Promise<Secrets | null> {
  let text: string
  try {
    const { mode } = await stat(path)
    if ((mode & 0o077) !== 0)
      throw new Error(`${path} can be read by others: chmod 600 it, then start again.`)
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
  const parsed = Secrets.safeParse(parseJson(text))
  if (!parsed.success)
    throw new Error(
      `${path} is damaged. Restore it from a backup; or remove it to get new secrets, which ends all guest links.`,
    )
  return parsed.data
}

const newSecret = () => randomBytes(32).toString('base64url')

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
