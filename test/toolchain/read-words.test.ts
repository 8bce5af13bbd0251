import { describe, expect, it } from 'vitest'
import { prebuiltName } from '../../sfu/worker/download-worker.ts'
import { readNinjaProgress } from '../../sfu/worker/build-worker.ts'
import { readAptProgress } from '../../toolchain/bring-debian-packages.ts'
import { serves } from '../../toolchain/bring-runtime.mjs'
import { readTestResults } from '../../toolchain/read-test-results.ts'
import { formatElapsed, formatProgress } from '../../toolchain/show-progress.mjs'

describe('what the toolchain reads and shows', () => {
  it('knows from ninja’s lines how far it is', () => {
    expect(readNinjaProgress('[12/43] Compiling C++ object a.o')).toEqual({ done: 12, total: 43 })
    expect(readNinjaProgress('src/a.cpp:3: [1/2] is not progress')).toBeUndefined()
  })

  it('knows from apt’s status lines how far it is', () => {
    expect(readAptProgress('dlstatus:3:12.5:Retrieving file 3 of 9')).toMatchObject({ done: 0.125, total: 1 })
    expect(readAptProgress('pmstatus:libc6:amd64:40.2:Unpacking')).toMatchObject({ done: 0.402, total: 1 })
    expect(readAptProgress('Reading package lists...')).toBeUndefined()
  })

  it('draws how far a step is, and only words when nothing can be counted', () => {
    expect(formatProgress({ doing: 'compiling', done: 1, total: 4 })).toBe(
      '[#####---------------]  25% 1/4 compiling',
    )
    expect(formatProgress({ doing: 'installing', done: 0.402, total: 1 })).toBe(
      '[########------------]  40% installing',
    )
    expect(formatProgress({ doing: 'preparing' })).toBe('preparing')
    expect(formatProgress({ doing: 'downloading', done: 9_000_000, total: 18_000_000 })).toBe(
      '[##########----------]  50% downloading',
    )
  })

  it('writes elapsed time as people do', () => {
    expect([340, 42_000, 187_000].map(formatElapsed)).toEqual(['0.3 s', '42 s', '3:07'])
  })

  it('takes a Node of the pinned major that is not older', () => {
    expect(serves('v26.10.0', '26.10.0')).toBe(true)
    expect(serves('v26.10.1', '26.10.0')).toBe(true)
    expect(serves('v26.11.0', '26.10.3')).toBe(true)
    expect(serves('v26.9.9', '26.10.0')).toBe(false)
    expect(serves('v26.10.0', '26.10.1')).toBe(false)
    expect(serves('v20.20.2', '26.10.0')).toBe(false)
    expect(serves('v27.0.0', '26.10.0')).toBe(false)
  })

  it('names mediasoup’s prebuilt binary as mediasoup does', () => {
    expect(prebuiltName('3.27.1', 'linux', 'x64', '6.1.0-32-amd64')).toBe(
      'mediasoup-worker-3.27.1-linux-x64-kernel6.tgz',
    )
  })

  it('counts tests, and a file that could not be loaded as one that failed', () => {
    const file = (status: string, ...tests: string[]) => ({
      name: '/root/test/a.test.ts',
      status,
      assertionResults: tests.map((of, index) => ({ status: of, fullName: `does ${index}` })),
    })
    const testResults = [
      file('passed', 'passed', 'skipped', 'passed'),
      file('failed', 'failed', 'passed'),
      file('failed'),
    ]
    expect(readTestResults(JSON.stringify({ testResults }), '/root')).toEqual({
      passed: 3,
      failed: 2,
      skipped: ['test/a.test.ts: does 1'],
    })
  })
})
