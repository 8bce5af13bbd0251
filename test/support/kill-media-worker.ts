import { readdir, readFile } from 'node:fs/promises'

/** Kills the media workers that a process (default: this one) has started, as the kernel would when memory runs out. */
export async function killMediaWorker(of: number = process.pid): Promise<void> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  for (const id of ids) {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '')
    // proc(5): the name stands in brackets and may hold anything; the parent is the second field after it.
    const name = /\((.*)\)/.exec(stat)?.[1] ?? ''
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    if (parent === of && name.startsWith('mediasoup-worke')) process.kill(Number(id), 'SIGKILL')
  }
}
