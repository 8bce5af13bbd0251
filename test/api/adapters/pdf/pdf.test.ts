import { beforeAll, describe, expect, it } from 'vitest'
import { minutesPdf } from '../../../../api/adapters/pdf/minutes-pdf.ts'
import { renderPdf } from '../../../../api/adapters/pdf/render-pdf.ts'
import { reportPdf } from '../../../../api/adapters/pdf/report-pdf.ts'
import type { Block, PdfDocument } from '../../../../api/adapters/pdf/blocks.ts'
import { fontsOf, hasPdfReader, infoOf, structureOf, textOf } from '../../../support/read-pdf.ts'
import { exampleMinutes, exampleReport } from './examples.ts'

const paper = (blocks: Block[], about: Partial<PdfDocument> = {}): Promise<Uint8Array> =>
  renderPdf({
    locale: 'ro',
    title: 'Probă',
    subject: 'Probă',
    institution: 'Ministerul Educației',
    registration: ['Nr. 1/2026', '3 decembrie 2026'],
    pageLabel: (page, pages) => `pagina ${page} din ${pages}`,
    madeAt: '2026-12-03T08:00:00.000Z',
    blocks,
    ...about,
  })
/** Without what only lays out. */
const flat = (text: string) => text.replace(/\s+/g, ' ')

describe.runIf(hasPdfReader)('a report on paper', () => {
  let pdf: Uint8Array
  let structure: string
  beforeAll(async () => {
    pdf = await reportPdf(exampleReport('ro'), 'ro')
    structure = flat(await structureOf(pdf))
  })

  it('is tagged, says its title and bears the language of its words', async () => {
    const info = await infoOf(pdf)
    expect(info).toMatchObject({
      Title: 'Raport de monitorizare, noiembrie 2026: Catalog electronic național',
      Tagged: 'yes',
      Suspects: 'no',
      'PDF version': '1.7',
    })
    const raw = Buffer.from(pdf).toString('latin1')
    expect(raw).toContain('/Lang (ro-RO)')
    expect(raw).toContain('/DisplayDocTitle true')
    expect(raw).toContain('<pdfuaid:part>1</pdfuaid:part>')
  })

  it('embeds every font it uses, with the letters behind the glyphs', async () => {
    const fonts = await fontsOf(pdf)
    expect(fonts.map(({ name }) => name.replace(/^[A-Z]{6}\+/, '')).sort()).toEqual([
      'SourceSans3-Italic',
      'SourceSans3-Regular',
      'SourceSans3-SemiBold',
    ])
    expect(fonts.every(({ embedded, unicode }) => embedded && unicode)).toBe(true)
  })

  it('gives back its text with the diacritics that were put in', async () => {
    const text = flat(await textOf(pdf))
    expect(text).toContain('Caiet de sarcini avizat de Comitetul Tehnico-Economic')
    expect(text).toContain('Ștefan Țuțuianu')
    expect(text).toContain('Instruirea inspectoratelor școlare județene')
    expect(text).toContain('Migrarea catalogului & a foilor matricole <etapa I>')
    expect(text).toContain('Γιώργος')
    expect(text).toMatch(/pagina 1 din [34]/)
    expect(text).not.toMatch(/[ŞşŢţ]/)
  })

  it('reads from the institution and its number down to the tables, with headings and headers on the way', () => {
    expect(structure).toMatch(
      /^Document P \(block\) "Ministerul Educației și Cercetării – Direcția Generală Infrastructură Informatică" P \(block\) "Nr\. R-12\/2026" P \(block\) "3 decembrie 2026" H1 \(block\) "Raport de monitorizare, noiembrie 2026"/,
    )
    expect(structure).toContain('H2 (block) "Măsuri corective"')
    expect(structure).toContain('H3 (block) "Jaloane" Table (block) THead TR TH: /Scope /Column "Jalon"')
    expect(structure).toContain(
      'TBody TR TH: /Scope /Row "Caiet de sarcini avizat de Comitetul Tehnico-Economic" TD "10.11.2026"',
    )
    // Page numbers and running headers are ornaments: nobody wants to hear them in the middle of a sentence.
    expect(structure).not.toContain('pagina')
  })

  it('says a state in words beside its colour', () => {
    for (const state of ['îndeplinit', 'peste toleranță', 'cere atenție', 'în grafic', 'restantă'])
      expect(structure).toContain(`"${state}"`)
  })

  it('comes in English for those who read English', async () => {
    const english = flat(await textOf(await reportPdf(exampleReport('en'), 'en')))
    expect(english).toContain('Monitoring report, November 2026')
    expect(english).toContain('beyond tolerance')
    expect(english).toMatch(/page 1 of [34]/)
  })

  it('is the same, octet by octet, when the same data is drawn again', async () => {
    expect(Buffer.compare(await reportPdf(exampleReport('ro'), 'ro'), pdf)).toBe(0)
  })
})

