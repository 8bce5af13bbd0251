/**
 * The description of the API as a page to read: one document without script, so that it works under the strictest policy
 * and with the browser's own search. English, as the description is.
 */
import type { Document, Operation, Parameter, Schema } from './describe-operations.ts'

/** Text as it may stand in HTML, in quotes or out of them. */
const safe = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign,
  )
/** Our own descriptions: paragraphs, `code`, and lists. */
function prose(text: string): string {
  const inline = (line: string) => safe(line).replace(/`([^`]+)`/g, '<code>$1</code>')
  return text
    .split('\n\n')
    .map((paragraph) =>
      paragraph.startsWith('- ')
        ? `<ul>${paragraph
            .split('\n')
            .map((line) => `<li>${inline(line.slice(2))}</li>`)
            .join('')}</ul>`
        : `<p>${inline(paragraph)}</p>`,
    )
    .join('\n')
}

const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ref
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null
const schemas = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isSchema) : [])

/** A shape in a few words: `array of Meeting`, `string (uuid) or null`. */
function shape(schema: Schema | undefined): string {
  if (!schema) return 'anything'
  const { $ref, type, format, items, const: only } = schema
  if (typeof $ref === 'string') return `<a href="#schema-${safe(nameOf($ref))}">${safe(nameOf($ref))}</a>`
  if (only !== undefined) return `<code>${safe(JSON.stringify(only))}</code>`
  if (Array.isArray(schema['enum']))
    return schema['enum'].map((value) => `<code>${safe(JSON.stringify(value))}</code>`).join(', ')
  const either = [...schemas(schema['anyOf']), ...schemas(schema['oneOf'])]
  if (either.length > 0) return either.map(shape).join(' or ')
  if (type === 'array') return `array of ${isSchema(items) ? shape(items) : 'anything'}`
  if (type === 'object' && isSchema(schema['properties'])) return `object ${fields(schema)}`
  const types = [type].flat().filter((each) => typeof each === 'string')
  const kind = types.length > 0 ? types.join(' or ') : 'anything'
  const bounds = [
    ...(typeof format === 'string' ? [format] : []),
    ...(['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const).flatMap((name) => {
      const bound = schema[name]
      return typeof bound === 'number' && Math.abs(bound) < 9e15 ? [`${name} ${bound}`] : []
    }),
    ...(schema['default'] === undefined ? [] : [`default ${JSON.stringify(schema['default'])}`]),
  ]
  return safe(bounds.length > 0 ? `${kind} (${bounds.join(', ')})` : kind)
}

function fields(schema: Schema): string {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : [])
  const rows = Object.entries(properties).map(
    ([name, value]) =>
      `<li><code>${safe(name)}</code>${required.has(name) ? '' : ' <span class="soft">optional</span>'}: ${shape(
        isSchema(value) ? value : undefined,
      )}</li>`,
  )
  return `<ul class="fields">${rows.join('')}</ul>`
}

const parameterRow = ({ name, in: where, required, description, schema }: Parameter): string =>
  `<tr><th scope="row"><code>${safe(name)}</code></th><td>${where}${required ? '' : ', optional'}</td><td>${shape(schema)}${
    description ? ` ${safe(description)}` : ''
  }</td></tr>`

const codes = (description = ''): string => safe(description).replace(/`([^`]+)`/g, '<code>$1</code>')

function answerRow(status: string, response: Operation['responses'][string]): string {
  if ('$ref' in response) {
    const name = nameOf(response.$ref)
    return `<tr><th scope="row">${status}</th><td><a href="#error-${safe(name)}">${safe(name)}</a>: ${codes(response.description)}</td></tr>`
  }
  const types = Object.entries(response.content ?? {}).map(([type, { schema }]) =>
    type === 'application/json' ? shape(schema) : `<code>${safe(type)}</code>`,
  )
  return `<tr><th scope="row">${status}</th><td>${safe(response.description)} ${types.join(', ')}</td></tr>`
}

function operationOf(path: string, method: string, operation: Operation): string {
  const { operationId = '', summary = '', parameters = [], requestBody, responses, security } = operation
  const body = Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) =>
    type === 'application/json' ? shape(schema) : `<code>${safe(type)}</code> ${shape(schema)}`,
  )
  return `<details id="${safe(operationId)}">
<summary><span class="method ${method}">${method.toUpperCase()}</span> <code>${safe(path)}</code> <span class="soft">${safe(summary)}</span></summary>
<p>${operationId.startsWith('webhook-') ? 'Sent by Sfat.' : security?.length === 0 ? 'Open to everybody.' : 'For whoever has signed in.'} Name: <code>${safe(operationId)}</code></p>
${parameters.length > 0 ? `<h4>Parameters</h4><table>${parameters.map(parameterRow).join('')}</table>` : ''}
${body.length > 0 ? `<h4>Body</h4><div>${body.join(' or ')}</div>` : ''}
<h4>Answers</h4><table>${Object.entries(responses)
    .map(([status, response]) => answerRow(status, response))
    .join('')}</table>
</details>`
}

