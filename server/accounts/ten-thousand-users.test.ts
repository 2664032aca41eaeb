// An organization of ten thousand users: found page by page, hit by a rule, reminded; and no answer holds them all.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

const USERS = 10_000
const ANSWER_CHARS = 100_000

let app: TestApp
let admin: string

beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
  await app.database.pool.query(
    `INSERT INTO accounts (organization_id, id, email, email_key, name, role, requires_second_factor, created_at)
    SELECT o.id, gen_random_uuid(), 'p' || n || '@northwind.example', 'p' || n || '@northwind.example',
      'Person ' || n || ' of the Counter in the Northern Hall', 'agent', false, $2
    FROM organizations o, generate_series(1, $1) n WHERE o.name = 'Northwind'`,
    [USERS, app.now()],
  )
})
afterAll(() => app.close())

interface Page {
  items: { email: string }[]
  next?: string
}

async function readPage(query: string): Promise<Page> {
  const { body } = await app.get(`/api/v1/users?${query}`, { cookie: admin })
  expect(JSON.stringify(body).length).toBeLessThan(ANSWER_CHARS)
  return body as Page
}

async function readAll(query: string): Promise<string[]> {
  const seen: string[] = []
  let after = ''
  for (let pages = 0; pages < USERS; pages += 1) {
    const { items, next } = await readPage(`${query}${after}`)
    seen.push(...items.map(({ email }) => email))
    if (next === undefined) return seen
    after = `&after=${encodeURIComponent(next)}`
  }
  throw new Error('The pages never end.')
}

test('the list goes through all of them by pages of two hundred, each once, in order', async () => {
  const seen = await readAll('limit=200')
  expect(seen).toHaveLength(USERS + 1)
  expect(seen).toEqual([...new Set(seen)].toSorted())
})

test('the server searches, in all of them: the one who is meant, and the many who are, by pages too', async () => {
  expect((await readPage('search=p7777@')).items.map(({ email }) => email)).toEqual([
    'p7777@northwind.example',
  ])
  expect((await readPage('search=person%207777%20')).items).toHaveLength(1)
  expect(await readAll('search=person%2077&limit=50')).toHaveLength(111)
})

test('a rule says whom it would hit, and saved it is on the board; all are reminded at once, and once a day', async () => {
  const policy = {
    requiredRoles: ['agent'],
    reason: 'Insurance asks for it',
    graceUntil: new Date(app.now().getTime() + 86_400_000).toISOString(),
  }
  const preview = await app.post('/api/v1/organization/policy/preview', { policy }, { cookie: admin })
  expect(preview.body.counts).toMatchObject({ inGrace: USERS, forcedNow: 0 })
  expect(preview.body.items).toHaveLength(20)
  const saved = await app.request('PATCH', '/api/v1/organization', { cookie: admin, body: { policy } })
  expect(saved.status).toBe(200)
  expect((await app.get('/api/v1/organization/enrolment', { cookie: admin })).body.inGrace).toBe(USERS)
  expect(await readAll('secondFactor=in_grace&limit=200')).toHaveLength(USERS)

  const remind = async () =>
    (await app.post('/api/v1/organization/enrolment/remind', {}, { cookie: admin })).body
  expect(await remind()).toEqual({ reminded: USERS })
  expect(await remind()).toEqual({ reminded: 0 })
  const { rows } = await app.database.pool.query<{ told: number; mails: number }>(
    `SELECT count(DISTINCT account_id)::int AS told,
      (SELECT count(*)::int FROM graphile_worker.jobs WHERE task_identifier = 'mail_notice') AS mails
    FROM notices WHERE kind = 'requirement_reminder'`,
  )
  expect(rows).toEqual([{ told: USERS, mails: USERS }])
})
