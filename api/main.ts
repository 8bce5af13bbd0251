/**
 * The only entry. It turns the environment and the signals of the operating system into calls, and says on the terminal
 * where the product is. Exit codes: 0 stopped as asked, 1 could not start or did not stop in time. With a word (`backup`) it
 * does that task instead, beside a running product.
 */
import { enableCompileCache } from 'node:module'

// Before anything else is loaded: the types are stripped and the code is compiled once, not at every start.
enableCompileCache()

// What is written (the database, its log) is for this account alone.
process.umask(0o077)

const say = (line: string) => process.stdout.write(`${line}\n`)

async function main(): Promise<void> {
  const { patienceLimits } = await import('../contract/limits.ts')
  const { ConfigError, readConfig } = await import('./config.ts')
  const { createLogger } = await import('./log.ts')
  const { compose } = await import('./compose.ts')

  let config
  try {
    config = readConfig()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
    return
  }
  const [task, ...words] = process.argv.slice(2)
  if (task !== undefined && !task.startsWith('-')) {
    const { runTask } = await import('./backup/run-task.ts')
    process.exitCode = await runTask(task, { config, words, say })
    return
  }
  const logger = await createLogger({ level: config.logLevel, terminal: process.stdout.isTTY === true })
  for (const warning of config.warnings) logger.warn(warning)

  // A defect that nobody caught leaves the process in a state that nobody knows: say it, stop, and be started again.
  let stop: (code: number) => void = (code) => process.exit(code)
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error }, 'a defect that nobody caught: stopping')
      stop(1)
    })

  const demo = process.argv.includes('--demo') ? await import('./demo/mark-telling.ts') : null
  if (await demo?.clearHalfTold(config.dataDir, config.databaseUrl))
    say('The demonstration was interrupted while it was being told: it begins again.')
  const starting = compose(config, logger)
  let stopping = false
  stop = (code) => {
    if (stopping) return
    stopping = true
    process.exitCode = code
    const late = setTimeout(() => {
      logger.error('stopping took too long: what was still under way is cut off')
      process.exit(1)
    }, patienceLimits.stopMs)
    late.unref()
    starting
      .then((app) => app.close())
      .then(
        () => process.exit(),
        (error: unknown) => {
          logger.error({ err: error }, 'a part could not be closed')
          process.exit(1)
        },
      )
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      logger.info({ signal }, 'stopping')
      stop(0)
    })

  const app = await starting
  process.on('SIGUSR2', () => {
    logger.info('no new meeting is taken; those that run go on')
    void app.drain().then(() => logger.info('the last meeting is over: stopping now disturbs nobody'))
  })
  if (demo && app.work) {
    const { tellDemo } = await import('./demo/tell-demo.ts')
    const telling = demo.markTelling(config.dataDir)
    try {
      await tellDemo({ work: app.work, zone: config.zone, publicUrl: app.site.url, say, telling })
    } catch (error) {
      // Asked to stop in the middle of it: the next start begins again.
      if (stopping) return
      throw error
    }
  }
  await app.listen()
  say(`Sfat is ready at ${app.site.url}`)
  if (app.setUpLink && !demo) say(`Make the first administrator here (the link works once): ${app.setUpLink}`)
}

main().catch((error: unknown) => {
  process.stderr.write(`Sfat could not start. ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
