// The contract's own rules: what every route and every error code must look like.
import { describe, expect, test } from 'vitest'
import { contract } from './contract.ts'
import { errors } from './errors.ts'
import type { RouteContract } from './route.ts'

const routes: [string, RouteContract][] = Object.entries(contract)

describe.each(routes)('%s', (key, route) => {
  const [method = '', path = ''] = key.split(' ')

  test('names each parameter of its path, and no other', () => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(Object.keys(route.params?.shape ?? {})).toEqual(inPath)
  })

  test('has one answer that is a success, and says in a sentence what it does', () => {
    const statuses = Object.keys(route.answers).map(Number)
    expect(statuses).toHaveLength(1)
    expect(statuses[0]).toBeLessThan(300)
    expect(route.summary).toMatch(/^[A-Z][^.]*$/)
  })

  test('has no body in an answer with 204, and one in every other but 202, which may have one', () => {
    for (const [status, schema] of Object.entries(route.answers)) {
      if (status !== '202') expect(schema === null, status).toBe(status === '204')
    }
  })

  test('reads nothing from a body that a GET or DELETE cannot carry', () => {
    // Leaving takes the password, which belongs into no address; it is the one DELETE with a body.
    if (key === 'DELETE /api/v1/me') return expect(route.query).toBeUndefined()
    if (method === 'GET' || method === 'DELETE') expect(route.body).toBeUndefined()
    else expect(route.query).toBeUndefined()
  })
})

describe.each(Object.entries(errors))('the failure %s', (code, { status, sentence }) => {
  test('is <feature>.<what_is_wrong>, with the status of a failure and a sentence for people', () => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(sentence).toMatch(/^[A-Z].*\.$/)
  })
})
