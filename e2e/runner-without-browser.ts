// A runner without a browser: it asks a real server for work and tells what a browser would have done, with pictures.
import { randomBytes, randomUUID } from 'node:crypto'
import sharp from 'sharp'
import type { Answer } from '../contract/client.ts'
import { makeToken } from '../server/sessions/token.ts'
import type { CountersignProcess } from './countersign-process.ts'
import type { SharedDatabase } from './shared-postgres.ts'

export type Lease = Answer<'POST /api/v1/runner/leases'>['items'][number]

type Attempt = Answer<'GET /api/v1/connections/{id}/sign-ins/{attempt}'>

export interface RunnerWithoutBrowser {
  /** A runner that has not asked for a while is taken for gone. */
  isHere: () => Promise<void>
  /** Waits for the next work that is asked for. */
  takeWork: () => Promise<Lease>
  tellStep: (lease: Lease, number: number, what: Attempt['steps'][number]['what']) => Promise<void>
  tellOutcome: (lease: Lease, cause?: Attempt['cause']) => Promise<void>
}

export async function addRunnerWithoutBrowser(
  server: CountersignProcess,
  database: SharedDatabase,
): Promise<RunnerWithoutBrowser> {
  const { token, hash } = makeToken(randomBytes)
  await database.rows(
    'INSERT INTO runners (id, name, is_beside_server, token_hash, created_at) VALUES ($1, $2, false, $3, now())',
    [randomUUID(), 'Without a browser', hash],
  )
  const client = server.client(token)
  const ask = (most: number, waitSeconds: number) =>
    client.call('POST /api/v1/runner/leases', { body: { version: '1', most, waitSeconds } })
  return {
    async isHere() {
      await ask(0, 0)
    },
    async takeWork() {
      for (let asked = 0; asked < 6; asked += 1) {
        const [lease] = (await ask(1, 10)).items
        if (lease !== undefined) return lease
      }
      throw new Error('nobody asked for a sign-in')
    },
    async tellStep({ id, url }, number, what) {
      const { host } = new URL(url)
      const picture = (await drawPage(host, what)).toString('base64')
      const body = { number, what, page: 'any.page', host, picture }
      await client.call('POST /api/v1/runner/leases/{id}/steps', { params: { id }, body })
    },
    async tellOutcome({ id }, cause) {
      const body = { hasTyped: true, ...(cause === undefined ? { session: '{}' } : { cause }) }
      await client.call('POST /api/v1/runner/leases/{id}/outcome', { params: { id }, body })
    },
  }
}

/** A page of a service as a runner takes it: every field is blank. */
function drawPage(host: string, what: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="800">
    <rect width="1280" height="800" fill="#eef0f4"/>
    <rect x="440" y="180" width="400" height="380" rx="12" fill="#fff" stroke="#c9ced8"/>
    <text x="640" y="250" font-family="sans-serif" font-size="26" text-anchor="middle" fill="#222">${host}</text>
    <text x="640" y="290" font-family="sans-serif" font-size="18" text-anchor="middle" fill="#666">${what}</text>
    <rect x="480" y="330" width="320" height="44" fill="#9aa1ad"/>
    <rect x="480" y="394" width="320" height="44" fill="#9aa1ad"/>
    <rect x="480" y="470" width="320" height="48" rx="6" fill="#2f6fed"/>
  </svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 70 }).toBuffer()
}
