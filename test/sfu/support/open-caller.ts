/** A caller in a page of a real browser, as seen from the test. */
import type { RequestListener } from 'node:http'
import type { Browser, BrowserContext } from 'playwright-core'
import type { Answers, RequestBody, RequestName, Source } from '../../../contract/conference.ts'
import type { CallerPort, Received } from '../../page/caller-port.ts'
import { bundlePage } from '../../support/bundle-page.ts'
import { until } from '../../support/until.ts'
import type { TestSfu } from './start-sfu.ts'

type Page = Awaited<ReturnType<BrowserContext['newPage']>>
type Role = Parameters<TestSfu['ticket']>[0]

export class BrowserCaller {
  readonly page: Page
  seatId = ''

  constructor(page: Page) {
    this.page = page
  }

  /** Calls a method of the page's caller. */
  do<M extends keyof CallerPort>(
    method: M,
    ...args: Parameters<CallerPort[M]>
  ): Promise<Awaited<ReturnType<CallerPort[M]>>> {
    return this.#evaluate(method, args)
  }

  /** Asks the node, through the page's socket. */
  ask<N extends RequestName>(name: N, body: RequestBody<N>): Promise<Answers[N]> {
    return this.#evaluate('ask', [name, body])
  }

  /** What a page answers has the type that its port says; it has come as JSON. */
  async #evaluate<T>(method: keyof CallerPort, args: unknown[]): Promise<T> {
    const answer: unknown = await this.page.evaluate(
      async ([name, list]) => {
        const { caller } = globalThis as unknown as {
          caller: Record<string, (...args: unknown[]) => unknown>
        }
        return await caller[name]?.(...list)
      },
      [method, args] as const,
    )
    return answer as T
  }

  /** What arrives from this source of somebody, or null when there is no consumer for it. */
  async from(other: BrowserCaller, source: Source): Promise<Received | null> {
    const all = await this.do('received')
    return all.find((one) => one.seatId === other.seatId && one.source === source) ?? null
  }

  /** Waits until `more` further frames of somebody's picture are decoded. */
  async sees(other: BrowserCaller, source: Source = 'camera', more = 5): Promise<Received> {
    const before = (await this.from(other, source))?.framesDecoded ?? 0
    return await until(
      `${more} more frames of a ${source}`,
      async () => {
        const now = await this.from(other, source)
        return now && now.framesDecoded >= before + more ? now : null
      },
      15_000,
    )
  }

  /** Waits until sound with energy arrives from somebody. */
  async hears(other: BrowserCaller, source: Source = 'microphone'): Promise<Received> {
    const before = (await this.from(other, source))?.audioEnergy ?? 0
    return await until(`the sound of a ${source}`, async () => {
      const now = await this.from(other, source)
      return now && now.audioEnergy > before + 1e-4 ? now : null
    })
  }

  /** Waits until the node has told this, as the test wants it. */
  async isTold<T>(name: string, where: (body: T) => boolean = () => true): Promise<T> {
    const { body } = await until(`${name} to be told`, async () => {
      const found = ((await this.do('told', name)) as T[]).findLast(where)
      return found === undefined ? null : { body: found }
    })
    return body
  }
}

/** Opens a page, takes a seat and enters. */
export async function openCaller(
  browser: Browser,
  sfu: TestSfu,
  role: Role,
  {
    publish = [],
    ticket = {},
    only = null,
  }: {
    publish?: Source[]
    ticket?: Parameters<TestSfu['ticket']>[1]
    only?: 'udp' | 'tcp' | null
  } = {},
): Promise<BrowserCaller> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(`${sfu.url}/page`)
  await page.addScriptTag({ content: await bundlePage('caller') })
  const caller = new BrowserCaller(page)
  const welcome = await caller.do('arrive', sfu.url, { ticket: await sfu.ticket(role, ticket) }, only)
  caller.seatId = welcome.seatId
  if (await caller.do('enter')) for (const source of publish) await caller.do('publish', source)
  return caller
}

/** Answers a browser with an empty page, whose origin may use a camera. */
export const servePage: RequestListener = (_, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>caller</title>')
}
