import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bringDebianPackages, installLine } from './bring-debian-packages.ts'
import { root } from './checkout.ts'
import { interruption } from './interruption.mjs'
import { prepare } from './prepare.ts'
import { Problem } from './problem.mjs'
import { runChecks } from './run-checks.ts'
import { runForeground } from './run-foreground.ts'
import { showStep } from './show-progress.mjs'
import { readTestResults, type TestResults } from './read-test-results.ts'
import { chromium, ffmpeg, imap, postgres, redis, type TestPart, testParts } from './test-parts.ts'
import {
  makeRunFolder,
  removeRunFolder,
  startImap,
  startPostgres,
  startRedis,
  type TestServer,
} from './start-test-servers.ts'

const missingParts = (): TestPart[] => testParts.filter((part) => part.find() === undefined)

/** Brings what tests need from Debian; returns the parts that are still missing, which is only for those who may not install. */
const bringTestParts = async (): Promise<TestPart[]> => {
  const missing = missingParts()
  return showStep('Test parts', async (report) => {
    const packages = missing.map((part) => part.package)
    if (missing.length > 0 && process.getuid?.() === 0) {
      await bringDebianPackages(packages, 'The tests', report)
    }
    const still = missingParts()
    if (still.length === 0) return { said: testParts.map((part) => part.name).join(', '), value: still }
    const names = still.map((part) => part.name).join(', ')
    const line = installLine(still.map((part) => part.package))
    if (process.env['CI'] === 'true')
      throw new Problem(`The tests need ${names}; this installs what is missing:\n\n  ${line}`)
    return { said: `without ${names}; the end says how to install them`, value: still }
  })
}

/** The environment that tells the tests what there is: a variable is absent when its part is. */
const startServers = (folder: string, started: TestServer[]): Promise<Record<string, string>> =>
  showStep('Test servers', async (report) => {
    const env: Record<string, string> = {}
    const start = async (name: string, variable: string, server: Promise<TestServer>) => {
      report({ doing: `starting ${name}` })
      const { url } = await server.then((up) => {
        started.push(up)
        return up
      })
      env[variable] = url
      return name
    }
    const initdb = postgres.find()
    const redisServer = redis.find()
    const imapServer = imap.find()
    const names = await Promise.all([
      ...(initdb ? [start('PostgreSQL', 'TEST_DATABASE_URL', startPostgres(initdb, folder))] : []),
      ...(redisServer ? [start('Redis', 'TEST_REDIS_URL', startRedis(redisServer, folder))] : []),
      ...(imapServer ? [start('Dovecot', 'TEST_IMAP_URL', startImap(imapServer, folder))] : []),
    ])
    for (const [variable, part] of [
      ['TEST_CHROMIUM', chromium],
      ['TEST_FFMPEG', ffmpeg],
    ] as const) {
      const path = part.find()
      if (path) env[variable] = path
    }
    return { said: names.length > 0 ? `private ${names.join(', ')}` : 'none', value: env }
  })

/** Runs `work` with the environment of the private servers, and stops them whatever happens. */
export const withTestServers = async <T>(
  work: (env: NodeJS.ProcessEnv, folder: string) => Promise<T>,
): Promise<T> => {
  const folder = makeRunFolder()
  const started: TestServer[] = []
  try {
    return await work({ ...process.env, ...(await startServers(folder, started)) }, folder)
  } finally {
    await Promise.all(started.map((server) => server.stop()))
    removeRunFolder(folder)
  }
}

const LONGEST_LIST = 30

const sayResults = (
  results: TestResults,
  missing: TestPart[],
  failedChecks: string[],
  complaint: string,
): void => {
  if (missing.length > 0) {
    const names = missing.map((part) => part.name).join(', ')
    const line = installLine(missing.map((part) => part.package))
    console.log(
      `\nNot every test could run: there is no ${names} here. This installs what is missing:\n\n  ${line}`,
    )
  }
  if (results.skipped.length > 0) {
    const more =
      results.skipped.length > LONGEST_LIST ? `\n  … and ${results.skipped.length - LONGEST_LIST} more` : ''
    console.log(`\nSkipped:\n  ${results.skipped.slice(0, LONGEST_LIST).join('\n  ')}${more}`)
  }
  if (failedChecks.length > 0) console.log(`\nChecks that failed: ${failedChecks.join(', ')}.`)
  if (complaint) console.log(`\n${complaint}`)
  console.log(`\n${results.passed} passed, ${results.failed} failed, ${results.skipped.length} skipped`)
}

/** Only tests of the whole product open the built page; a run of chosen parts does not wait for it to be built. */
const opensPage = (args: string[]): boolean => {
  const paths = args.filter((arg) => /^(\.\/)?test\//.test(arg))
  return paths.length === 0 || paths.some((path) => /^(\.\/)?test\/(api|e2e|cluster|screens)/.test(path))
}

/**
 * `npm test`: brings everything, checks types, lint and format, and runs every test. Arguments go to Vitest, and then the
 * checks are left out: `npm test -- test/scheduler`.
 */
export const runTests = async (args: string[]): Promise<number> => {
  const everything = args.length === 0
  await prepare({ web: opensPage(args), also: missingParts().map((part) => part.package) })
  const missing = await bringTestParts()
  const failedChecks = everything ? await runChecks({ withImportRule: false }) : []
  return withTestServers(async (env, folder) => {
    const report = join(folder, 'results.json')
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
    const options = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const code = await runForeground([vitest, 'run', ...options, ...args], env, root)
    interruption.throwIfAborted()
    const results = readTestResults(readReport(report), root)
    const complaints = [
      // A part of the tests, chosen by name, leaves out the rest on purpose.
      process.env['CI'] === 'true' && everything && results.skipped.length > 0
        ? 'With CI=true a test that does not run is a failure.'
        : '',
      code !== 0 && results.failed === 0 ? 'Vitest reports an error outside the tests; see above.' : '',
    ].filter(Boolean)
    sayResults(results, missing, failedChecks, complaints.join('\n'))
    return code === 0 && results.failed === 0 && failedChecks.length === 0 && complaints.length === 0 ? 0 : 1
  })
}

const readReport = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Problem('Vitest ended before it could write its results; what it said is above.')
  }
}
