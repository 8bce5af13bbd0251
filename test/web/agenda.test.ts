import { describe, expect, it } from 'vitest'
import { isDocumentName } from '../../contract/documents.ts'
import { dueAt, fitOf, runningTimes, totalMinutes } from '../../web/src/lib/agenda/running-times.ts'
import { sayBytes } from '../../web/src/lib/agenda/say-bytes.ts'

describe('the running times of an agenda', () => {
  it('follow one another from the start of the meeting, and an item without length takes none', () => {
    expect(runningTimes([10, 0, 45])).toEqual([
      { from: 0, to: 10 },
      { from: 10, to: 10 },
      { from: 10, to: 55 },
    ])
    expect(totalMinutes([10, 0, 45])).toBe(55)
  })

  it('say which item is due: none before the meeting, none when all are over', () => {
    const times = runningTimes([10, 0, 45])
    expect([-1, 0, 10, 54.9, 55].map((minute) => dueAt(times, minute))).toEqual([-1, 0, 2, 2, -1])
  })

  it('say by how much an agenda is longer than its meeting, or what is left', () => {
    expect(fitOf(55, 60)).toEqual({ state: 'fits', minutes: 5 })
    expect(fitOf(60, 60)).toEqual({ state: 'fits', minutes: 0 })
    expect(fitOf(80, 60)).toEqual({ state: 'over', minutes: 20 })
  })
})

describe('documents of an agenda', () => {
  it('are what offices exchange, and nothing that a computer runs', () => {
    for (const name of ['Notă de fundamentare.PDF', 'tabel.xlsx', 'act.semnat.p7m', 'șțăîâ “1”, 😀.docx'])
      expect([name, isDocumentName(name)]).toEqual([name, true])
    for (const name of ['setup.exe', 'pdf', '.pdf', 'act.pdf.js', 'fără extensie', 'pagina.html'])
      expect([name, isDocumentName(name)]).toEqual([name, false])
  })

  it('have their size said as people write numbers', () => {
    expect(sayBytes(10, 'ro')).toBe('1 KB')
    expect(sayBytes(340 * 1024, 'ro')).toBe('340 KB')
    expect(sayBytes(2.4 * 1024 * 1024, 'ro')).toBe('2,4 MB')
    expect(sayBytes(2.4 * 1024 * 1024, 'en')).toBe('2.4 MB')
  })
})
