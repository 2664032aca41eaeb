// The server as a runner knows it: a few calls with one token. Whoever has lost a lease hears it here, and stops.
import type { z } from 'zod'
import { ApiError, createClient } from '../contract/client.ts'
import type { runnerRoutes } from '../contract/runners.ts'
import type { personInput, takeOverRoutes } from '../contract/take-over.ts'
import { placesApi, type CallRoute, type PlacesApi } from './places-api.ts'

type Routes = typeof runnerRoutes
type Body<Key extends keyof Routes> = Routes[Key] extends { body: infer Schema extends z.ZodType }
  ? z.input<Schema>
  : never

export type Lease = z.output<Routes['POST /api/v1/runner/leases']['answers'][200]>['items'][number]
export type Step = Body<'POST /api/v1/runner/leases/{id}/steps'>
export type Outcome = Body<'POST /api/v1/runner/leases/{id}/outcome'>

export type ShownView = z.input<(typeof takeOverRoutes)['POST /api/v1/runner/leases/{id}/view']['body']>
export type PersonInput = z.output<typeof personInput>

export interface ServerApi extends PlacesApi {
  /** Waits for work for up to 20 seconds. */
  askForWork(most: number, signal: AbortSignal): Promise<Lease[]>
  renew(lease: string): Promise<void>
  password(lease: string, origin: string): Promise<string>
  code(lease: string, ask: { origin: string; clockOffsetMillis?: number }): Promise<string>
  tellStep(lease: string, step: Step): Promise<void>
  tellOutcome(lease: string, outcome: Outcome): Promise<void>
  /** To whoever has taken over; waits for up to a second for what they do. */
  showView(
    lease: string,
    view: ShownView,
  ): Promise<{ inputs: PersonInput[]; isOver: boolean; isSignedIn: boolean }>
  /** By how much the server's clock is ahead of this machine's, by its Date headers; nothing before the first. */
  clockOffsetMillis(): number | undefined
}

/** The longest answer is that of a code, which waits for two periods. */
const LIMIT_MILLIS = 150_000

export function openServerApi(
  options: { server: URL; token: string; version: string },
  clock: () => Date,
): ServerApi {
  let offset: number | undefined
  const clientWith = (signal?: AbortSignal) =>
    createClient({
      baseUrl: options.server.origin,
      token: () => options.token,
      fetch: async (url, request) => {
        const limit = AbortSignal.timeout(LIMIT_MILLIS)
        const response = await fetch(url, {
          method: request.method,
          headers: request.headers,
          ...(request.body === undefined ? {} : { body: request.body }),
          signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
        })
        const date = Date.parse(response.headers.get('date') ?? '')
        // On the average, half a second has gone by in the second that it names.
        if (!Number.isNaN(date)) offset = date + 500 - clock().getTime()
        return response
      },
    })
  const client = clientWith()
  // The client knows the routes by the table of the contract, and is the same for all of them.
  const callRoute = ((key: never, input: never, signal?: AbortSignal) =>
    (signal === undefined ? client : clientWith(signal)).call(key, input)) as unknown as CallRoute
  return {
    ...placesApi(callRoute, options.version),
    async askForWork(most, signal) {
      const body = { version: options.version, most }
      return (await clientWith(signal).call('POST /api/v1/runner/leases', { body })).items
    },
    async renew(id) {
      await client.call('POST /api/v1/runner/leases/{id}/renew', { params: { id } })
    },
    async password(id, origin) {
      const input = { params: { id }, body: { origin } }
      return (await client.call('POST /api/v1/runner/leases/{id}/password', input)).password
    },
    async code(id, body) {
      return (await client.call('POST /api/v1/runner/leases/{id}/code', { params: { id }, body })).code
    },
    async tellStep(id, body) {
      await client.call('POST /api/v1/runner/leases/{id}/steps', { params: { id }, body })
    },
    async tellOutcome(id, body) {
      await client.call('POST /api/v1/runner/leases/{id}/outcome', { params: { id }, body })
    },
    showView: (id, body) => client.call('POST /api/v1/runner/leases/{id}/view', { params: { id }, body }),
    clockOffsetMillis: () => offset,
  }
}

export function isLeaseLost(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'lease.lost'
}
