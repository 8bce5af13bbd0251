import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

const makesJsonSchema = /[\\/]zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/
const exported = /^export (?:const|function) (\w+)/gm

/**
 * Zod can describe each of its schemas as JSON Schema, and brings the code for it with the first schema. Only the server
 * describes them (for OpenAPI): in the page every part of that code is a function that refuses.
 */
export const withoutJsonSchema = (): Plugin => ({
  name: 'without-json-schema',
  enforce: 'pre',
  load: {
    filter: { id: makesJsonSchema },
    async handler(id) {
      const names = [...(await readFile(id, 'utf8')).matchAll(exported)].map(([, name]) => name)
      if (names.length === 0)
        throw new Error(`${id} exports nothing that is known: Zod has changed, and so must this.`)
      const refuse = `const refuse = () => () => { throw new Error('the page makes no JSON Schema') }`
      return [refuse, ...names.map((name) => `export const ${name} = /*@__PURE__*/ refuse()`)].join('\n')
    },
  },
})
