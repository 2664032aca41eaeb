// The typed client: what it sends for a route of the contract, and what it makes of every kind of answer.
import { describe, expect, test } from 'vitest'
import { ApiError, ConnectionError, createClient, type FetchLike } from './client.ts'
import { errors } from './errors.ts'
import type { Problem } from './problem.ts'

interface Sent {
  url: string
  method: string
  headers: Record<string, string>
  body?: string
}

/** A network that answers what it is told to, and notes what was sent. */
function network(status: number, answer: () => Promise<unknown>): { fetch: FetchLike; sent: Sent[] } {
  const sent: Sent[] = []
  return {
    sent,
    fetch: (url, { method, headers, body }) => {
      sent.push({ url, method, headers, ...(body === undefined ? {} : { body }) })
      const text = () => answer().then(JSON.stringify, () => '')
      return Promise.resolve({ status, json: answer, text })
    },
  }
}

const problem: Problem = {
  type: '/api#sign_in.refused',
  title: errors['sign_in.refused'].sentence,
  status: 401,
  code: 'sign_in.refused',
  requestId: 'a',
}

describe('a call', () => {
  test('goes to the method and path of its route, with the body as JSON', async () => {
    const { fetch, sent } = network(200, () => Promise.resolve({ step: 'done' }))
    const client = createClient({ baseUrl: 'https://2fa.example', fetch })
    const body = { email: 'a@example.com', password: 'secret', client: 'cli' } as const
    expect(await client.call('POST /api/v1/sign-in', { body })).toEqual({ step: 'done' })
    expect(sent).toEqual([
      {
        url: 'https://2fa.example/api/v1/sign-in',
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
    ])
  })

  test('writes parameters into the path and the query so that none can become another path', async () => {
    const { fetch, sent } = network(200, () => Promise.resolve({ items: [] }))
    const client = createClient({ baseUrl: '', fetch })
    await client.call('GET /api/v1/users', { query: { search: 'a&b=c', after: undefined, limit: 5 } })
    await client.call('GET /api/v1/users/{id}', { params: { id: '../me?x' } })
    expect(sent.map(({ url }) => url)).toEqual([
      '/api/v1/users?search=a%26b%3Dc&limit=5',
      '/api/v1/users/..%2Fme%3Fx',
    ])
  })

  test.each([202, 204])('with status %i has no body to be read', async (status) => {
    const { fetch } = network(status, () => Promise.reject(new Error('an empty answer has no JSON')))
    const client = createClient({ baseUrl: '', fetch })
    const body = { email: 'ada@northwind.example' }
    expect(await client.call('POST /api/v1/password-reset', { body })).toBeUndefined()
  })

  test('with status 202 may have a body: what was begun', async () => {
    const { fetch } = network(202, () => Promise.resolve({ attempt: 'a' }))
    const client = createClient({ baseUrl: '', fetch })
    const params = { id: '1' }
    expect(await client.call('POST /api/v1/connections/{id}/sign-in', { params })).toEqual({ attempt: 'a' })
  })

  test('carries the bearer token that the session has at that moment', async () => {
    const { fetch, sent } = network(204, () => Promise.reject(new Error('an empty answer has no JSON')))
    let token: string | undefined = 'the-token-before'
    const client = createClient({ baseUrl: '', fetch, token: () => token })
    token = 'the-token'
    expect(await client.call('DELETE /api/v1/session')).toBeUndefined()
    expect(sent[0]?.headers.authorization).toBe('Bearer the-token')
  })
})

describe('a failure', () => {
  test('that the server told is an ApiError with its code', async () => {
    const { fetch } = network(401, () => Promise.resolve(problem))
    const call = createClient({ baseUrl: '', fetch }).call('GET /api/v1/me')
    const error = await call.catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ code: 'sign_in.refused', problem, message: problem.title })
  })

  test.each([
    ['a page of a proxy', 502, () => Promise.reject(new SyntaxError('Unexpected token <'))],
    ['JSON of somebody else', 500, () => Promise.resolve({ message: 'no' })],
  ])('that is %s is a ConnectionError', async (_what, status, answer) => {
    const { fetch } = network(status, answer)
    await expect(createClient({ baseUrl: '', fetch }).call('GET /api/v1/me')).rejects.toBeInstanceOf(
      ConnectionError,
    )
  })

  test('of the network itself is a ConnectionError with its cause', async () => {
    const cause = new TypeError('fetch failed')
    const fetch: FetchLike = () => Promise.reject(cause)
    const call = createClient({ baseUrl: '', fetch }).call('GET /healthz')
    await expect(call).rejects.toMatchObject({ name: 'ConnectionError', cause })
  })
})
