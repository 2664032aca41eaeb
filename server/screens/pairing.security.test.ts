// Attacks on pairing: codes are guessed, two admins claim one screen, a flood takes all codes, the database is read.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PAIRING_ALPHABET } from '../../contract/screens.ts'
import { addOtherOrganization } from '../testing/other-organization.ts'
import { addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { addScreen, askForPairing, screenCookieOf, withScreenCookie } from '../testing/screens.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let beside: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  beside = await startTestApp({ beside: app })
})
beforeEach(async () => {
  admin = await signInAdmin(app)
})
afterAll(async () => {
  await beside.close()
  await app.close()
})

const pair = (pairingCode: string, name: string, as = admin, at = app) =>
  at.post('/api/v1/screens', { pairingCode, name }, { cookie: as })
const wait = (pollToken: string) => app.post('/api/v1/screens/pairings/wait', { pollToken })

async function addAdmin(): Promise<string> {
  const person = await addUser(app, admin, { role: 'admin' })
  return (await beginSignIn(app, person)).cookie ?? ''
}

test('a screen shows a code, an admin compares what is on it and pairs it, the cookie comes to the screen alone', async () => {
  const asked = await askForPairing(app)
  expect(asked.pairingCode).toMatch(new RegExp(`^[${PAIRING_ALPHABET}]{6}$`))
  const seen = await app.get(`/api/v1/screens/pairings/${asked.pairingCode}`, { cookie: admin })
  expect(seen.body).toEqual({
    displayedName: asked.displayedName,
    device: 'Test',
    address: '127.0.0.1',
    expiresAt: asked.expiresAt,
  })
  const waiting = wait(asked.pollToken)
  // As people type it.
  const typed = ` ${asked.pairingCode.slice(0, 3).toLowerCase()}-${asked.pairingCode.slice(3)} `
  const paired = await pair(typed, 'Reception')
  expect(paired.status).toBe(201)
  expect(paired.headers['set-cookie']).toBeUndefined()
  expect(paired.body).toMatchObject({ name: 'Reception', state: 'offline', shows: { kind: 'nothing' } })
  const told = await waiting
  const last = told.body.state === 'waiting' ? await wait(asked.pollToken) : told
  expect(last.body).toEqual({ state: 'paired' })
  const [line] = [last.headers['set-cookie'] ?? []].flat().map(String)
  expect(line).toMatch(/HttpOnly; SameSite=Strict/)
  const token = screenCookieOf(last) ?? ''
  expect((await app.get('/api/v1/screen', withScreenCookie(token))).body).toMatchObject({
    name: 'Reception',
    items: [],
  })
})

test('141: an answer that was lost on its way is given again until the token was used, and to nobody afterwards', async () => {
  const asked = await askForPairing(app)
  await pair(asked.pairingCode, 'Lost answer')
  const [first, second] = [await wait(asked.pollToken), await wait(asked.pollToken)]
  expect(screenCookieOf(first)).toBe(screenCookieOf(second))
  const token = screenCookieOf(first) ?? ''
  const report = { takes: ['jpeg'], played: [] }
  expect((await app.post('/api/v1/screen/reports', report, withScreenCookie(token))).status).toBe(204)
  const late = await wait(asked.pollToken)
  expect(late.body).toEqual({ state: 'over' })
  expect(screenCookieOf(late)).toBeUndefined()
})

test('two admins who pair one screen at once, at two servers: one has it, the other one is told that no screen shows it', async () => {
  const other = await addAdmin()
  const { pairingCode } = await askForPairing(app)
  const answers = await Promise.all([pair(pairingCode, 'Mine'), pair(pairingCode, 'No, mine', other, beside)])
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 404])
  expect(answers.find(({ status }) => status === 404)?.body.code).toBe('pairing.not_found')
})