describe.runIf(hasPdfReader)('minutes on paper', () => {
  it('tell the meeting, who was there from when until when, decisions and actions', async () => {
    const structure = flat(await structureOf(await minutesPdf(exampleMinutes(), 'ro')))
    expect(structure).toContain(
      'H1 (block) "Proces-verbal" P (block) "Comitetul de coordonare a catalogului electronic"',
    )
    expect(structure).toContain('TD "12 noiembrie 2026, 10:00–11:30"')
    expect(structure).toContain('TD "nr. C-12/2026 din 2 noiembrie 2026"')
    expect(structure).toContain(
      'L (block) LI (block) Lbl (block) "1." LBody (block) "Aprobarea ordinii de zi (5 min)"',
    )
    // Two spans of one person are one presence.
    expect(structure).toContain(
      'TH: /Scope /Row "Ștefan Țuțuianu" TD "Ministerul Educației și Cercetării" TD "participant" TD "10:01–11:28"',
    )
    expect(structure).toContain(
      '"Ana-Mărioara Brânză" TD "Autoritatea pentru Digitalizarea României" TD "participant" TD "absent"',
    )
    // Somebody who was not invited and came.
    expect(structure).toContain('"Maria Țăranu" TD "–" TD "invitat" TD "10:10–11:28"')
    expect(structure).toContain('"Decizia nr. 2. Se aprobă lista celor 12 școli pilot."')
    expect(structure).toContain(
      '"Anunță școlile și le cere câte un „responsabil de catalog”" TD "Kovács Ödön" TD "25.11.2026"',
    )
    expect(structure).toContain('P (block) "Aprobat" P (block) "Ioana Păun" P (block) "13 noiembrie 2026"')
  })

  it('that are not approved say so in place of a number', async () => {
    const data = exampleMinutes()
    const draft = { ...data.minutes, act: null, approvedBy: null, approvedAt: null }
    const text = await textOf(await minutesPdf({ ...data, minutes: draft }, 'ro'))
    expect(text).toContain('Proiect de proces-verbal, neînregistrat')
    expect(text).not.toContain('Aprobat')
  })

  it('whose names are no longer kept say how many came, and of nobody that they were absent', async () => {
    const data = { ...exampleMinutes(), forgotten: 7 }
    const text = flat(await textOf(await minutesPdf(data, 'ro')))
    expect(text).toContain('Au fost prezente 7 persoane. Cine anume nu se mai păstrează')
    expect(text).not.toContain('absent')
    expect(flat(await textOf(await minutesPdf(data, 'en')))).toContain('7 people were present.')
  })

  it('of a meeting without video say that nobody was counted', async () => {
    const text = await textOf(await minutesPdf({ ...exampleMinutes(), attendance: [] }, 'ro'))
    expect(text).toContain('Prezența nu a fost înregistrată electronic.')
    expect(text).not.toContain('absent')
  })
})

describe.runIf(hasPdfReader)('any document', () => {
  it('goes on over pages: a cell of ten pages, a word without end, and no heading left alone', async () => {
    const long = 'Un alineat despre jaloane și ținte. '.repeat(1500)
    const pdf = await paper([
      { kind: 'title', text: 'Probă', subtitle: null },
      {
        kind: 'table',
        columns: [
          { header: 'Nr.', share: 1, names: true },
          { header: 'Text', share: 5 },
        ],
        rows: [
          ['1', long],
          ['2', 'a'.repeat(2000)],
        ],
      },
      { kind: 'heading', level: 2, text: 'Urmarea' },
      { kind: 'paragraph', text: 'Sfârșit.' },
    ])
    const text = await textOf(pdf)
    expect(flat(text).match(/Un alineat despre jaloane/g)?.length).toBeGreaterThan(1400)
    expect(text.replace(/[^a]/g, '').length).toBeGreaterThan(2000)
    const pages = text.split('\f').filter((page) => page.trim() !== '')
    expect(Number((await infoOf(pdf))['Pages'])).toBe(pages.length)
    expect(pages.find((page) => page.includes('Urmarea'))).toContain('Sfârșit.')
    // The header row stands on every page that the table fills.
    expect(pages.slice(0, -1).every((page) => /Nr\.\s+Text/.test(page))).toBe(true)
    const structure = flat(await structureOf(pdf))
    expect(structure.match(/\/Scope \/Column/g)).toHaveLength(2)
  })

  it('draws a square for a letter that its font has not, and loses nothing around it', async () => {
    const text = await textOf(
      await paper([{ kind: 'paragraph', text: 'Maria 👩🏽‍💻 „Țuțu”\u200d, 漢字; Łukasz Żółć' }]),
    )
    expect(text).toContain('Maria □□ „Țuțu”, □□; Łukasz Żółć')
  })

  it('keeps its own letters, whatever documents were drawn before it', async () => {
    await paper([{ kind: 'paragraph', text: 'Ödön Ómar Őry' }])
    const text = await textOf(await paper([{ kind: 'paragraph', text: 'Ordinea de zi: OMEC 5/2026' }]))
    expect(text).toContain('Ordinea de zi: OMEC 5/2026')
  })

  it('takes a title with signs that mean something in XML', async () => {
    const pdf = await paper([{ kind: 'paragraph', text: 'x' }], {
      title: 'Ș & <T> "q"',
      institution: 'A & B',
    })
    expect(await infoOf(pdf)).toMatchObject({ Title: 'Ș & <T> "q"', Author: 'A & B' })
    const raw = Buffer.from(pdf).toString('utf8')
    expect(raw).toContain('<rdf:li xml:lang="x-default">Ș &amp; &lt;T&gt; "q"</rdf:li>')
  })

  it('puts a space between the lines of a text, so that it can be copied and read aloud', async () => {
    const structure = await structureOf(await paper([{ kind: 'paragraph', text: 'cuvânt '.repeat(100) }]))
    expect(structure).not.toContain('cuvântcuvânt')
  })

  it('lets others have their turn again and again while it is drawn', async () => {
    let turns = 0
    let drawing = true
    const count = () => {
      turns += 1
      if (drawing) setImmediate(count)
    }
    setImmediate(count)
    await reportPdf(exampleReport('ro', 40), 'ro')
    drawing = false
    // Drawn in one go it would be a handful: reading the fonts, and closing the document.
    expect(turns).toBeGreaterThan(12)
  })
})
