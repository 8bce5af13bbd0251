/** Figures of a benchmark: a table for people, then one line of JSON for programs. */

/** The smallest figure that `part` (0 to 1) of all figures do not exceed. */
export function percentile(figures: readonly number[], part: number): number {
  const sorted = [...figures].sort((one, other) => one - other)
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]
  if (value === undefined) throw new Error('no figures')
  return value
}

/** A figure with the goal that it has to keep to: at most `limit`, at least `least`. */
export type BenchRow = { what: string; value: number; unit: string; limit?: number; least?: number }

const keeps = ({ value, limit, least }: BenchRow): boolean =>
  (limit === undefined || value <= limit) && (least === undefined || value >= least)

/**
 * Prints the rows and answers whether every one keeps to its limit. `further` figures are printed as JSON alone: they stand
 * in a table of their own already, or there are too many to be read.
 */
export function reportBench(
  name: string,
  conditions: string,
  rows: readonly BenchRow[],
  further: readonly BenchRow[] = [],
): boolean {
  const width = Math.max(...rows.map(({ what }) => what.length))
  console.log(`\n${name} (${conditions})`)
  for (const row of rows) {
    const { what, value, unit, limit, least } = row
    const over = limit === undefined ? '' : `  ${keeps(row) ? 'within' : 'OVER'} ${limit} ${unit}`
    const under = least === undefined ? '' : `  ${keeps(row) ? 'at least' : 'UNDER'} ${least} ${unit}`
    const verdict = over + under
    console.log(`  ${what.padEnd(width)}  ${value.toFixed(1).padStart(8)} ${unit}${verdict}`)
  }
  console.log(JSON.stringify({ bench: name, conditions, rows: [...rows, ...further] }))
  return rows.every(keeps)
}
