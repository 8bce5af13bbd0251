/** Values of a JSON schema, made by fast-check: right ones mostly, and some that are wrong in one place or altogether. */
import fc from 'fast-check'
import type { Schema } from '../../api/plugins/describe-operations.ts'

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1e21,
    '',
    ' ',
    '%',
    "' OR 1=1 --",
    '\u0000',
    '😀'.repeat(50),
    [],
    {},
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
)
const day = fc
  .integer({ min: -400, max: 800 })
  .map((days) => Temporal.Now.plainDateISO('UTC').add({ days }).toString())
const minute = fc.tuple(day, fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))

/** `ids` are of things that there are. One value in eight is odd. */
export function shaped(
  schema: Schema,
  named: Readonly<Record<string, Schema>>,
  ids: readonly string[],
): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 7, arbitrary: right(schema, named, ids) }, { weight: 1, arbitrary: odd })
}

function right(
  schema: Schema,
  named: Readonly<Record<string, Schema>>,
  ids: readonly string[],
): fc.Arbitrary<unknown> {
  const make = (inner: unknown) => shaped(isSchema(inner) ? inner : {}, named, ids)
  const { $ref, type, format, enum: choices, items, properties, pattern } = schema
  if (typeof $ref === 'string') return right(named[$ref.split('/').at(-1)!] ?? {}, named, ids)
  if (schema['const'] !== undefined) return fc.constant(schema['const'])
  if (Array.isArray(choices)) return fc.constantFrom(...(choices as unknown[]))
  for (const either of ['anyOf', 'oneOf'] as const) {
    const options = schema[either]
    if (Array.isArray(options)) return fc.oneof(...options.map(make))
  }
  if (Array.isArray(type))
    return fc.oneof(...type.map((one) => right({ ...schema, type: one as unknown }, named, ids)))
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return fc.integer({ min: within(schema['minimum'], -5), max: within(schema['maximum'], 500) })
    case 'array':
      return fc.array(make(items), { maxLength: 3 })
    case 'object': {
      const fields = isSchema(properties) ? properties : {}
      const required = Array.isArray(schema['required']) ? (schema['required'] as string[]) : []
      return fc.record(
        Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, make(value)])),
        {
          requiredKeys: required,
        },
      )
    }
    case 'string':
      if (format === 'uuid') return fc.oneof(fc.constantFrom(...ids), fc.uuid({ version: 7 }))
      if (format === 'date') return day
      if (format === 'date-time')
        return minute.map(([date, hour, half]) => {
          const time = `${date}T${String(hour).padStart(2, '0')}:${half}`
          return typeof pattern === 'string' && pattern.includes('Z') ? `${time}:00Z` : time
        })
      if (format === 'email') return fc.emailAddress()
      return fc.oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
        fc.constantFrom('Europe/Bucharest', 'ro', '2026-11', 'ZIM', 'a'.repeat(300)),
      )
    default:
      return odd
  }
}

const within = (bound: unknown, fallback: number): number =>
  typeof bound === 'number' && Math.abs(bound) < 1e6 ? bound : fallback