test('a code is good once, for ten minutes, and only where it is on a screen', async () => {
  const first = await askForPairing(app)
  await pair(first.pairingCode, 'Once')
  const owner = await addAdmin()
  expect((await pair(first.pairingCode, 'Twice', owner)).body.code).toBe('pairing.not_found')
  const second = await askForPairing(app)
  app.advance(601)
  expect((await pair(second.pairingCode, 'Late', owner)).body.code).toBe('pairing.not_found')
  expect((await wait(second.pollToken)).body).toEqual({ state: 'over' })
  expect((await wait('no-such-token')).body).toEqual({ state: 'over' })
})

test('codes that no screen shows slow down the account, and a right one among them is not told', async () => {
  const guesser = await addAdmin()
  const { pairingCode } = await askForPairing(app)
  const look = (code: string) => app.get(`/api/v1/screens/pairings/${code}`, { cookie: guesser })
  const told: string[] = []
  for (let tries = 0; tries < 6; tries += 1) told.push(String((await look('AAAAAA')).body.code))
  expect(told).toContain('pairing.too_many_tries')
  const right = await look(pairingCode)
  expect(right.body.code).toBe('pairing.too_many_tries')
  expect(right.headers['retry-after']).toBeDefined()
  // Pairing itself is no second door to guess through.
  expect((await pair(pairingCode, 'Guessed', guesser)).body.code).toBe('pairing.too_many_tries')
  expect((await app.get(`/api/v1/screens/pairings/${pairingCode}`, { cookie: admin })).status).toBe(200)
})

test('the accounts of one organization together have no more than their own budget either', async () => {
  const guessers = await Promise.all(Array.from({ length: 6 }, addAdmin))
  const told = new Set<string>()
  for (const cookie of guessers) {
    for (let tries = 0; tries < 4; tries += 1) {
      const answer = await app.get('/api/v1/screens/pairings/BBBBBB', { cookie })
      told.add(String(answer.body.code))
    }
  }
  expect(told).toContain('pairing.too_many_tries')
  app.advance(3_600)
})

test('a flood from one address takes its own codes alone', async () => {
  let last = 201
  for (let tries = 0; tries < 110 && last === 201; tries += 1) {
    const asked = await app.post('/api/v1/screens/pairings', {}, { remoteAddress: '203.0.113.77' })
    last = asked.status
    if (last !== 201) expect(asked.body.code).toBe('pairing.too_many')
  }
  expect(last).toBe(429)
  expect((await app.post('/api/v1/screens/pairings', {}, { remoteAddress: '203.0.113.78' })).status).toBe(201)
})

test('whoever reads the database finds neither a code nor a token in it', async () => {
  const asked = await askForPairing(app)
  const screen = await addScreen(app, await addAdmin())
  for (const table of ['screen_pairings', 'screens'] as const) {
    const rows = await app.database.query.selectFrom(table).selectAll().execute()
    const text = rows
      .map((row) =>
        Object.values(row)
          .map((value) => (Buffer.isBuffer(value) ? value.toString() : JSON.stringify(value)))
          .join(' '),
      )
      .join('\n')
    for (const secret of [asked.pairingCode, asked.pollToken, screen.token()]) {
      expect(text).not.toContain(secret)
    }
  }
})

test('a screen of another organization is not there, and its name is nobody else’s business', async () => {
  const other = await addOtherOrganization(app)
  const owner = await addAdmin()
  const screen = await addScreen(app, owner, { name: 'Shared name' })
  await app.database.query
    .updateTable('screens')
    .set({ organization_id: other.organizationId })
    .where('id', '=', screen.id)
    .execute()
  expect((await app.get(`/api/v1/screens/${screen.id}`, { cookie: owner })).body.code).toBe(
    'screen.not_found',
  )
  expect((await pair((await askForPairing(app)).pairingCode, 'Shared name', owner)).status).toBe(201)
  expect((await pair((await askForPairing(app)).pairingCode, 'SHARED NAME', owner)).body.code).toBe(
    'screen.name_taken',
  )
})
