import { describe, expect, it } from 'vitest'
import { colours, readablePairs, themes } from '../../web/src/lib/theme/tokens.ts'

/** Relative luminance of an opaque `oklch(L C h)` in sRGB (CSS Color 4 §9.3 and §10.12; WCAG 2.2 "relative luminance"). */
function luminance(colour: string): number {
  const parts =
    /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(colour) ??
    /^oklch\(([\d.]+) ([\d.]+) ?([\d.]*)\)$/.exec(colour)
  if (!parts) throw new Error(`not an opaque oklch colour: ${colour}`)
  const [l, c, h] = [Number(parts[1]), Number(parts[2]), (Number(parts[3] || 0) * Math.PI) / 180]
  const [a, b] = [c * Math.cos(h), c * Math.sin(h)]
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clamp = (value: number) => Math.max(0, Math.min(1, value))
  const red = clamp(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short)
  const green = clamp(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short)
  const blue = clamp(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

describe('the colours', () => {
  for (const [column, theme] of themes.entries()) {
    it(`can be read on every surface they stand on in the ${theme} theme`, () => {
      const tooWeak = readablePairs.flatMap(({ ink, surfaces, atLeast }) =>
        surfaces.flatMap((surface) => {
          const ratio = contrast(colours[ink][column]!, colours[surface][column]!)
          return ratio < atLeast ? [`${ink} on ${surface}: ${ratio.toFixed(2)}, not ${atLeast}`] : []
        }),
      )
      expect(tooWeak).toEqual([])
    })
  }

  it('reach 7 to 1 for every text in the high-contrast theme', () => {
    const column = themes.indexOf('contrast')
    const text = readablePairs.filter(({ atLeast }) => atLeast >= 4.5)
    const tooWeak = text.flatMap(({ ink, surfaces }) =>
      surfaces
        .filter((surface) => contrast(colours[ink][column]!, colours[surface][column]!) < 7)
        .map((surface) => `${ink} on ${surface}`),
    )
    expect(tooWeak).toEqual([])
  })
})