/** The page, complete. */
export function apiPage({ info, tags = [], paths, webhooks = {}, components }: Document): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = tags.map(({ name, description }) => {
    const mine = operations.filter(({ operation }) => operation.tags?.includes(name))
    return `<section id="${safe(name)}"><h2>${safe(name)}</h2><p>${safe(description)}</p>
${mine.map(({ path, method, operation }) => operationOf(path, method, operation)).join('\n')}</section>`
  })
  const errors = Object.entries(components.responses ?? {}).map(
    ([name, response]) =>
      `<section id="error-${safe(name)}"><h3>${safe(name)}</h3>${prose(response.description)}</section>`,
  )
  const shapes = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${safe(name)}"><summary><code>${safe(name)}</code></summary>${
        isSchema(schema['properties']) ? fields(schema) : shape(schema)
      }</details>`,
  )
  const sent = Object.entries(webhooks).flatMap(([type, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationOf(type, method, operation)),
  )
  const links = [...tags.map(({ name }) => name), 'messages', 'errors', 'shapes']
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The interface for programs · Sfat</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs.css">
</head>
<body>
<header><h1>The interface for programs</h1><p class="soft">Sfat ${safe(info.version)} · <a href="/api/openapi.json">OpenAPI 3.1</a></p></header>
<nav aria-label="Contents"><ul>${links.map((name) => `<li><a href="#${safe(name)}">${safe(name)}</a></li>`).join('')}</ul></nav>
<main>
${prose(info.description)}
${sections.join('\n')}
<section id="messages"><h2>messages</h2><p>What webhooks are sent, by type.</p>${sent.join('\n')}</section>
<section id="errors"><h2>errors</h2><p>Every code that an error may have, by kind.</p>${errors.join('\n')}</section>
<section id="shapes"><h2>shapes</h2><p>What is sent and answered, by name.</p>${shapes.join('\n')}</section>
</main>
</body>
</html>
`
}

/** Its style: the product's colours and type, in one small file. */
export const apiStyle = `:root{color-scheme:light dark;--ink:light-dark(#1b1f24,#e8eaed);--soft:light-dark(#535a64,#a9b0ba);--page:light-dark(#fff,#15181c);--card:light-dark(#f5f6f8,#1e2228);--line:light-dark(#d8dce2,#363c45);--link:light-dark(#0b57a4,#8ab8f5)}
*{box-sizing:border-box}
html{scroll-padding-top:1rem}
body{margin:0 auto;max-width:76rem;padding:2rem 1.25rem 5rem;font:1rem/1.55 'Source Sans 3 Variable','Source Sans 3',system-ui,sans-serif;color:var(--ink);background:var(--page);overflow-wrap:anywhere}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .25rem}
h2{font-size:1.25rem;margin:3rem 0 .25rem;text-transform:capitalize}
h3{font-size:1.0625rem;margin:1.75rem 0 .25rem}
h4{font-size:.875rem;margin:1.25rem 0 .25rem;color:var(--soft)}
p{max-width:46rem;margin:.5rem 0}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
code{font:.9em/1.4 ui-monospace,'DejaVu Sans Mono',monospace}
.soft{color:var(--soft)}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem .5rem;list-style:none;padding:0;margin:1.5rem 0}
nav a{display:block;padding:.35rem .7rem;border:1px solid var(--line);border-radius:6px;text-decoration:none;text-transform:capitalize}
details{border:1px solid var(--line);border-radius:8px;margin:.5rem 0;padding:0 1rem;background:var(--card)}
details[open]{padding-bottom:1rem}
summary{padding:.65rem 0;cursor:pointer}
.method{display:inline-block;min-width:4.25em;font-weight:650;font-size:.8125rem}
.method::before{content:'';display:inline-block;width:.6em;height:.6em;border-radius:50%;margin-right:.5em;background:var(--soft)}
.get::before{background:light-dark(#1f7a4d,#5fce97)}
.post::before{background:light-dark(#0b57a4,#8ab8f5)}
.put::before,.patch::before{background:light-dark(#8a5a00,#e8b355)}
.delete::before{background:light-dark(#b3261e,#f2938c)}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem 1rem .35rem 0;border-top:1px solid var(--line);font-weight:400}
th{white-space:nowrap}
ul.fields{margin:.25rem 0;padding-left:1.25rem}
@media(max-width:40rem){th,td{display:block;padding:.2rem 0;border:0}tr{display:block;border-top:1px solid var(--line);padding:.4rem 0}}
`
