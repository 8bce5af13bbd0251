/**
 * Every colour of the interface, once: a row is a role, its columns are the three themes. `web/design-tokens.ts` turns
 * the list into custom properties (`--surface-0`), and a test holds each ink against its surfaces (WCAG 2.2 §1.4.3, §1.4.11).
 * An element with `data-theme="dark"` shows the dark column whatever the page's theme is: the conference stage does that.
 */
export const themes = ['light', 'dark', 'contrast'] as const
export type Theme = (typeof themes)[number]

export const colours = {
  // name                    light                     dark                      high contrast
  'surface-0': ['oklch(0.982 0.003 255)', 'oklch(0.185 0.012 260)', 'oklch(0 0 0)'],
  'surface-1': ['oklch(1 0 0)', 'oklch(0.222 0.014 260)', 'oklch(0 0 0)'],
  'surface-2': ['oklch(0.962 0.006 255)', 'oklch(0.268 0.016 260)', 'oklch(0.24 0 0)'],
  'surface-3': ['oklch(0.925 0.012 255)', 'oklch(0.325 0.02 260)', 'oklch(0.34 0 0)'],
  line: ['oklch(0.895 0.008 255)', 'oklch(0.345 0.016 260)', 'oklch(0.85 0 0)'],
  'line-strong': ['oklch(0.6 0.02 255)', 'oklch(0.6 0.02 260)', 'oklch(1 0 0)'],
  'ink-1': ['oklch(0.225 0.028 260)', 'oklch(0.962 0.005 255)', 'oklch(1 0 0)'],
  'ink-2': ['oklch(0.37 0.024 260)', 'oklch(0.87 0.01 255)', 'oklch(1 0 0)'],
  'ink-3': ['oklch(0.445 0.022 260)', 'oklch(0.79 0.014 255)', 'oklch(0.93 0 0)'],
  accent: ['oklch(0.405 0.135 262)', 'oklch(0.8 0.1 255)', 'oklch(0.92 0.16 102)'],
  'accent-strong': ['oklch(0.34 0.125 262)', 'oklch(0.87 0.075 255)', 'oklch(1 0 0)'],
  'accent-ink': ['oklch(1 0 0)', 'oklch(0.2 0.04 262)', 'oklch(0 0 0)'],
  'accent-surface': ['oklch(0.948 0.022 260)', 'oklch(0.3 0.06 262)', 'oklch(0.24 0 0)'],
  'accent-surface-ink': ['oklch(0.35 0.12 262)', 'oklch(0.91 0.05 255)', 'oklch(0.92 0.16 102)'],
  focus: ['oklch(0.55 0.2 262)', 'oklch(0.83 0.12 245)', 'oklch(0.9 0.15 195)'],
  'good-ink': ['oklch(0.385 0.095 152)', 'oklch(0.86 0.11 152)', 'oklch(0.9 0.17 150)'],
  'good-surface': ['oklch(0.958 0.03 152)', 'oklch(0.285 0.045 155)', 'oklch(0.24 0 0)'],
  'care-ink': ['oklch(0.405 0.085 70)', 'oklch(0.875 0.11 85)', 'oklch(0.9 0.15 85)'],
  'care-surface': ['oklch(0.965 0.04 85)', 'oklch(0.295 0.045 75)', 'oklch(0.24 0 0)'],
  'bad-ink': ['oklch(0.43 0.16 26)', 'oklch(0.84 0.09 22)', 'oklch(0.85 0.1 22)'],
  'bad-surface': ['oklch(0.962 0.018 22)', 'oklch(0.29 0.06 22)', 'oklch(0.24 0 0)'],
  'info-ink': ['oklch(0.4 0.085 235)', 'oklch(0.86 0.075 230)', 'oklch(0.9 0.1 220)'],
  'info-surface': ['oklch(0.955 0.022 235)', 'oklch(0.285 0.045 240)', 'oklch(0.24 0 0)'],
  bad: ['oklch(0.47 0.175 27)', 'oklch(0.76 0.13 22)', 'oklch(0.85 0.1 22)'],
  'on-bad': ['oklch(1 0 0)', 'oklch(0.19 0.03 22)', 'oklch(0 0 0)'],
  scrim: ['oklch(0.2 0.03 260 / 0.45)', 'oklch(0 0 0 / 0.6)', 'oklch(0 0 0 / 0.8)'],
} as const satisfies Record<string, readonly [string, string, string]>

export type Colour = keyof typeof colours

/** Which inks must be readable on which surfaces: at least 7 to 1 for text that people read, 4.5 for state words. */
export const readablePairs: { ink: Colour; surfaces: Colour[]; atLeast: number }[] = [
  { ink: 'ink-1', surfaces: ['surface-0', 'surface-1', 'surface-2', 'surface-3'], atLeast: 7 },
  { ink: 'ink-2', surfaces: ['surface-0', 'surface-1', 'surface-2', 'surface-3'], atLeast: 7 },
  { ink: 'ink-3', surfaces: ['surface-0', 'surface-1', 'surface-2'], atLeast: 6.5 },
  { ink: 'accent', surfaces: ['surface-0', 'surface-1', 'surface-2'], atLeast: 6.5 },
  { ink: 'accent-ink', surfaces: ['accent', 'accent-strong'], atLeast: 7 },
  { ink: 'accent-surface-ink', surfaces: ['accent-surface'], atLeast: 7 },
  { ink: 'good-ink', surfaces: ['good-surface', 'surface-0', 'surface-1'], atLeast: 6.5 },
  { ink: 'care-ink', surfaces: ['care-surface', 'surface-0', 'surface-1'], atLeast: 6.5 },
  { ink: 'bad-ink', surfaces: ['bad-surface', 'surface-0', 'surface-1'], atLeast: 6.5 },
  { ink: 'info-ink', surfaces: ['info-surface', 'surface-0', 'surface-1'], atLeast: 6.5 },
  { ink: 'on-bad', surfaces: ['bad'], atLeast: 6 },
  // Not text: the edge of a field and the focus ring, WCAG 2.2 §1.4.11.
  { ink: 'line-strong', surfaces: ['surface-0', 'surface-1'], atLeast: 3 },
  { ink: 'focus', surfaces: ['surface-0', 'surface-1', 'surface-2'], atLeast: 3 },
]
