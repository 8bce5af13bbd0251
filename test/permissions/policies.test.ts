/** Every use case asks a policy of its own domain: by structure, so that none is forgotten. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findUseCases } from './find-use-cases.ts'

const root = join(import.meta.dirname, '..', '..')
const domains = {
  identity: ['rights.ts'],
  scheduler: ['meeting-rights.ts', 'group-rights.ts'],
  tracker: ['rights.ts'],
}

describe.each(Object.entries(domains))('in %s', (domain, policies) => {
  it('every use case that is told who asks, asks what they may', () => {
    const { all, unasked } = findUseCases(join(root, domain), policies)
    expect(all.length).toBeGreaterThan(10)
    expect(unasked).toEqual([])
  })
})

describe('the search for use cases', () => {
  it('finds those that ask nobody', () => {
    const { unasked } = findUseCases(join(root, 'scheduler'), [])
    expect(unasked).toContain('book-meeting.ts: bookMeeting')
    expect(unasked).toContain('cancel-meeting.ts: cancelMeeting')
  })
})
