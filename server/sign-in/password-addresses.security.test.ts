// Attacks of somebody who guesses passwords from many addresses, or says so (attack list C, 39 to 41): another address,
// another spelling of one, or a header that claims one must buy no new guesses.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addUser, beginSignIn, guessPassword, signInAdmin, tellGuesses } from '../testing/people.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let behindProxy: TestApp
let admin: string

const PROXY = '10.0.0.1'

beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  behindProxy = await startTestApp({
    beside: app,
    startAt: app.now(),
    env: { COUNTERSIGN_TRUSTED_PROXIES: PROXY },
  })
})
beforeEach(async () => {
  admin = await signInAdmin(app)
})
afterAll(async () => {
  await behindProxy.close()
  await app.close()
})

const REFUSED = 'sign_in.refused'
const BLOCKED = 'sign_in.too_many_attempts'
const FREE_GUESSES = 5

const fiveAreLookedAt = (times: number) => [
  ...Array<string>(FREE_GUESSES).fill(REFUSED),
  ...Array<string>(times - FREE_GUESSES).fill(BLOCKED),
]

let networks = 0
/** A network that no other test has guessed from. */
function newNetwork(): string {
  networks += 1
  return `198.18.${networks}`
}

test('39: every guess from another address: the account counts them all, and after the wait its owner is in', async () => {
  const person = await addUser(app, admin)
  const network = newNetwork()
  const told = await tellGuesses(30, (index) =>
    guessPassword(app, person, { remoteAddress: `${network}.${index + 1}` }),
  )
  expect(told.slice(0, 20)).toEqual(Array(20).fill(REFUSED))
  expect(told.slice(20)).toEqual(Array(10).fill(BLOCKED))

  const { email, password } = person
  const fromElsewhere = { remoteAddress: `${network}.200` }
  const blocked = await app.post('/api/v1/sign-in', { email, password }, fromElsewhere)
  expect(blocked.body).toMatchObject({ code: BLOCKED, retryAfterSeconds: 5 })
  expect(blocked.headers['retry-after']).toBe('5')
  app.advance(5)
  expect((await beginSignIn(app, person, fromElsewhere)).step).toBe('done')
})

test('39: one address tries one guess at each of many accounts: the address is slowed down', async () => {
  const person = await addUser(app, admin)
  const from = { remoteAddress: `${newNetwork()}.1` }
  const told = await tellGuesses(110, (index) =>
    guessPassword(app, { email: `nobody-${index}@northwind.example` }, from),
  )
  expect(told.slice(0, 100)).toEqual(Array(100).fill(REFUSED))
  expect(told.slice(100)).toEqual(Array(10).fill(BLOCKED))
  expect((await guessPassword(app, person, from)).body.code).toBe(BLOCKED)
  expect((await guessPassword(app, person, { remoteAddress: `${newNetwork()}.1` })).body.code).toBe(REFUSED)
})

