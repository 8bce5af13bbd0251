import { bringMediaWorker } from './bring-media-worker.ts'
import { bringPackages } from './bring-packages.ts'
import { buildWeb } from './build-web.ts'
import { root } from './checkout.ts'
import { showStep } from './show-progress.mjs'

/** Everything the product needs to run, each part brought only when it is not there yet. The runtime is what runs this. */
export const prepare = async (
  { web, also = [] }: { web: boolean; also?: string[] } = { web: true },
): Promise<void> => {
  await showStep('Runtime', async () => ({ said: `Node ${process.versions.node}`, value: undefined }))
  await bringPackages(root)
  await bringMediaWorker(also)
  if (web) await buildWeb(root)
}
