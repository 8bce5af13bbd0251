/** Metrics in Prometheus' text format, read strictly: a line that it would refuse is an error. */
export type Sample = { name: string; labels: Record<string, string>; value: number }

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf|NaN))$/
const label = /^([a-zA-Z_]\w*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/

/** Every sample in its order. Throws for what is not in the format, has no HELP and TYPE before it, or comes twice. */
export function readMetrics(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const kinds = new Map<string, string>()
  const helped = new Set<string>()
  const seen = new Set<string>()
  return text.split('\n').flatMap((said) => {
    if (said === '') return []
    const [, word, about = '', kind = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(said) ?? []
    if (word === 'HELP') helped.add(about)
    if (word === 'TYPE') kinds.set(about, kind)
    if (word) return []
    const [whole, name = '', inside = '', value] = line.exec(said) ?? []
    if (whole === undefined) throw new Error(`not a sample: ${said}`)
    if (seen.has(`${name}{${inside}}`)) throw new Error(`twice: ${said}`)
    seen.add(`${name}{${inside}}`)
    const family = kinds.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '')
    if (!helped.has(family) || !kinds.has(family)) throw new Error(`without HELP and TYPE: ${said}`)
    return [{ name, labels: readLabels(inside), value: Number(value === 'Inf' ? Infinity : value) }]
  })
}

function readLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (let rest = text; rest !== '';) {
    const [whole, name, value] = label.exec(rest) ?? []
    if (whole === undefined || name === undefined || value === undefined)
      throw new Error(`not labels: ${text}`)
    labels[name] = value
    rest = rest.slice(whole.length)
  }
  return labels
}