describe('40: an address that the client claims', () => {
  const headers = ['x-forwarded-for', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip']

  test.each(headers)('40: %s, another one with each guess, to a server without a proxy', async (header) => {
    const person = await addUser(app, admin)
    const remoteAddress = `${newNetwork()}.1`
    const told = await tellGuesses(8, (index) =>
      guessPassword(app, person, { remoteAddress, headers: { [header]: `192.0.2.${index + 1}` } }),
    )
    expect(told).toEqual(fiveAreLookedAt(8))
  })

  test('40: the header Forwarded (RFC 7239), another one with each guess', async () => {
    const person = await addUser(app, admin)
    const remoteAddress = `${newNetwork()}.1`
    const told = await tellGuesses(8, (index) =>
      guessPassword(app, person, { remoteAddress, headers: { forwarded: `for=192.0.2.${index + 1}` } }),
    )
    expect(told).toEqual(fiveAreLookedAt(8))
  })

  test('40: in front of what the trusted proxy adds: only what the proxy added counts', async () => {
    const person = await addUser(app, admin)
    const client = `${newNetwork()}.1`
    const told = await tellGuesses(8, (index) => {
      const headers = { 'x-forwarded-for': `192.0.2.${index + 1}, ${client}` }
      return guessPassword(behindProxy, person, { remoteAddress: PROXY, headers })
    })
    expect(told).toEqual(fiveAreLookedAt(8))
    // The legal twin: another client of the same proxy has a budget of its own, and is known by its own address.
    const other = `${newNetwork()}.1`
    const from = { remoteAddress: PROXY, headers: { 'x-forwarded-for': other } }
    expect((await beginSignIn(behindProxy, person, from)).step).toBe('done')
    const rows = await app.database.query
      .selectFrom('sessions')
      .select('address')
      .where('account_id', '=', person.id)
      .execute()
    expect(rows).toEqual([{ address: other }])
  })

  test('40: past the proxy, claiming to come through it', async () => {
    const person = await addUser(app, admin)
    const remoteAddress = `${newNetwork()}.1`
    const told = await tellGuesses(8, (index) => {
      const headers = { 'x-forwarded-for': `192.0.2.${index + 1}, ${PROXY}` }
      return guessPassword(behindProxy, person, { remoteAddress, headers })
    })
    expect(told).toEqual(fiveAreLookedAt(8))
  })

  test('40: with a port that changes, where the proxy writes ports', async () => {
    const person = await addUser(app, admin)
    const client = `${newNetwork()}.1`
    const told = await tellGuesses(8, (index) => {
      const headers = { 'x-forwarded-for': `${client}:${50_000 + index}` }
      return guessPassword(behindProxy, person, { remoteAddress: PROXY, headers })
    })
    expect(told).toEqual(fiveAreLookedAt(8))
  })
})

describe('41: one client in many spellings', () => {
  test('41: every guess from another address of one /64; the next /64 is somebody else', async () => {
    const person = await addUser(app, admin)
    const told = await tellGuesses(8, (index) =>
      guessPassword(app, person, { remoteAddress: `2001:db8:41:1:${index.toString(16)}::${index + 1}` }),
    )
    expect(told).toEqual(fiveAreLookedAt(8))
    const neighbour = { remoteAddress: '2001:db8:41:2::1' }
    expect((await beginSignIn(app, person, neighbour)).step).toBe('done')
  })

  test('41: an IPv4 address plain, mapped into IPv6, in hexadecimal and in upper case', async () => {
    const person = await addUser(app, admin)
    const spellings = [
      '203.0.113.41',
      '::ffff:203.0.113.41',
      '::FFFF:203.0.113.41',
      '::ffff:cb00:7129',
      '::FFFF:CB00:7129',
      '0:0:0:0:0:ffff:203.0.113.41',
      '0000:0000:0000:0000:0000:ffff:cb00:7129',
      '203.0.113.41',
    ]
    const told = await tellGuesses(8, (index) =>
      guessPassword(app, person, { remoteAddress: spellings[index]! }),
    )
    expect(told).toEqual(fiveAreLookedAt(8))
    const neighbour = { remoteAddress: '203.0.113.42' }
    expect((await beginSignIn(app, person, neighbour)).step).toBe('done')
  })

  test('41: the same through a proxy that spells as it likes', async () => {
    const person = await addUser(app, admin)
    const spellings = [
      '2001:DB8:41:3::1',
      '2001:0db8:0041:0003::1',
      '[2001:db8:41:3::1]:443',
      '2001:db8:41:3::2',
    ]
    const told = await tellGuesses(8, (index) => {
      const headers = { 'x-forwarded-for': spellings[index % 4]! }
      return guessPassword(behindProxy, person, { remoteAddress: `::ffff:${PROXY}`, headers })
    })
    expect(told).toEqual(fiveAreLookedAt(8))
  })
})
