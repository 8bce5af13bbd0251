/** Figures of a benchmark: a table for people, then one line of JSON for programs. */

/** The smallest figure that `part` (0 to 1) of all figures do not exceed. */
export function percentile(figures: readonly number[], part: number): number {
  const sorted = [...figures].sort((one, other) => one - other)
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]
  if (value === undefined) throw new Error('no figures')
  return value
}

export type BenchRow = { what: string; value: number; unit: string; limit?: number }

/** Prints the rows and answers whether every one keeps to its limit. */
export function reportBench(name: string, conditions: string, rows: readonly BenchRow[]): boolean {
  const width = Math.max(...rows.map(({ what }) => what.length))
  console.log(`\n${name} (${conditions})`)
  for (const { what, value, unit, limit } of rows) {
    const verdict = limit === undefined ? '' : `  ${value <= limit ? 'within' : 'OVER'} ${limit} ${unit}`
    console.log(`  ${what.padEnd(width)}  ${value.toFixed(1).padStart(8)} ${unit}${verdict}`)
  }
  console.log(JSON.stringify({ bench: name, conditions, rows }))
  return rows.every(({ value, limit }) => limit === undefined || value <= limit)
}
