// Countersign as somebody uses it: a server with its runner, connections added over the API, "sign in now", and waiting for
// the event that says signed in.
import { join } from 'node:path'
import type { Client } from '../../contract/client.ts'
import { SETUP_TOKEN, startCountersign, type CountersignProcess } from '../../e2e/countersign-process.ts'
import { encodeBase32 } from '../../otp/base32.ts'
import type { StandInAccount } from '../../runner/testing/stand-ins/world.ts'

const admin = { email: 'ada@northwind.example', password: 'lantern orchard violin 27' }

export interface Robot {
  process: CountersignProcess
  /** @returns the connection, ready to be signed in for the first time */
  addConnection(url: string, account: StandInAccount): Promise<string>
  /** From asking to signed in. Throws with the cause when it is not. */
  signInNow(connection: string): Promise<void>
  /** Milliseconds from asking to each step. */
  timeline(connection: string): Promise<string[]>
  stop(): Promise<void>
}

export async function startRobot(options: {
  folder: string
  allow: string[]
  browser: string
}): Promise<Robot> {
  const server = await startCountersign({
    dataDir: join(options.folder, 'data'),
    env: {
      COUNTERSIGN_RUNNER: 'on',
      COUNTERSIGN_RUNNER_ALLOW: options.allow.join(','),
      COUNTERSIGN_BROWSER: options.browser,
    },
  })
  await server.client().call('POST /api/v1/setup', {
    body: { token: SETUP_TOKEN, organizationName: 'Northwind', ...admin },
  })
  const { session } = await server
    .client()
    .call('POST /api/v1/sign-in', { body: { ...admin, client: 'cli' } })
  const token = session?.token ?? ''
  const client: Client = server.client(token)
  return {
    process: server,
    async addConnection(url, account) {
      const body = {
        service: 'any',
        name: 'Wall',
        url,
        username: account.name,
        password: account.password,
        secret: encodeBase32(account.secret),
      }
      return (await client.call('POST /api/v1/connections', { body })).id
    },
    async signInNow(id) {
      const { attempt } = await client.call('POST /api/v1/connections/{id}/sign-in', { params: { id } })
      const answer = await fetch(`${server.baseUrl}/api/v1/connections/${id}/sign-ins/${attempt}/events`, {
        headers: { authorization: `Bearer ${token}` },
      })
      let text = ''
      for await (const piece of answer.body ?? []) text += Buffer.from(piece).toString('utf8')
      const last = text.split('\n').findLast((line) => line.startsWith('data: '))
      const { state, cause } = JSON.parse(last?.slice('data: '.length) ?? '{}') as {
        state?: string
        cause?: string
      }
      if (state !== 'signed_in') throw new Error(`not signed in: ${state ?? 'no answer'} ${cause ?? ''}`)
    },
    async timeline(id) {
      const { items } = await client.call('GET /api/v1/connections/{id}/sign-ins', {
        params: { id },
        query: {},
      })
      const [newest] = items
      if (newest === undefined) return []
      const seen = await client.call('GET /api/v1/connections/{id}/sign-ins/{attempt}', {
        params: { id, attempt: newest.id },
      })
      const asked = Date.parse(seen.askedAt)
      const after = (at: string | undefined) => (at === undefined ? '?' : String(Date.parse(at) - asked))
      return [
        `taken ${after(seen.startedAt)}`,
        ...seen.steps.map(({ what, at }) => `${what} ${after(at)}`),
        `ended ${after(seen.endedAt)}`,
      ]
    },
    stop: async () => void (await server.stop()),
  }
}
