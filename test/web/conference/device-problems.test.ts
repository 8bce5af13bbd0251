import { describe, expect, it } from 'vitest'
import { browserOf, problemOf } from '#lib/conference/device-problems.ts'

describe('what stands in the way of a device', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'blocked'],
    ['NotAllowedError', 'Permission denied by system', 'blocked-by-system'],
    ['SecurityError', '', 'blocked'],
    ['NotFoundError', 'Requested device not found', 'missing'],
    ['OverconstrainedError', '', 'missing'],
    ['NotReadableError', 'Could not start video source', 'busy'],
    ['AbortError', '', 'busy'],
    ['TypeError', 'whatever', 'failed'],
  ])('reads %s (%s) as %s', (name, message, problem) => {
    expect(problemOf(Object.assign(new Error(message), { name }))).toBe(problem)
  })

  it('does not stumble over something that is no error', () => {
    expect(problemOf('no')).toBe('failed')
  })
})

describe('whose permission button is drawn', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36',
      'chromium',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0',
      'chromium',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'firefox'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      'safari',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0 Mobile/15E148 Safari/604.1',
      'chromium',
    ],
  ])('knows %s', (userAgent, browser) => {
    expect(browserOf(userAgent)).toBe(browser)
  })
})
