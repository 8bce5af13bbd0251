/**
 * What `vite build` does, run by `build-web.ts` as a program of its own, but for the end: the message compiler leaves timers
 * of thirty seconds behind (lix, below paraglide), for which `vite build` would wait with everything written.
 */
import { createBuilder } from 'vite'

const builder = await createBuilder({ mode: 'production' }, null)
await builder.buildApp()
process.exit()
