import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mesonArguments, target } from './recipe/arguments.ts'
import { afterSilenceEdits } from './recipe/after-silence.ts'
import { askedLayerEdits } from './recipe/asked-layers.ts'
import { applyEdits, type Edit, neededEdits, unityEdits } from './recipe/edits.ts'
import { standIns, writeStandIn } from './recipe/stand-ins.ts'
import { recipeFolder } from './worker-place.ts'
import type { Workshop } from './workshop.ts'

/** ninja's own words for how far it is, which it prints before each step: `[12/43] Compiling …`. */
export const readNinjaProgress = (line: string): { done: number; total: number } | undefined => {
  const match = /^\[(\d+)\/(\d+)\]/.exec(line)
  return match ? { done: Number(match[1]), total: Number(match[2]) } : undefined
}

/**
 * Copies mediasoup's C++ source to `to`, with every edit made and Debian's libraries in place of the downloads. Throws when
 * an edit does not fit the source any more.
 */
export const prepareSource = async (from: string, to: string, edits: Edit[]): Promise<void> => {
  await rm(to, { recursive: true, force: true })
  await cp(from, to, { recursive: true })
  for (const [file, ofFile] of Map.groupBy(edits, (edit) => edit.file)) {
    await writeFile(join(to, file), applyEdits(await readFile(join(to, file), 'utf8'), ofFile))
  }
  const subprojects = join(to, 'subprojects')
  for (const name of await readdir(subprojects)) await rm(join(subprojects, name), { recursive: true })
  for (const standIn of standIns) {
    const files = writeStandIn(standIn, (name) => readFileSync(join(recipeFolder, name), 'utf8'))
    for (const [path, text] of files) {
      const file = join(subprojects, standIn.name, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    }
  }
}

type Way = { name: string; unity: boolean; edits: Edit[] }

const ownEdits = [...neededEdits, ...askedLayerEdits, ...afterSilenceEdits]

/** First in groups, four times faster; then file by file, for a version of mediasoup whose files clash in a group. */
const ways: Way[] = [
  { name: 'in-groups', unity: true, edits: [...ownEdits, ...unityEdits] },
  { name: 'file-by-file', unity: false, edits: ownEdits },
]

const buildOneWay = async (workshop: Workshop, source: string, folder: string, way: Way): Promise<string> => {
  const { run, report } = workshop
  const copy = join(folder, 'source')
  const build = join(folder, 'build')
  const log = join(folder, 'build.log')
  // Each stage leaves its mark when it is complete, so that an interrupted build goes on from the objects it already has.
  const prepared = join(folder, 'prepared')
  if (!existsSync(prepared)) {
    report({ doing: 'preparing the source' })
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await prepareSource(source, copy, way.edits)
    await run('meson', ['setup', build, copy, ...mesonArguments(way.unity)], {
      cwd: folder,
      onLine: (line) => appendFileSync(log, `${line}\n`),
    })
    await writeFile(prepared, '')
  }
  const doing = way.unity ? 'compiling' : 'compiling file by file'
  report({ doing })
  await run('ninja', ['-C', build, target], {
    cwd: folder,
    env: { NINJA_STATUS: '[%f/%t] ' },
    onLine: (line) => {
      appendFileSync(log, `${line}\n`)
      const progress = readNinjaProgress(line)
      if (progress) report({ doing, ...progress })
    },
  })
  return join(build, target)
}

/**
 * Builds the worker from the C++ source at `source` (the npm package's `worker` folder), working in `folder`, and returns
 * the path of the binary. A build that was interrupted goes on. Rejects when an edit of ours does not fit, when the build was
 * interrupted, or when it fails both ways.
 */
export const buildWorker = async (workshop: Workshop, source: string, folder: string): Promise<string> => {
  for (const [file, edits] of Map.groupBy(ownEdits, (edit) => edit.file)) {
    applyEdits(await readFile(join(source, file), 'utf8'), edits)
  }
  const failures: unknown[] = []
  for (const way of ways) {
    try {
      return await buildOneWay(workshop, source, join(folder, way.name), way)
    } catch (error) {
      if (workshop.signal.aborted) throw error
      failures.push(error)
      // The next run must not go on from whatever is wrong here.
      await rm(join(folder, way.name, 'prepared'), { force: true })
    }
  }
  throw new Error(
    `The media worker did not build; the compiler's words are in ${join(folder, 'file-by-file', 'build.log')}.`,
    { cause: new AggregateError(failures) },
  )
}
