// Taking over a sign-in: asking for the page, doing something in it, giving it back.
import type { Answer } from '../../contract/client.ts'
import type { PageInput } from './input-line.ts'
import { refreshAttempts } from '../attempts/attempts.ts'
import { client } from '../app/client.ts'

export type LiveView = Answer<'GET /api/v1/connections/{id}/sign-ins/{attempt}/view'>

/** The page is that of an attempt of a connection. */
export interface PagePlace {
  id: string
  attempt: string
}

/** @returns the attempt, once the server has it; needs a fresh proof */
export async function takeOver(connectionId: string): Promise<string> {
  const { attempt } = await client.call('POST /api/v1/connections/{id}/take-over', {
    params: { id: connectionId },
  })
  // Whoever comes back to the connection finds it there.
  await refreshAttempts(connectionId)
  return attempt
}

export function readView({ id, attempt }: PagePlace, after: number): Promise<LiveView> {
  const params = { id, attempt }
  return client.call('GET /api/v1/connections/{id}/sign-ins/{attempt}/view', { params, query: { after } })
}

export async function sendInputs({ id, attempt }: PagePlace, done: PageInput[]): Promise<void> {
  const params = { id, attempt }
  // Whoever signs in by hand types it by hand.
  const inputs = done.filter((input) => input.kind !== 'secret')
  await client.call('POST /api/v1/connections/{id}/sign-ins/{attempt}/inputs', { params, body: { inputs } })
}

export async function giveBack({ id, attempt }: PagePlace, isSignedIn: boolean): Promise<void> {
  const params = { id, attempt }
  await client.call('POST /api/v1/connections/{id}/sign-ins/{attempt}/end', { params, body: { isSignedIn } })
}
