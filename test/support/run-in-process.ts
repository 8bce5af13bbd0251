import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

type Answer = { result: unknown } | { error: string }

/** Runs a file in a process of its own, hands it `ask`, and answers with what it answers. */
export function runInProcess(file: URL, ask: object): Promise<unknown> {
  const child = fork(fileURLToPath(file), [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  let answer: Answer | undefined
  child.on('message', (message) => (answer = message as Answer))
  child.send(ask)
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (answer === undefined) reject(new Error(`The process ended with ${code} and no answer. ${said}`))
      else if ('error' in answer) reject(new Error(answer.error))
      else resolve(answer.result)
    })
  })
}

/** The other end: waits for `ask`, does the task, sends the answer, and lets the process end. */
export async function answerParent<Ask>(task: (ask: Ask) => Promise<unknown>): Promise<void> {
  const ask = await new Promise<Ask>((resolve) =>
    process.once('message', (message) => resolve(message as Ask)),
  )
  const answer: Answer = await task(ask).then(
    (result) => ({ result }),
    (error: unknown) => ({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
  process.send?.(answer, () => process.disconnect?.())
}
