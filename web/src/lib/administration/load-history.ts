import type { RunningConferences } from '#contract/running-conferences.ts'

/** How busy workers were since the page was opened, for as many looks as a line can show. */
export class LoadHistory {
  readonly #most: number
  readonly #known = new Map<string, number[]>()

  constructor(most = 60) {
    this.#most = most
  }

  keep({ nodes }: Pick<RunningConferences, 'nodes'>): void {
    const seen = new Set<string>()
    for (const { nodeId, workers } of nodes)
      for (const [number, { cpu }] of workers.entries()) {
        const key = `${nodeId} ${number}`
        seen.add(key)
        this.#known.set(key, [...(this.#known.get(key) ?? []), cpu].slice(-this.#most))
      }
    for (const key of this.#known.keys()) if (!seen.has(key)) this.#known.delete(key)
  }

  /** The line of one worker as an SVG path in a field of this size: the newest at its right edge, a whole core at its top. */
  path(nodeId: string, worker: number, width: number, height: number): string {
    const loads = this.#known.get(`${nodeId} ${worker}`) ?? []
    const step = width / (this.#most - 1)
    const round = (value: number) => Math.round(value * 100) / 100
    return loads
      .map((cpu, index) => {
        const x = width - (loads.length - 1 - index) * step
        return `${index === 0 ? 'M' : 'L'}${round(x)} ${round(height * (1 - Math.min(1, cpu)))}`
      })
      .join('')
  }
}
