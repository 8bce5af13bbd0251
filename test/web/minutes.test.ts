import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../contract/errors.ts'
import type { WriteDiscussion } from '../../contract/minutes.ts'
import { mergeText } from '../../scheduler/merge-text.ts'
import { joinTexts, stretchesOf } from '../../web/src/lib/minutes/join-texts.ts'
import { keptText } from '../../web/src/lib/minutes/kept-text.ts'
import { moveCaret } from '../../web/src/lib/minutes/move-caret.ts'
import { presenceOf } from '../../web/src/lib/minutes/presence.ts'
import { TextSaver, type Saved } from '../../web/src/lib/minutes/text-saver.ts'
import { stepOf, verbOf } from '../../web/src/lib/minutes/writing-keys.ts'

/** The server's side of one text, as `writeDiscussion` keeps it, without its database. */
function openText(text: string) {
  let now: Saved = { text, version: 1 }
  const writers: TextSaver[] = []
  const storage = new Map<string, string>()
  const line = { up: true }
  return {
    line,
    storage,
    get now() {
      return now
    },
    /** Tells everybody who has it open. */
    tell: () => writers.forEach((writer) => writer.receive(now)),
    writer(name: string) {
      const kept = keptText(name, 'meeting', 'entry', {
        getItem: (key) => storage.get(key) ?? null,
        setItem: (key, value) => void storage.set(key, value),
        removeItem: (key) => void storage.delete(key),
      })
      const save = async (ask: WriteDiscussion): Promise<Saved> => {
        if (!line.up) throw new AppError('server.unreachable')
        const merged =
          ask.version === now.version
            ? ask.discussion
            : mergeText({ mine: ask.discussion, base: ask.base, theirs: now.text })
        if (merged === null)
          throw new AppError('minutes.conflict', { current: now.text, version: now.version })
        now = { text: merged, version: now.version + 1 }
        return now
      }
      const writer = new TextSaver(now, { kept, save, changed: () => undefined })
      writers.push(writer)
      return writer
    },
  }
}

describe('a text that saves itself', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const pause = () => vi.advanceTimersByTimeAsync(1_000)

  it('is saved after a pause, and at the latest after a few seconds of typing without one', async () => {
    const text = openText('')
    const ana = text.writer('ana')
    ana.type('Unu')
    expect(ana.state.status).toBe('unsaved')
    await pause()
    expect([ana.state.status, text.now.text]).toEqual(['saved', 'Unu'])

    for (let letter = 1; letter <= 10; letter++) {
      ana.type(`Unu${'.'.repeat(letter)}`)
      await vi.advanceTimersByTimeAsync(300)
    }
    expect(text.now.text).toMatch(/^Unu\.+$/)
  })

  it('takes in what others wrote when nothing of mine is unsaved, and merges when something is', async () => {
    const text = openText('Sus\n\nJos')
    const ana = text.writer('ana')
    const ion = text.writer('ion')
    ana.type('Sus de la Ana\n\nJos')
    ion.type('Sus\n\nJos de la Ion')
    await ana.flush()
    text.tell()
    expect(ion.state.text).toBe('Sus\n\nJos de la Ion')
    await ion.flush()
    text.tell()
    expect([ana.state.text, ion.state.text]).toEqual(Array(2).fill('Sus de la Ana\n\nJos de la Ion'))
  })

  it('keeps merging rightly while somebody types on during a save that was merged', async () => {
    const text = openText('Sus\n\nJos')
    const ana = text.writer('ana')
    const ion = text.writer('ion')
    ion.type('Sus\n\nJos de la Ion')
    await ion.flush()
    ana.type('Sus de la Ana\n\nJos')
    const saving = ana.flush()
    ana.type('Sus de la Ana, mai mult\n\nJos')
    await saving
    text.tell()
    await pause()
    text.tell()
    expect(text.now.text).toBe('Sus de la Ana, mai mult\n\nJos de la Ion')
    expect(ana.state).toMatchObject({ text: text.now.text, status: 'saved' })
  })

  it('shows both texts where the same lines differ, and goes on with the one that is chosen', async () => {
    const text = openText('Decizie')
    const ana = text.writer('ana')
    const ion = text.writer('ion')
    ana.type('Decizie amânată')
    ion.type('Decizie luată')
    await ana.flush()
    await ion.flush()
    expect(ion.state).toMatchObject({
      ...{ text: 'Decizie luată', status: 'conflict' },
      conflict: { theirs: 'Decizie amânată', base: 'Decizie' },
    })
    ion.type('Decizie luată azi')
    await pause()
    expect(text.now.text).toBe('Decizie amânată')

    await ion.resolve('Decizie amânată\nDecizie luată azi')
    expect(text.now.text).toBe('Decizie amânată\nDecizie luată azi')
    expect(ion.state).toMatchObject({ status: 'saved', conflict: null })
  })

  it('waits with what cannot be sent, sends it when the line is back, and has kept it for the next tab', async () => {
    const text = openText('')
    const ana = text.writer('ana')
    text.line.up = false
    ana.type('Scris în tren')
    await pause()
    expect(ana.state.status).toBe('waiting')

    const nextTab = text.writer('ana')
    expect(nextTab.state).toMatchObject({ text: 'Scris în tren', status: 'unsaved' })
    expect(text.writer('ion').state.text).toBe('')
    text.line.up = true
    await vi.advanceTimersByTimeAsync(10_000)
    expect(text.now.text).toBe('Scris în tren')
    expect([ana.state.status, nextTab.state.status]).toEqual(['saved', 'saved'])
    expect([...text.storage]).toEqual([])
  })

  it('changes nothing under an input method, and nothing by an answer that was overtaken', async () => {
    const text = openText('a')
    const ana = text.writer('ana')
    ana.hold(true)
    ana.receive({ text: 'b', version: 2 })
    expect(ana.state.text).toBe('a')
    ana.hold(false)
    expect(ana.state.text).toBe('b')
    ana.receive({ text: 'a', version: 1 })
    expect(ana.state.text).toBe('b')
  })

  it('leaves out what no text may hold', async () => {
    const text = openText('')
    const ana = text.writer('ana')
    ana.type('rând\u000b\u0000 nou')
    await ana.flush()
    expect(text.now.text).toBe('rând nou')
  })
})

