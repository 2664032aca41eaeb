// The reference page at /api: the OpenAPI document as one plain page, without a script.
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { errors } from '../../contract/errors.ts'

const style = readFileSync(new URL('./reference-page.css', import.meta.url), 'utf8')

interface Operation {
  summary?: string
  description?: string
  tags?: string[]
  security?: unknown[]
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema: Schema }> }>
}

interface Schema {
  $ref?: string
  type?: string | string[]
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  const?: unknown
  format?: string
  default?: unknown
  allOf?: Schema[]
  anyOf?: Schema[]
}

export function serveReference(app: FastifyInstance, baseUrl: URL): void {
  let made: Promise<object> | undefined
  const document = () => (made ??= import('./openapi.ts').then(({ writeOpenApi }) => writeOpenApi(baseUrl)))
  let page: string | undefined
  app.get('/api/v1/openapi.json', { config: { access: 'public' } }, () => document())
  app.get('/api', { config: { access: 'public' } }, async (_request, reply) => {
    page ??= renderReference((await document()) as Document)
    return reply.type('text/html; charset=utf-8').send(page)
  })
}

interface Document {
  info: { title: string; version: string; description?: string }
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

function renderReference(document: Document): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags?.[0] ?? 'other')
  const tags = [...byTag.keys()]
  const schemas = document.components?.schemas ?? {}
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(document.info.title)} API</title>
<style>${style}</style>
</head>
<body>
<nav aria-label="Sections"><p><a href="/">Countersign</a></p><ul>
${tags.map((tag) => `<li><a href="#${tag}">${tag}</a></li>`).join('\n')}
<li><a href="#failures">failures</a></li></ul></nav>
<main>
<h1>${escape(document.info.title)} API <small>${escape(document.info.version)}</small></h1>
<p>${inline(document.info.description ?? '')}</p>
<p>The same as a document: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a> (OpenAPI 3.1).</p>
${[...byTag].map(([tag, list]) => `<section id="${tag}"><h2>${tag}</h2>${list.map((one) => renderOperation(one, schemas)).join('')}</section>`).join('\n')}
<section id="failures"><h2>failures</h2><div class="scroll" role="region" aria-label="failures" tabindex="0"><table><thead><tr><th>code</th><th>status</th><th>what is told</th></tr></thead><tbody>
${Object.entries(errors)
  .map(
    ([code, { status, sentence }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${escape(sentence)}</td></tr>`,
  )
  .join('\n')}
</tbody></table></div></section>
</main>
</body>
</html>`
}

function renderOperation(
  { method, path, operation }: { method: string; path: string; operation: Operation },
  schemas: Record<string, Schema>,
): string {
  const body = operation.requestBody?.content['application/json']?.schema
  const needs = (operation.security ?? []).length === 0 ? '' : '<span class="needs">session</span>'
  const answers = Object.entries(operation.responses ?? {}).map(([status, response]) => {
    const schema = Object.values(response.content ?? {})[0]?.schema
    const isFailure = Number(status) >= 400
    const text = isFailure ? linkCodes(schema?.description ?? response.description ?? '') : ''
    const fields = isFailure ? '' : renderFields(schema, schemas)
    return `<dt>${status}</dt><dd>${text}${fields}</dd>`
  })
  return `<article><h3><b class="${method}">${method}</b> <code>${escape(path)}</code> ${needs}</h3>
<p>${escape(operation.summary ?? '')}.${operation.description === undefined ? '' : ` ${inline(operation.description)}`}</p>
${renderParameters(operation)}
${body === undefined ? '' : `<h4>Body</h4>${renderFields(body, schemas)}`}
<h4>Answers</h4><dl>${answers.join('')}</dl></article>`
}

function renderParameters({ parameters = [] }: Operation): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(
    ({ name, in: place, description = '' }) =>
      `<li><code>${escape(name)}</code> <i>${place}</i> ${inline(description)}</li>`,
  )
  return `<h4>Parameters</h4><ul class="fields">${rows.join('')}</ul>`
}

function renderFields(schema: Schema | undefined, schemas: Record<string, Schema>, depth = 0): string {
  const resolved = resolve(schema, schemas)
  const properties = Object.entries(resolved?.properties ?? {})
  if (properties.length === 0 || depth > 3) return ''
  const items = properties.map(([name, raw]) => {
    const field = resolve(raw, schemas) ?? {}
    const inner = field.type === 'array' ? resolve(field.items, schemas) : field
    const optional = (resolved?.required ?? []).includes(name) ? '' : ' <i>optional</i>'
    return `<li><code>${escape(name)}</code> <span>${escape(typeOf(field))}</span>${optional} ${inline(field.description ?? raw.description ?? '')}${renderFields(inner, schemas, depth + 1)}</li>`
  })
  return `<ul class="fields">${items.join('')}</ul>`
}

function resolve(schema: Schema | undefined, schemas: Record<string, Schema>): Schema | undefined {
  const name = schema?.$ref?.split('/').at(-1)
  return name === undefined ? schema : schemas[name]
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.type === 'array') return 'list'
  return schema.format ?? String(schema.type ?? '')
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Text with `code` in it. */
function inline(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, '<code>$1</code>')
}

/** The codes of failures, each leading to its sentence. */
function linkCodes(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, '<a href="#$1"><code>$1</code></a>')
}
