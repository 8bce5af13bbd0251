import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  focusRoom,
  layouts,
  pageOf,
  planStage,
  type Sitter,
  type StageChoice,
} from '#lib/conference/plan-stage.ts'

const choice: StageChoice = { layout: 'auto', pins: [], hideMe: false, hideFaceless: false, screen: null }
const wide = { most: 4, screens: 2 }
const narrow = { most: 1, screens: 1 }

/** "me", then others by letter; a capital letter shows a picture, and "+" after it a screen. */
const people = (text: string): Sitter[] => [
  { seatId: 'me', mine: true, camera: true, screen: text.startsWith('+') },
  ...[...text.matchAll(/([a-z])(\+?)/gi)].map(([, letter = '', shares]) => ({
    seatId: letter.toLowerCase(),
    mine: false,
    camera: letter !== letter.toLowerCase(),
    screen: shares === '+',
  })),
]
const plan = (text: string, change: Partial<StageChoice> = {}, room = wide, spoke: string[] = []) => {
  const lastSpoke = new Map(spoke.map((seatId, at) => [seatId, at]))
  const made = planStage(people(text), { ...choice, ...change }, lastSpoke, room)
  const short = (tiles: { key: string }[]) => tiles.map(({ key }) => key.replace('/camera', '')).join(' ')
  return { large: short(made.focus), rest: short(made.rest), hidden: made.hidden }
}

describe('the automatic layout', () => {
  it('shows everybody alike, me first', () => {
    expect(plan('ABC')).toEqual({ large: '', rest: 'me a b c', hidden: 0 })
  })

  it('makes a shared screen large and sets everybody beside it, me last', () => {
    expect(plan('AB+C')).toEqual({ large: 'b/screen', rest: 'a b c me', hidden: 0 })
  })

  it('keeps my own screen small, since I see it anyway', () => {
    expect(plan('+AB')).toEqual({ large: '', rest: 'me/screen me a b', hidden: 0 })
    expect(plan('+AB+').large).toBe('b/screen')
  })

  it('sets two screens beside each other where both can be read, and else shows the one that came last', () => {
    expect(plan('A+B+')).toMatchObject({ large: 'a/screen b/screen' })
    expect(plan('A+B+', {}, narrow)).toEqual({ large: 'b/screen', rest: 'a/screen a b me', hidden: 0 })
  })

  it('shows the screen that was chosen, or all that fit if that was asked for', () => {
    expect(plan('A+B+C+', { screen: 'a' }).large).toBe('a/screen')
    expect(plan('A+B+C+', { screen: 'all' }).large).toBe('a/screen b/screen c/screen')
    expect(plan('A+B+C+', { screen: 'all' }, { most: 2, screens: 1 }).large).toBe('b/screen c/screen')
    expect(plan('A+BC', { screen: 'gone' }).large).toBe('a/screen')
  })
})

describe('the grid', () => {
  it('puts a shared screen among the others, first', () => {
    expect(plan('AB+', { layout: 'grid' })).toEqual({ large: '', rest: 'b/screen me a b', hidden: 0 })
  })
})

describe('the speaker layout', () => {
  it('shows whoever spoke last, and never me while others are here', () => {
    expect(plan('ABC', { layout: 'speaker' }, wide, ['a', 'b', 'me']).large).toBe('b')
    expect(plan('ABC', { layout: 'speaker' }, wide, ['a', 'b', 'me']).rest).toBe('a c me')
  })

  it('shows somebody with a picture before anybody has spoken, and me when I am alone', () => {
    expect(plan('aB', { layout: 'speaker' }).large).toBe('b')
    expect(plan('', { layout: 'speaker' }).large).toBe('me')
  })

  it('gives way to a shared screen', () => {
    expect(plan('AB+', { layout: 'speaker' }, wide, ['a']).large).toBe('b/screen')
  })
})

describe('pinning', () => {
  it('comes before screens and speakers, several beside each other', () => {
    expect(plan('AB+C', { pins: ['a/camera', 'c/camera'], layout: 'speaker' }).large).toBe('a c')
    expect(plan('AB+C', { pins: ['a/camera', 'b/screen'] }).large).toBe('a b/screen')
  })

  it('keeps the ones that were pinned last where not all fit, and the others in the strip', () => {
    expect(plan('ABC', { pins: ['a/camera', 'c/camera'] }, narrow)).toMatchObject({
      large: 'c',
      rest: 'a b me',
    })
  })

  it('forgets what is no longer there', () => {
    expect(plan('AB', { pins: ['gone/camera', 'a/screen'] })).toMatchObject({ large: '', rest: 'me a b' })
  })
})

