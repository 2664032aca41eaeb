// The OpenAPI document and the reference page: whole, and true to the contract that they are made from.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../../contract/contract.ts'
import { errors } from '../../contract/errors.ts'
import type { RouteContract } from '../../contract/route.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'
import { version } from '../version.ts'

let app: TestApp
// A document from outside, as a reader finds it.
// oxlint-disable-next-line typescript/no-explicit-any
let document: any
beforeAll(async () => {
  app = await startTestApp()
  const answer = await app.get('/api/v1/openapi.json')
  expect(answer.status).toBe(200)
  document = answer.body
})
afterAll(() => app.close())

const routes = Object.entries(contract as Record<string, RouteContract>).map(([key, route]) => {
  const [method = '', path = ''] = key.split(' ')
  return { key, method: method.toLowerCase(), path, route }
})
const operationOf = ({ path, method }: { path: string; method: string }) => document.paths[path]?.[method]

/** Every object in the document, with where it stands. */
function* everyObject(value: unknown, where = '#'): Generator<[string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return
  yield [where, value as Record<string, unknown>]
  for (const [name, inner] of Object.entries(value)) yield* everyObject(inner, `${where}/${name}`)
}

describe('the document', () => {
  test('is OpenAPI 3.1, of this version, for this server', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({
      title: 'Countersign',
      version,
      license: { identifier: 'Apache-2.0' },
    })
    expect(document.servers).toEqual([{ url: 'http://127.0.0.1:8400' }])
    // Allowed at the top (OpenAPI 3.1, 4.8.1); anything else would be a typing mistake.
    const allowed = ['openapi', 'info', 'servers', 'paths', 'components', 'tags', 'security', 'externalDocs']
    expect(Object.keys(document).filter((name) => !allowed.includes(name))).toEqual([])
  })

  test('has every route of the contract, and no other', () => {
    const described = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described.sort()).toEqual(Object.keys(contract).sort())
  })

  test.each(routes)('$key has a summary, its answers and its failures', (one) => {
    const operation = operationOf(one)
    expect(operation.summary).toBe(one.route.summary)
    expect(operation.tags).toHaveLength(1)
    for (const status of Object.keys(one.route.answers)) expect(operation.responses).toHaveProperty(status)
    for (const code of one.route.errors ?? []) {
      expect(operation.responses[errors[code].status].description).toContain(`\`${code}\``)
    }
    for (const [status, response] of Object.entries<{ description?: string; content?: object }>(
      operation.responses,
    )) {
      expect(response.description).toBeTypeOf('string')
      if (Number(status) < 400) continue
      expect(response.content).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      })
    }
  })

  test.each(routes)('$key says who may call it, and declares every part of its path', (one) => {
    const operation = operationOf(one)
    const isOpen = one.route.access === 'public' || one.route.access === 'challenge'
    const { access } = one.route
    const ofPeople = isOpen ? [] : [{ session: [] }, { bearer: [] }]
    const ofMachines = { runner: [{ bearer: [] }], screen: [{ screen: [] }] }
    const isMachine = access === 'runner' || access === 'screen'
    expect(operation.security).toEqual(isMachine ? ofMachines[access] : ofPeople)
    const wanted = isMachine ? `${access}.required` : 'session.required'
    if (!isOpen) expect(operation.responses['401'].description).toContain(wanted)
    if (one.route.access === 'admin') {
      expect(operation.responses['403'].description).toContain('access.admin_required')
    }
    const inPath = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const parameters = (operation.parameters ?? []) as { name: string; in: string; required?: boolean }[]
    const declared = parameters.filter((parameter) => parameter.in === 'path')
    expect(declared.map(({ name }) => name)).toEqual(inPath)
    for (const parameter of declared) expect(parameter.required).toBe(true)
    expect(operation.requestBody === undefined).toBe(one.route.body === undefined)
    if (operation.requestBody !== undefined) {
      expect(Object.keys(operation.requestBody.content)).toEqual(['application/json'])
    }
  })

  test('names the header by which the app is known, wherever it signs in', () => {
    for (const one of routes) {
      const { parameters = [] } = operationOf(one) as { parameters?: { name: string; in: string }[] }
      const headers = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name)
      const isSignIn = /^\/api\/v1\/sign-in(\/|$)/.test(one.path)
      expect(headers, one.key).toEqual(isSignIn ? ['countersign-device'] : [])
    }
  })

  test('refers only to what is in it, and has nothing in it that nobody refers to', () => {
    const referred = new Set<string>()
    for (const [where, value] of everyObject(document)) {
      if (!('$ref' in value)) continue
      expect(value.$ref, where).toMatch(/^#\/components\/schemas\/\w+$/)
      referred.add(String(value.$ref).split('/').at(-1) ?? '')
    }
    expect([...referred].sort()).toEqual(Object.keys(document.components.schemas).sort())
    expect([...referred].filter((name) => name.endsWith('Input'))).toEqual([])
  })

  test('has schemas of the right form', () => {
    const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']
    for (const [where, value] of everyObject(document)) {
      if (!where.includes('schema') || where.endsWith('/properties')) continue
      if ('type' in value) for (const type of [value.type].flat()) expect(types, where).toContain(type)
      if ('required' in value && Array.isArray(value.required)) {
        const names = Object.keys((value.properties as object | undefined) ?? {})
        for (const name of value.required) expect(names, where).toContain(name)
      }
      if ('pattern' in value) expect(() => new RegExp(String(value.pattern), 'u'), where).not.toThrow()
      // A word of OpenAPI 3.0, which 3.1 does not know.
      expect(value, where).not.toHaveProperty('nullable')
    }
  })

  test('names the cookie as it is called over https', async () => {
    expect(document.components.securitySchemes.session).toEqual({
      type: 'apiKey',
      in: 'cookie',
      name: 'countersign_session',
    })
    const secure = await startTestApp({ env: { COUNTERSIGN_BASE_URL: 'https://login.northwind.example' } })
    const { body } = await secure.get('/api/v1/openapi.json')
    await secure.close()
    expect(body.components.securitySchemes.session.name).toBe('__Host-countersign_session')
    expect(body.servers).toEqual([{ url: 'https://login.northwind.example' }])
  })
})

describe('the reference page', () => {
  let page: string
  beforeAll(async () => {
    const answer = await app.get('/api')
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    page = answer.body as string
  })

  test('shows every route with its summary', () => {
    for (const { method, path, route } of routes) {
      expect(page).toContain(
        `<b class="${method.toUpperCase()}">${method.toUpperCase()}</b> <code>${path}</code>`,
      )
      expect(page).toContain(route.summary.replaceAll('"', '&#34;'))
    }
  })

  test('shows every failure with its sentence, where the type of its problem leads', () => {
    for (const [code, { status, sentence }] of Object.entries(errors)) {
      expect(page).toContain(
        `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${sentence}</td></tr>`,
      )
    }
  })

  test('has no script, loads nothing from elsewhere, and leads nowhere that is not there', () => {
    expect(page).not.toMatch(/<script|javascript:|\son\w+=|<iframe|<link|<img|@import|url\(/i)
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//)
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
    for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(id)
  })

  test('is a page by itself: a language, a title, headings, and a size for phones', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(page).toContain('<title>Countersign API</title>')
    expect(page.match(/<h1>/g)).toHaveLength(1)
    expect(page).toContain('name="viewport"')
  })
})
