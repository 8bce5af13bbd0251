/** What the image holds is enough to run on, and nothing is written beside DATA_DIR and /tmp. */
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Copy, DockerfileParser } from 'dockerfile-ast'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../support/free-port.ts'
import { runEntry, untilReady } from '../support/run-product.ts'
import { testFolder } from '../support/test-folder.ts'

const root = join(import.meta.dirname, '..', '..')

it(
  'starts from the files of the image alone, and leaves its root file system as it was',
  { timeout: 90_000 },
  async () => {
    const folder = await testFolder()
    const image = join(folder, 'sfat')
    await mkdir(image)
    const all = DockerfileParser.parse(await readFile(join(root, 'Dockerfile'), 'utf8')).getInstructions()
    const server = all.slice(all.findLastIndex((one) => one.getKeyword() === 'FROM'))
    for (const copy of server.filter((one) => one instanceof Copy)) {
      const paths = copy.getArguments().map((one) => one.getValue())
      const to = join(image, paths.pop() ?? '')
      // The pages are built elsewhere; here it is about the server.
      if (copy.getFromFlag() === null)
        for (const path of paths)
          await cp(join(root, path), path.endsWith('.json') || path === 'LICENSE' ? join(to, path) : to, {
            recursive: true,
          })
    }
    await symlink(join(root, 'node_modules'), join(image, 'node_modules'))
    const list = async () =>
      (await readdir(image, { recursive: true })).filter((path) => !path.includes('node_modules')).toSorted()
    const before = await list()

    const port = await freePort()
    const product = runEntry(join(image, 'api', 'main.ts'), {
      ...{ DATA_DIR: join(folder, 'data'), PORT: String(port), SFU_PORT: '0', NODE_ENV: 'production' },
    })
    onTestFinished(async () => {
      product.signal('SIGKILL')
      await product.ended
    })
    await untilReady(product, `http://127.0.0.1:${port}`)
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(200)
    expect(await product.stop()).toBe(0)
    expect(await list()).toEqual(before)
  },
)
