import { describe, expect, it } from 'vitest'
import { deviceName } from '../../web/src/lib/account/device-name.ts'
import { returnAddress } from '../../contract/return-address.ts'
import { providerProblem } from '../../web/src/lib/door/provider-problem.ts'
import { initialsOf } from '../../web/src/lib/ui/initials.ts'
import { placeBeside } from '../../web/src/lib/ui/place-beside.ts'

describe('a floating panel', () => {
  const view = { width: 1000, height: 800 }
  const panel = { width: 200, height: 300 }
  const button = { left: 400, top: 100, width: 100, height: 40 }

  it('stands at the wanted side and edge', () => {
    expect(placeBeside(button, panel, view, { side: 'bottom', align: 'start' })).toEqual({
      left: 400,
      top: 146,
      side: 'bottom',
    })
    expect(placeBeside(button, panel, view, { side: 'bottom', align: 'end' }).left).toBe(300)
    expect(placeBeside(button, panel, view, { side: 'right', align: 'start' })).toEqual({
      left: 506,
      top: 100,
      side: 'right',
    })
  })

  it('turns over where there is no room, but not into less room', () => {
    const low = { ...button, top: 700 }
    expect(placeBeside(low, panel, view, { side: 'bottom', align: 'start' })).toMatchObject({
      side: 'top',
      top: 394,
    })
    expect(
      placeBeside(button, { width: 200, height: 760 }, view, { side: 'bottom', align: 'start' }).side,
    ).toBe('bottom')
  })

  it('never leaves the window', () => {
    const corner = { left: 960, top: 10, width: 30, height: 30 }
    expect(placeBeside(corner, panel, view, { side: 'bottom', align: 'start' }).left).toBe(792)
    expect(placeBeside({ ...corner, left: 0 }, panel, view, { side: 'bottom', align: 'end' }).left).toBe(8)
  })
})

describe('where to go after signing in', () => {
  it('is a page of ours', () => {
    expect(returnAddress('/meetings/1?a=b#c')).toBe('/meetings/1?a=b#c')
  })

  it.each([
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/api/session/oidc/end',
    '/x/../api/session/oidc',
  ])('is never another site: %j', (asked) => {
    expect(returnAddress(asked)).toMatch(/^\/(?!\/|api)/)
  })
})

describe('why a sign-in by the provider came to nothing', () => {
  it('is one of the reasons there are, whatever an address says', () => {
    expect(providerProblem('session.provider-gone')?.code).toBe('session.provider-gone')
    expect(providerProblem('server.failed')?.code).toBe('server.failed')
    for (const said of [null, '', 'session.nonsense', 'room.taken', 'session.__proto__', 'toString'])
      expect(providerProblem(said)).toBeUndefined()
  })
})

describe('names', () => {
  it('become two initials, with Romanian letters', () => {
    expect(['Ana-Maria Ionescu', 'Ștefan', 'ț. popa', '  ', 'Dr. Ion (MF)'].map(initialsOf)).toEqual([
      'AI',
      'Ș',
      'ȚP',
      '',
      'DM',
    ])
  })

  it('of browsers are those that people know', () => {
    const chrome =
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36'
    expect(deviceName(chrome)).toBe('Chrome, Windows')
    expect(deviceName(`${chrome} Edg/156.0`)).toBe('Edge, Windows')
    expect(
      deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1'),
    ).toBe('Safari, iPhone')
    expect(deviceName('curl/8')).toBe('curl/8')
  })
})
