// The yardstick: node:http and the same writes by hand, with nothing around them.
//
// One read finds the session, the account and the connection together; the writes are those of Countersign, in one
// transaction, prepared by name: the step that is taken once, the count of what the account was told, the locked head of
// the audit log, and the event with its hash. What it leaves out is what a product adds: schemas, routing, headers,
// logs, metrics, sealed secrets, words for what is refused, and whoever waits for a step.
import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import pg from 'pg'
import { prepareKey } from '../../otp/hotp.ts'
import { totp } from '../../otp/totp.ts'

const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 10,
  idleTimeoutMillis: 60_000,
})
const fingerprintKey = Buffer.from(process.env['FINGERPRINT_KEY'] ?? '', 'base64')

interface Found {
  organization_id: string
  account_id: string
  secret: Buffer
}

interface Told {
  code: string
  validUntil: string
}

const PERIOD_SECONDS = 30

async function tellCode(token: string, connectionId: string): Promise<Told | undefined> {
  const now = new Date()
  const tokenHash = createHash('sha256').update(token).digest()
  const found = await pool.query<Found>({
    name: 'find',
    text: `SELECT s.organization_id, s.account_id, c.sealed_secret AS secret
       FROM sessions s
       JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id AND a.role = 'admin'
       JOIN connections c ON c.organization_id = s.organization_id AND c.id = $2
       WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $3 AND s.second_factor_proven_at > $4`,
    values: [tokenHash, connectionId, now, new Date(now.getTime() - 600_000)],
  })
  const [row] = found.rows
  if (row === undefined) return undefined
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const step = await takeStep(client, row, connectionId, now)
    await client.query(step === undefined ? 'ROLLBACK' : 'COMMIT')
    if (step === undefined) return undefined
    return {
      code: totp(prepareKey(row.secret), step * PERIOD_SECONDS * 1000),
      validUntil: new Date((step + 1) * PERIOD_SECONDS * 1000).toISOString(),
    }
  } finally {
    client.release()
  }
}

async function takeStep(
  client: pg.PoolClient,
  { organization_id: organizationId, account_id: accountId, secret }: Found,
  connectionId: string,
  now: Date,
): Promise<number | undefined> {
  const fingerprint = createHmac('sha256', fingerprintKey).update(secret).digest()
  const current = Math.floor(now.getTime() / 1000 / PERIOD_SECONDS)
  const taken = await client.query<{ last_step: string }>({
    name: 'step',
    text: `INSERT INTO code_steps (organization_id, secret_fingerprint, period_seconds, last_step) VALUES ($1, $2, 30, $3)
       ON CONFLICT (organization_id, secret_fingerprint, period_seconds)
       DO UPDATE SET last_step = greatest(code_steps.last_step + 1, $3)
       WHERE greatest(code_steps.last_step + 1, $3) <= $4
       RETURNING last_step`,
    values: [organizationId, fingerprint, current, current + 2],
  })
  if (taken.rows[0] === undefined) return undefined
  const step = Number(taken.rows[0].last_step)
  const counted = await client.query({
    name: 'count',
    text: `INSERT INTO code_reveals (organization_id, connection_id, account_id, revealed_at, expires_at)
       VALUES ($1, $2, $3, ARRAY[$4::timestamptz], $5)
       ON CONFLICT (organization_id, connection_id, account_id) DO UPDATE
       SET revealed_at = (code_reveals.revealed_at || $4::timestamptz)[cardinality(code_reveals.revealed_at) - 8 :],
         expires_at = $5
       WHERE cardinality(code_reveals.revealed_at) < 10 OR code_reveals.revealed_at[1] <= $6`,
    values: [
      organizationId,
      connectionId,
      accountId,
      now,
      new Date(now.getTime() + 600_000),
      new Date(now.getTime() - 600_000),
    ],
  })
  if (counted.rowCount !== 1) return undefined
  const head = await client.query<{ last_sequence: string; last_hash: Buffer }>({
    name: 'head',
    text: 'SELECT * FROM lock_audit_head($1)',
    values: [organizationId],
  })
  const { last_sequence: sequence, last_hash: follows } = head.rows[0]!
  const facts = { connection: connectionId, step }
  const fields = [
    organizationId,
    Number(sequence) + 1,
    now.toISOString(),
    'account',
    accountId,
    'code.revealed',
    null,
    Object.entries(facts),
  ]
  const hash = createHash('sha256').update(follows).update(JSON.stringify(fields)).digest()
  await client.query({
    name: 'append',
    text: `SELECT append_audit_event($1, $2, 'account', $3, 'code.revealed', NULL, $4, $5, $6)`,
    values: [organizationId, now, accountId, JSON.stringify(facts), follows, hash],
  })
  return step
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, connectionId] = /^\/api\/v1\/connections\/([0-9a-f-]{36})\/code$/.exec(request.url ?? '') ?? []
  const [, token] = /^Bearer ([\w-]+)$/.exec(request.headers.authorization ?? '') ?? []
  if (connectionId === undefined || token === undefined) return answer(response, 404, {})
  const told = await tellCode(token, connectionId)
  answer(response, told === undefined ? 403 : 200, told ?? {})
}

const server = createServer((request, response) => {
  route(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    answer(response, 500, {})
  })
})
server.listen(Number(process.env['PORT']), '127.0.0.1')
