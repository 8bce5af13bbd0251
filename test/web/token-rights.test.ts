import { describe, expect, it } from 'vitest'
import { noRights, rightsOf, scopesOf } from '#lib/account/token-rights.ts'

describe('the rights of an access token', () => {
  it('are nothing at first', () => {
    expect(scopesOf(noRights())).toEqual([])
    expect(rightsOf([])).toEqual([])
  })

  it('to change something are also those to read it', () => {
    const scopes = scopesOf({ ...noRights(), meetings: 'write', people: 'read' })
    expect(scopes).toEqual(['people:read', 'meetings:read', 'meetings:write'])
    expect(rightsOf(scopes)).toEqual([
      { area: 'people', right: 'read' },
      { area: 'meetings', right: 'write' },
    ])
  })
})