describe('two texts with the same lines changed', () => {
  const texts = {
    base: 'Titlu\nveche\nSfârșit',
    mine: 'Titlu\na mea\nSfârșit',
    theirs: 'Titlu nou\na lor\nSfârșit',
  }

  it('are told apart line by line', () => {
    expect(stretchesOf({ base: 'x\n1\ny', mine: 'x\n2\ny', theirs: 'x\n3\ny' })).toEqual([
      { same: ['x'] },
      { mine: ['2'], theirs: ['3'] },
      { same: ['y'] },
    ])
  })

  it('keep what only one of them changed, whatever is chosen', () => {
    const apart = { base: '1\n2\n3\n4\n5', mine: '1\nM\n3\n4\n5', theirs: '1\nT\n3\n4\ncinci' }
    expect(joinTexts(apart, 'mine')).toBe('1\nM\n3\n4\ncinci')
    expect(joinTexts(apart, 'theirs')).toBe('1\nT\n3\n4\ncinci')
    expect(joinTexts(apart, 'both')).toBe('1\nT\nM\n3\n4\ncinci')
  })

  it('lose no word of either when both are kept', () => {
    const both = joinTexts(texts, 'both')
    for (const words of ['a mea', 'a lor', 'Titlu nou', 'Sfârșit']) expect(both).toContain(words)
  })
})

describe('the caret', () => {
  it('stays with its words when others write before or after it', () => {
    expect(moveCaret('unu\ndoi', 'zero\nunu\ndoi', 7)).toBe(12)
    expect(moveCaret('unu\ndoi', 'unu\ndoi\ntrei', 2)).toBe(2)
  })

  it('stays on its line when there are changes on both sides, and goes to the end of what replaced it', () => {
    expect(moveCaret('a\nb\nlinia mea\nc\nd', 'A\nb\nlinia mea\nc\nD', 9)).toBe(9)
    expect(moveCaret('început vechi sfârșit', 'început nou sfârșit', 12)).toBe('început nou'.length)
  })
})

describe('presence', () => {
  const seat = (seatId: string, personId: string | null, name: string) => ({
    ...{ seatId, personId, name, organisation: null, guest: personId === null },
    ...{ present: [], away: [], presentSeconds: 60 },
  })
  const invited = (id: string, personId: string | null, name: string) => ({
    ...{ id, personId, name, email: `${id}@example.ro`, organisation: null, comment: null },
    ...{ role: 'required' as const, partStat: 'accepted' as const },
  })

  it('tells who came from who was invited and did not', () => {
    const presence = presenceOf(
      [invited('1', 'ana', 'Ana'), invited('2', 'ion', 'Ion'), invited('3', null, 'Oaspete')],
      [seat('s1', 'ana', 'Ana'), seat('s2', null, 'Oaspete')],
    )
    expect(presence?.present.map(({ name }) => name)).toEqual(['Ana', 'Oaspete'])
    expect(presence?.absent.map(({ name }) => name)).toEqual(['Ion'])
  })

  it('is unknown where nobody came in by video', () => {
    expect(presenceOf([invited('1', 'ana', 'Ana')], [])).toBeNull()
  })
})

describe('the keyboard of who writes', () => {
  const press = (key: string, held: Partial<Parameters<typeof verbOf>[0]> = {}) => ({
    ...{ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
    ...{ repeat: false, isComposing: false, ...held },
  })

  it('begins a decision or an action only with a modifier', () => {
    expect(verbOf(press('Enter'))).toBeNull()
    expect(verbOf(press('Enter', { ctrlKey: true }))).toBe('decision')
    expect(verbOf(press('Enter', { metaKey: true, shiftKey: true }))).toBe('action')
    expect(verbOf(press('Enter', { ctrlKey: true, isComposing: true }))).toBeNull()
  })

  it('goes from item to item with Alt and an arrow', () => {
    expect(stepOf(press('ArrowDown', { altKey: true }))).toBe(1)
    expect(stepOf(press('ArrowUp', { altKey: true }))).toBe(-1)
    expect(stepOf(press('ArrowDown'))).toBe(0)
  })
})
