import type { Page } from '#contract/values.ts'
import { request, type Query } from './request.ts'

/** All pages of a list, one after the other, for lists that a page shows whole. */
export async function allPages<Item>(path: string, query: Query, signal?: AbortSignal): Promise<Item[]> {
  const all: Item[] = []
  let cursor: string | undefined
  do {
    const page: Page<Item> = await request('GET', path, {
      query: { ...query, limit: 200, cursor },
      ...(signal && { signal }),
    })
    all.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor)
  return all
}
