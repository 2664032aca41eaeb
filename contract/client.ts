// The typed client: `call('POST /api/v1/sign-in', { body })`. Carries no schema at run time, only the types of them.
import type { z } from 'zod'
import type { Contract } from './contract.ts'
import type { ErrorCode } from './errors.ts'
import type { Problem } from './problem.ts'

type Slot<Route, Name extends 'params' | 'query' | 'body'> =
  Route extends Record<Name, infer Schema extends z.ZodType> ? z.input<Schema> : undefined

type ArgumentName = 'params' | 'query' | 'body'

/** Those that have to be given: an argument may be left out where every one of its own fields may. */
type NeededName<Route> = {
  [Name in ArgumentName]: Slot<Route, Name> extends undefined
    ? never
    : Record<never, never> extends Slot<Route, Name>
      ? never
      : Name
}[ArgumentName]

// Two mapped types and no intersection of one type for each name: over all routes, which the compiler looks at before it
// knows which is meant, those would be multiplied with one another.
type Input<Route> = { [Name in NeededName<Route>]: Slot<Route, Name> } & {
  [Name in Exclude<ArgumentName, NeededName<Route>>]?: Slot<Route, Name>
}

type AnswerOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

/** What a route answers when all is well. */
export type Answer<Key extends keyof Contract> = AnswerOf<
  Contract[Key]['answers'][keyof Contract[Key]['answers']]
>

interface ResponseLike {
  status: number
  json(): Promise<unknown>
  text(): Promise<string>
}

/** `fetch` of a browser, Node or a worker. */
export type FetchLike = (
  url: string,
  request: {
    method: string
    headers: Record<string, string>
    body?: string
    credentials: 'same-origin'
  },
) => Promise<ResponseLike>

/** A failure that the server told: decide by `code`. */
export class ApiError extends Error {
  readonly code: ErrorCode
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.title)
    this.name = 'ApiError'
    this.code = problem.code
    this.problem = problem
  }
}

/** No answer of ours came: the network is gone, or something else answered in the server's place. */
export class ConnectionError extends Error {
  constructor(cause: unknown) {
    super('The server cannot be reached.', { cause })
    this.name = 'ConnectionError'
  }
}

type OptionalIfEmpty<Value> = Record<never, never> extends Value ? [input?: Value] : [input: Value]

export interface Client {
  /** @throws {ApiError} with a code of the error table @throws {ConnectionError} when no answer came */
  call<Key extends keyof Contract>(
    key: Key,
    ...input: OptionalIfEmpty<Input<Contract[Key]>>
  ): Promise<Answer<Key>>
}

interface AnyInput {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
}

/**
 * A client of one server.
 *
 * @param baseUrl where the server is, without a slash at the end; empty for the page's own origin
 * @param token a session's bearer token, for every client but `web`
 */
export function createClient(options: {
  baseUrl: string
  fetch: FetchLike
  token?: () => string | undefined
}): Client {
  async function call(key: string, input: AnyInput = {}): Promise<unknown> {
    const space = key.indexOf(' ')
    const path = fillPath(key.slice(space + 1), input.params ?? {}) + queryString(input.query ?? {})
    const headers: Record<string, string> = { accept: 'application/json' }
    const token = options.token?.()
    if (token !== undefined) headers.authorization = `Bearer ${token}`
    if (input.body !== undefined) headers['content-type'] = 'application/json'
    let response: ResponseLike
    let answer: unknown
    try {
      response = await options.fetch(options.baseUrl + path, {
        method: key.slice(0, space),
        headers,
        credentials: 'same-origin',
        ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
      })
      answer = await readBody(response)
    } catch (cause) {
      throw new ConnectionError(cause)
    }
    if (response.status < 300) return answer
    if (isProblem(answer)) throw new ApiError(answer)
    throw new ConnectionError(
      new Error(`an answer with status ${response.status} that is not a problem of ours`),
    )
  }
  return { call } as unknown as Client
}

/**
 * Nothing is said with 204, and not always something with 202, taken in to be done (RFC 9110 sections 15.3.3 and
 * 15.3.5).
 */
async function readBody(response: ResponseLike): Promise<unknown> {
  if (response.status !== 202 && response.status !== 204) return response.json()
  const text = await response.text()
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}

function fillPath(path: string, params: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new TypeError(`The path ${path} needs the parameter ${name}.`)
    return encodeURIComponent(value)
  })
}

function queryString(query: Record<string, unknown>): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'status' in answer
}
