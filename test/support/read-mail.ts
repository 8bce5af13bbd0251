/** Reads a mail with Python's email package: what we send must be right for a reader that is not ours. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

export type MailPart = {
  type: string
  /** What the reader found wrong with it. */
  defects: string[]
  parts?: MailPart[] | undefined
  params?: Record<string, string> | undefined
  encoding?: string | undefined
  filename?: string | null | undefined
  text?: string | undefined
}
const Part: z.ZodType<MailPart> = z.lazy(() =>
  z.object({
    type: z.string(),
    defects: z.array(z.string()),
    parts: z.array(Part).optional(),
    params: z.record(z.string(), z.string()).optional(),
    encoding: z.string().optional(),
    filename: z.string().nullable().optional(),
    text: z.string().optional(),
  }),
)
/** Header names are in lower case, values decoded (RFC 2047). */
const ReadMail = z.object({ headers: z.record(z.string(), z.string()), body: Part })
export type ReadMail = z.infer<typeof ReadMail>

const script = fileURLToPath(new URL('read-mail.py', import.meta.url))

export async function readMail(raw: string): Promise<ReadMail> {
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile('/usr/bin/python3', [script], (error, stdout, stderr) =>
      error ? reject(new Error(stderr || error.message)) : resolve(stdout),
    )
    child.stdin?.end(raw)
  })
  return ReadMail.parse(JSON.parse(output))
}

/** All parts that are not multipart, in order. */
export const leaves = (part: MailPart): MailPart[] => (part.parts ? part.parts.flatMap(leaves) : [part])