describe('hiding', () => {
  it('hides me from myself only while somebody else is there', () => {
    expect(plan('AB', { hideMe: true }).rest).toBe('a b')
    expect(plan('', { hideMe: true }).rest).toBe('me')
  })

  it('leaves out those without a picture and says how many, but never one who is pinned or shares', () => {
    expect(plan('aBcd', { hideFaceless: true })).toEqual({ large: '', rest: 'me b', hidden: 3 })
    expect(plan('aBc', { hideFaceless: true, pins: ['a/camera'] })).toMatchObject({ large: 'a', hidden: 1 })
    expect(plan('a+B', { hideFaceless: true }).large).toBe('a/screen')
  })

  it('still makes a speaker large who has no picture', () => {
    expect(plan('aB', { hideFaceless: true, layout: 'speaker' }, wide, ['a'])).toMatchObject({ large: 'a' })
  })
})

const anyPeople = fc
  .array(fc.record({ camera: fc.boolean(), screen: fc.boolean() }), { maxLength: 120 })
  .map((list) => list.map((one, index) => ({ ...one, seatId: `s${index}`, mine: index === 0 })))
const anyChoice = fc.record({
  layout: fc.constantFrom(...layouts),
  pins: fc.uniqueArray(
    fc.tuple(fc.nat(130), fc.constantFrom('camera', 'screen')).map(([seat, source]) => `s${seat}/${source}`),
    { maxLength: 6 },
  ),
  hideMe: fc.boolean(),
  hideFaceless: fc.boolean(),
  screen: fc.option(fc.constantFrom('all', 's0', 's1', 's7')),
})
const anyStage = fc.record({
  width: fc.integer({ min: 200, max: 3840 }),
  height: fc.integer({ min: 120, max: 2160 }),
})

describe('whatever is chosen', () => {
  it('shows nobody twice, hides only whom it was told to, and counts them', () => {
    fc.assert(
      fc.property(anyPeople, anyChoice, anyStage, (sitters, chosen, stage) => {
        const room = focusRoom(stage)
        const { focus, rest, hidden } = planStage(sitters, chosen, new Map(), room)
        const keys = [...focus, ...rest].map(({ key }) => key)
        expect(new Set(keys).size).toBe(keys.length)
        expect(focus.length).toBeLessThanOrEqual(room.most)
        const screens = sitters.filter(({ screen }) => screen)
        const me = chosen.hideMe && sitters.length > 1 && !keys.includes('s0/camera') ? 1 : 0
        expect(keys.length + hidden + me).toBe(sitters.length + screens.length)
        if (!chosen.hideFaceless) expect(hidden).toBe(0)
        for (const pin of chosen.pins)
          if (
            sitters.some(
              ({ seatId, screen }) => pin === `${seatId}/camera` || (screen && pin === `${seatId}/screen`),
            )
          )
            expect(keys).toContain(pin)
      }),
    )
  })

  it('turns pages without losing anybody, screens first', () => {
    fc.assert(
      fc.property(anyPeople, fc.integer({ min: 1, max: 30 }), (sitters, perPage) => {
        const { rest } = planStage(sitters, { ...choice, layout: 'grid' }, new Map([['s3', 1]]), wide)
        const pages = Array.from({ length: Math.ceil(rest.length / perPage) }, (_, page) =>
          pageOf(rest, page, perPage, new Map([['s3', 1]])),
        )
        const keys = pages.flat().map(({ key }) => key)
        expect(keys.toSorted()).toEqual(rest.map(({ key }) => key).toSorted())
        const screens = rest.filter(({ source }) => source === 'screen').length
        expect(
          pages
            .flat()
            .slice(0, screens)
            .every(({ source }) => source === 'screen'),
        ).toBe(true)
      }),
    )
  })

  it('lets several stand large only where each stays large', () => {
    expect(focusRoom({ width: 390, height: 300 })).toEqual({ most: 1, screens: 1 })
    expect(focusRoom({ width: 1060, height: 640 })).toMatchObject({ screens: 1 })
    expect(focusRoom({ width: 1060, height: 640 }).most).toBeGreaterThanOrEqual(2)
    expect(focusRoom({ width: 1700, height: 900 }).screens).toBeGreaterThanOrEqual(2)
  })

  it('plans a hundred people in no time', () => {
    const sitters = people('').concat(
      Array.from({ length: 99 }, (_, n) => ({
        seatId: `p${n}`,
        mine: false,
        camera: n % 2 === 0,
        screen: false,
      })),
    )
    const spoke = new Map(sitters.map(({ seatId }, at) => [seatId, at]))
    let reads = 0
    const watched = sitters.map((sitter) => ({
      ...sitter,
      get camera() {
        return (reads++, sitter.camera)
      },
    }))
    planStage(watched, { ...choice, layout: 'speaker', hideFaceless: true }, spoke, wide)
    expect(reads).toBeLessThan(4 * sitters.length)
  })
})
