/** The product as a process that is killed and started again, at one address. */
import { type Environment } from '../../api/config.ts'
import { lastingPort } from '../support/free-port.ts'
import { type Product, runProduct, untilReady } from '../support/run-product.ts'
import { administrator } from '../support/start-app.ts'

export type KeptProduct = {
  url: string
  port: number
  /** The process that runs now. */
  process(): Product
  /** What all of its processes have said. */
  said(): string
  /** With other variables it comes back as another installation at the same address. */
  start(env?: Environment): Promise<void>
  /** Ends it at once, as the kernel would when memory runs out. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Starts it; the environment says where it keeps its data. */
export async function keepProduct(first: Environment): Promise<KeptProduct> {
  const port = await lastingPort()
  const url = `http://127.0.0.1:${port}`
  const all: Product[] = []
  let running: Product | null = null
  const current = () => {
    if (!running) throw new Error('the product does not run')
    return running
  }
  const self: KeptProduct = {
    url,
    port,
    process: current,
    said: () => all.map((product) => product.out() + product.err()).join(''),
    async start(env = first) {
      running = runProduct({
        ...{ PORT: String(port), SFU_PORT: '0', LOG_LEVEL: 'debug', LOCALE_DEFAULT: 'en' },
        ...{ ADMIN_EMAIL: administrator.email, ADMIN_PASSWORD: administrator.password },
        ...env,
      })
      all.push(running)
      await untilReady(running, url)
    },
    async kill() {
      current().signal('SIGKILL')
      await current().ended
      running = null
    },
    async stop() {
      const product = running
      running = null
      await product?.stop()
    },
  }
  await self.start()
  return self
}
