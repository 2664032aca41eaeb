// The yardstick: node:http, the same Argon2id hash and the necessary SQL, by hand and with nothing around it.
//
// What it leaves out is what a product adds: schemas, routing, security headers, logs, metrics, budgets, sealed
// seeds, honest words. What it keeps is what no sign-in can do without: tokens as hashes, statements prepared by
// name, a step that is spent once, and for the code step one read and one commit that holds three statements
// (the step spent, the challenge burned, the session born). It makes the fewest round trips that this can be done
// with: two for the password step, two for the code step.
import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { verify } from '@node-rs/argon2'
import pg from 'pg'
import { prepareKey } from '../../otp/hotp.ts'
import { verifyTotp } from '../../otp/totp.ts'

const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL'],
  max: 10,
  idleTimeoutMillis: 60_000,
})

async function query<Row extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) {
  return (await pool.query<Row>({ name, text, values })).rows
}

const hashOf = (token: string) => createHash('sha256').update(token).digest()

type Body = Record<string, unknown>

async function givePassword({ email, password }: Body, response: ServerResponse): Promise<void> {
  if (typeof email !== 'string' || typeof password !== 'string') return answer(response, 400, {})
  const [account] = await query<{ id: number; password_hash: string }>(
    'account',
    'SELECT id, password_hash FROM accounts WHERE email = $1',
    [email],
  )
  if (account === undefined || !(await verify(account.password_hash, password)))
    return answer(response, 401, {})
  const challenge = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + 300_000)
  await query(
    'challenge',
    'INSERT INTO challenges (token_hash, account_id, expires_at) VALUES ($1, $2, $3)',
    [hashOf(challenge), account.id, expiresAt],
  )
  answer(response, 200, { step: 'code', challenge, expiresAt })
}

async function giveCode({ challenge, code }: Body, response: ServerResponse): Promise<void> {
  if (typeof challenge !== 'string' || typeof code !== 'string') return answer(response, 400, {})
  const now = new Date()
  const challengeHash = hashOf(challenge)
  const [account] = await query<{ id: number; secret: Buffer; last_step: number }>(
    'challenged',
    `SELECT a.id, a.secret, a.last_step FROM challenges c JOIN accounts a ON a.id = c.account_id
     WHERE c.token_hash = $1 AND c.expires_at > $2`,
    [challengeHash, now],
  )
  if (account === undefined) return answer(response, 401, {})
  const match = verifyTotp(prepareKey(account.secret), code, now.getTime())
  if (match === undefined || match.step <= account.last_step) {
    await query('failure', 'UPDATE accounts SET failures = failures + 1 WHERE id = $1', [account.id])
    return answer(response, 401, {})
  }
  const session = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + 43_200_000)
  const born = await query(
    'verdict',
    `WITH spent AS (UPDATE accounts SET last_step = $2, failures = 0 WHERE id = $1 AND last_step < $2 RETURNING id),
       burned AS (DELETE FROM challenges c USING spent WHERE c.token_hash = $3 RETURNING c.account_id)
     INSERT INTO sessions (token_hash, account_id, expires_at) SELECT $4, account_id, $5 FROM burned
     RETURNING account_id`,
    [account.id, match.step, challengeHash, hashOf(session), expiresAt],
  )
  if (born.length === 0) return answer(response, 401, {})
  response.setHeader('set-cookie', `countersign_session=${session}; Path=/; HttpOnly; SameSite=Lax`)
  answer(response, 200, { step: 'done', session: { client: 'web', expiresAt } })
}

async function whoAmI(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const token = /countersign_session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const [account] = await query(
    'session',
    `SELECT a.id, a.email, s.expires_at FROM sessions s JOIN accounts a ON a.id = s.account_id
     WHERE s.token_hash = $1 AND s.expires_at > $2`,
    [hashOf(token), new Date()],
  )
  answer(response, account === undefined ? 401 : 200, account ?? {})
}

function answer(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

// Events, because an async iterator over the request costs a tenth of the whole.
function readBody(request: IncomingMessage): Promise<Body> {
  return new Promise((resolve, reject) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (text += chunk))
    request.on('end', () => {
      try {
        resolve(JSON.parse(text) as Body)
      } catch (error) {
        reject(error)
      }
    })
    request.on('error', reject)
  })
}

async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url } = request
  if (method === 'POST' && url === '/api/v1/sign-in') await givePassword(await readBody(request), response)
  else if (method === 'POST' && url === '/api/v1/sign-in/totp') {
    await giveCode(await readBody(request), response)
  } else if (method === 'GET' && url === '/api/v1/me') await whoAmI(request, response)
  else answer(response, 404, {})
}

const server = createServer((request, response) => {
  route(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    answer(response, 500, {})
  })
})
server.listen(Number(process.env['PORT']), '127.0.0.1')
