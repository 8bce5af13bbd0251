import { relative } from 'node:path'

/** Those fields of Vitest's JSON report (which follows Jest's) that are read here. */
type Report = {
  testResults: {
    name: string
    status: 'passed' | 'failed'
    assertionResults: { fullName: string; status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' }[]
  }[]
}

export type TestResults = {
  passed: number
  failed: number
  /** The tests that did not run: file and title. */
  skipped: string[]
}

/** Counts the tests of a report. A file that could not even be loaded has no tests, and counts as one that failed. */
export const readTestResults = (json: string, root: string): TestResults => {
  const { testResults } = JSON.parse(json) as Report
  const results: TestResults = { passed: 0, failed: 0, skipped: [] }
  for (const { name, status, assertionResults } of testResults) {
    const failures = assertionResults.filter((test) => test.status === 'failed').length
    results.failed += failures
    if (status === 'failed' && failures === 0) results.failed++
    for (const test of assertionResults) {
      if (test.status === 'passed') results.passed++
      else if (test.status !== 'failed') results.skipped.push(`${relative(root, name)}: ${test.fullName}`)
    }
  }
  return results
}
