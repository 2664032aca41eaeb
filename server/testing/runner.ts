// A runner without a browser: asks for work and tells what it would have done, over the API alone.
import { randomBytes } from 'node:crypto'
import { makeRowId } from '../row-id.ts'
import { addRunner } from '../runners/runners.store.ts'
import { makeToken } from '../sessions/token.ts'
import type { Answer, TestApp } from './test-app.ts'

export interface TestRunner {
  id: string
  token: string
  /** Leases of what is due now. */
  takeWork(most?: number, app?: TestApp): Promise<TestLease[]>
  /** `POST /api/v1/runner/leases/{id}/…` */
  tell(lease: { id: string }, what: string, body?: object, app?: TestApp): Promise<Answer>
}

export interface TestLease {
  id: string
  connection: string
  organization: string
  attempt: string
  why: string
  typesFirst: boolean
  session?: string
  stepsSoFar: number
}

export async function addTestRunner(app: TestApp, organizationId?: string): Promise<TestRunner> {
  const { token, hash } = makeToken(randomBytes)
  const id = makeRowId(randomBytes, app.now())
  await addRunner(
    app.database,
    { id, name: 'Test', organizationId, tokenHash: hash, isBesideServer: false },
    app.now(),
  )
  // One that was never seen is not there; asking for nothing shows that it is.
  await app.post('/api/v1/runner/leases', { version: '1', most: 0 }, { token })
  return {
    id,
    token,
    async takeWork(most = 10, at = app) {
      const answer = await at.post('/api/v1/runner/leases', { version: '1', most, waitSeconds: 0 }, { token })
      if (answer.status !== 200) throw new Error(JSON.stringify([answer.body, at.logs.slice(-2)]))
      return (answer.body as { items: TestLease[] }).items
    },
    tell: (lease, what, body = {}, at = app) =>
      at.post(`/api/v1/runner/leases/${lease.id}/${what}`, body, { token }),
  }
}
