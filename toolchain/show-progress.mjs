/**
 * What a step tells while it runs: what it is doing, and how far it is when that can be counted.
 * @typedef {{ doing: string, done?: number, total?: number }} Progress
 */

const { stderr } = process
const terminal = Boolean(stderr.isTTY)
const colour = terminal && !process.env['NO_COLOR']
const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
  colour ? `\x1b[${code}m${text}\x1b[0m` : text

const BAR_CELLS = 20
const NAME_WIDTH = 14
const MS_PER_FRAME = 100
/** Where lines cannot be redrawn, a step that takes longer than this says so, … */
const MS_TO_FIRST_LINE = 1000
/** … and then how far it is, this often. */
const MS_BETWEEN_LINES = 10_000

/** `0.3 s`, `42 s`, `3:07`. @param {number} ms */
export const formatElapsed = (ms) => {
  const seconds = ms / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.floor(seconds)} s`
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
}

/** `[########------------]  40% 12/30 compiling`. @param {Progress} progress */
export const formatProgress = ({ doing, done, total }) => {
  if (done === undefined || !total) return doing
  const share = Math.min(1, done / total)
  const full = Math.floor(share * BAR_CELLS)
  const percent = String(Math.floor(share * 100)).padStart(3)
  // A share of one whole, or bytes: the percentage says it all.
  const count = total > 1 && total <= 10_000 ? ` ${done}/${total}` : ''
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_CELLS - full)}] ${percent}%${count} ${doing}`
}

/**
 * Runs one step of the set-up and shows its name, progress and elapsed time: one line redrawn on a terminal, a line now and
 * then elsewhere. `work` tells how far it is through its argument and returns what to say at the end.
 * @template T
 * @param {string} name
 * @param {(report: (progress: Progress) => void) => Promise<{ said: string, value: T }>} work
 * @returns {Promise<T>}
 */
export const showStep = async (name, work) => {
  const began = performance.now()
  const title = name.padEnd(NAME_WIDTH)
  /** @type {Progress} */
  let progress = { doing: '' }
  const elapsed = () => formatElapsed(performance.now() - began)
  const draw = () => {
    const line = `  ${title} ${formatProgress(progress)}`
    if (!terminal) return stderr.write(`${line.trimEnd()} (${elapsed()})\n`)
    const room = (stderr.columns || 80) - elapsed().length - 2
    return stderr.write(`\r\x1b[2K${line.slice(0, room)} ${elapsed()}`)
  }
  const first = setTimeout(draw, terminal ? 0 : MS_TO_FIRST_LINE)
  const timer = setInterval(draw, terminal ? MS_PER_FRAME : MS_BETWEEN_LINES)
  const end = (/** @type {string} */ mark, /** @type {string} */ said) => {
    clearTimeout(first)
    clearInterval(timer)
    stderr.write(`${terminal ? '\r\x1b[2K' : ''}${mark} ${title} ${said} ${paint(2, `(${elapsed()})`)}\n`)
  }
  try {
    const { said, value } = await work((now) => {
      progress = now
    })
    end(paint(32, '✓'), said)
    return value
  } catch (error) {
    end(paint(31, '✗'), progress.doing || 'failed')
    throw error
  }
}
