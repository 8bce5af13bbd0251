/** The description of the API as a test reads it, and whether an answer is one that it promises. */
import { expect } from 'vitest'
import type { Document, Operation } from '../../api/plugins/describe-operations.ts'
import type { Answer } from './browser.ts'
import type { TestApp } from './start-app.ts'

export const readDescription = async (app: TestApp): Promise<Document> =>
  (await app.browser().get('/api/openapi.json')).body as Document

/** The operation of a route as Fastify names it, `GET /api/meetings/:id`; undefined when it is not described. */
export function operationOf({ paths }: Document, route: string): Operation | undefined {
  const [method = '', path = ''] = route.split(' ')
  return paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
}

/** What is wrong with an answer, as far as the description promises another; null when it is as described. */
export function undescribed(document: Document, route: string, answer: Answer): string | null {
  const operation = operationOf(document, route)
  if (!operation) return `${route} is not described`
  const response = operation.responses[String(answer.status)]
  if (!response)
    return `${route} answered ${answer.status}, which is not described: ${answer.text.slice(0, 200)}`
  if (!('$ref' in response)) return null
  const { code } = answer.body as { code: string }
  expect(document.components.responses?.[response.$ref.split('/').at(-1)!], response.$ref).toBeDefined()
  return operation['x-error-codes']?.[String(answer.status)]?.some((one) => one === code)
    ? null
    : `${route} answered ${answer.status} with ${code}, which is not among its codes`
}
