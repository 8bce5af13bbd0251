/** Tables: measured first, then drawn row by row; a row longer than a page goes on on the next, under the header again. */
import type { Cell, Column } from './blocks.ts'
import { colours, inks, measureWidth, page, type Paper, type Tag, type TextStyle } from './paper.ts'

const cellStyle: TextStyle = { face: 'regular', size: 9.5, leading: 13, ink: colours.ink }
const headStyle: TextStyle = { ...cellStyle, face: 'strong', size: 9, ink: colours.soft }
const nameStyle: TextStyle = { ...cellStyle, ink: colours.muted }
const padding = { x: 6, y: 4 } as const

type Place = { from: number; width: number; right: boolean }
type Drawn = { tag: Tag; type: string; lines: string[]; style: TextStyle; place: Place }

/** A table with a header row and rules between its rows. */
export async function drawTable(
  paper: Paper,
  columns: readonly Column[],
  rows: readonly Cell[][],
  breathe: () => Promise<void>,
): Promise<void> {
  const places = placesOf(columns)
  const table = paper.tag(paper.root, 'Table')
  const headers = columns.map(({ header }, index) =>
    paper.lines(header, innerWidth(places[index]!), headStyle),
  )
  const headHeight = Math.max(...headers.map(({ length }) => length)) * headStyle.leading + 2 * padding.y
  const headAgain = () => {
    paper.newPage()
    shadeHead()
    // The same words once more: a reader for the blind has heard them.
    paper.ornament(() => drawLines(paper, headers, places, headStyle))
    paper.y += headHeight
  }
  const shadeHead = () => paper.shade(paper.y, headHeight, page.left, page.right, colours.shade)

  paper.y += 4
  if (paper.left() < headHeight + 3 * cellStyle.leading + 2 * padding.y) paper.newPage()
  shadeHead()
  const headRow = paper.tag(paper.tag(table, 'THead'), 'TR')
  headers.forEach((lines, index) =>
    paper.content(paper.tag(headRow, 'TH', { scope: 'Column' }), 'TH', () =>
      drawLines(paper, [lines], [places[index]!], headStyle),
    ),
  )
  paper.y += headHeight

  const body = paper.tag(table, 'TBody')
  for (const row of rows) {
    await breathe()
    const line = paper.tag(body, 'TR')
    const cells = columns.map(({ names = false }, index): Drawn => {
      const cell = row[index] ?? ''
      const { text, ink } = typeof cell === 'string' ? { text: cell, ink: 'normal' as const } : cell
      const type = names ? 'TH' : 'TD'
      const style = { ...cellStyle, ink: inks[ink] }
      const place = places[index]!
      const lines = paper.lines(text === '' ? '–' : text, innerWidth(place), style)
      return { tag: paper.tag(line, type, names ? { scope: 'Row' } : {}), type, lines, style, place }
    })
    await drawRow(paper, cells, headAgain, breathe)
    paper.rule(paper.y, page.left, page.right, colours.line, 0.5)
  }
  paper.y += 6
}

/** Names at the left, their values beside them: a table whose rows have headers. */
export async function drawPairs(
  paper: Paper,
  rows: readonly { name: string; value: Cell }[],
  breathe: () => Promise<void>,
): Promise<void> {
  const nameWidth = 132
  const table = paper.tag(paper.root, 'Table')
  const body = paper.tag(table, 'TBody')
  const left = { from: page.left - padding.x, width: nameWidth + 2 * padding.x, right: false }
  const value = {
    from: page.left + nameWidth,
    width: measureWidth - nameWidth + padding.x,
    right: false,
  }
  for (const row of rows) {
    const line = paper.tag(body, 'TR')
    const { text, ink } =
      typeof row.value === 'string' ? { text: row.value, ink: 'normal' as const } : row.value
    const style = { ...cellStyle, ink: inks[ink] }
    await drawRow(
      paper,
      [
        {
          tag: paper.tag(line, 'TH', { scope: 'Row' }),
          type: 'TH',
          lines: paper.lines(row.name, innerWidth(left), nameStyle),
          style: nameStyle,
          place: left,
        },
        {
          tag: paper.tag(line, 'TD'),
          type: 'TD',
          lines: paper.lines(text === '' ? '–' : text, innerWidth(value), style),
          style,
          place: value,
        },
      ],
      () => paper.newPage(),
      breathe,
      2,
    )
  }
  paper.y += 6
}

/** Draws the cells of one row beside each other, in as many portions as the pages ask for. */
async function drawRow(
  paper: Paper,
  cells: readonly Drawn[],
  turnPage: () => void,
  breathe: () => Promise<void>,
  paddingY: number = padding.y,
): Promise<void> {
  const most = Math.max(...cells.map(({ lines }) => lines.length))
  const whole = most * cellStyle.leading + 2 * paddingY
  const pageRoom = page.bottom - page.top - 60
  if (paper.left() < whole && whole <= pageRoom) turnPage()
  for (let done = 0; done < most;) {
    let room = Math.floor((paper.left() - 2 * paddingY + 0.01) / cellStyle.leading)
    if (room < Math.min(3, most - done)) {
      turnPage()
      room = Math.floor((paper.left() - 2 * paddingY) / cellStyle.leading)
    }
    const now = Math.min(room, most - done)
    const top = paper.y
    for (const { tag, type, lines, style, place } of cells) {
      const part = lines.slice(done, done + now)
      if (part.length === 0) continue
      paper.content(tag, type, () => {
        paper.y = top + paddingY - padding.y
        drawLines(paper, [part], [place], style)
      })
    }
    paper.y = top + now * cellStyle.leading + 2 * paddingY
    done += now
    await breathe()
  }
}

/** Lines of several cells at the paper's present height, without moving on. */
function drawLines(paper: Paper, cells: string[][], places: readonly Place[], style: TextStyle): void {
  cells.forEach((lines, index) => {
    const { from, width, right } = places[index]!
    lines.forEach((line, number) => {
      const x = right ? from + width - padding.x - paper.widthOf(line.trimEnd(), style) : from + padding.x
      paper.lineAt(line, x, paper.y + padding.y + number * style.leading, style)
    })
  })
}

const innerWidth = ({ width }: Place) => width - 2 * padding.x

function placesOf(columns: readonly Column[]): Place[] {
  const shares = columns.reduce((sum, { share }) => sum + share, 0)
  let from: number = page.left
  return columns.map(({ share, align }) => {
    const place = { from, width: (measureWidth * share) / shares, right: align === 'right' }
    from += place.width
    return place
  })
}
