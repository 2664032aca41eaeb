// Invitations: a link for one person, once, for a week; the first password comes of it, and no session.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addUser, beginSignIn, countSessions } from '../testing/people.ts'
import { ADMIN, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

const password = 'marble lantern cedar 58'
let count = 0
/** Each test comes from an address of its own: wrong links slow an address down. */
let address = ''
beforeEach(() => {
  count += 1
  address = `10.0.0.${count}`
})

interface Invited {
  id: string
  email: string
  token: string
}

async function invite(body: object = {}): Promise<Invited> {
  count += 1
  const email = `invited-${count}@northwind.example`
  const answer = await app.post(
    '/api/v1/users',
    { email, name: `Person ${count}`, ...body },
    { cookie: admin },
  )
  return { id: String(answer.body.id), email, token: tokenOf(answer.body.invitation.url) }
}

const tokenOf = (url: unknown) => new URL(String(url)).hash.slice(1)
const renew = (id: string) => app.post(`/api/v1/users/${id}/invitation`, {}, { cookie: admin })
const inspect = (token: string, remoteAddress = address) =>
  app.post('/api/v1/invitations/inspect', { token }, { remoteAddress })
const accept = (token: string, given = password, remoteAddress = address) =>
  app.post('/api/v1/invitations/accept', { token, password: given }, { remoteAddress })

function expectOver(answer: Answer): void {
  expect(answer).toMatchObject({ status: 404, body: { code: 'invitation.invalid' }, cookie: undefined })
}

describe('an invitation', () => {
  test('says whom it is for, sets the first password, and gives no session', async () => {
    const { id, email, token } = await invite()
    expect((await inspect(token)).body).toEqual({
      email,
      name: `Person ${count}`,
      organizationName: 'Northwind',
    })
    const answer = await accept(token)
    expect(answer).toMatchObject({ status: 200, body: {}, cookie: undefined })
    expect(await countSessions(app, { id })).toBe(0)
    expect(await beginSignIn(app, { email, password })).toMatchObject({ step: 'done' })
    expect((await app.get(`/api/v1/users/${id}`, { cookie: admin })).body.state).toBe('active')
  })

  test('leads into the enrolment where two-factor is required', async () => {
    const { email, token } = await invite({ requireSecondFactor: true })
    await accept(token)
    expect(await beginSignIn(app, { email, password })).toMatchObject({ step: 'enrol', cookie: undefined })
  })

  test('works once', async () => {
    const { email, token } = await invite()
    await accept(token)
    expectOver(await accept(token, 'another password 77'))
    expectOver(await inspect(token))
    expect((await beginSignIn(app, { email, password })).step).toBe('done')
  })

  test('used many times at the same moment sets one password', async () => {
    const { email, token } = await invite()
    const passwords = Array.from({ length: 8 }, (_, index) => `marble lantern cedar ${index}${index}`)
    const answers = await Promise.all(passwords.map((one) => accept(token, one)))
    const winners = passwords.filter((_, index) => answers[index]?.status === 200)
    expect(winners).toHaveLength(1)
    expect((await beginSignIn(app, { email, password: winners[0] ?? '' })).step).toBe('done')
  })

  test('ends after seven days, to the second', async () => {
    const { token } = await invite()
    app.advance(7 * 86_400 - 1)
    expect((await inspect(token)).status).toBe(200)
    app.advance(1)
    expectOver(await inspect(token))
    expectOver(await accept(token))
    // The sessions of the tests have ended with it.
    admin = (await beginSignIn(app, ADMIN)).cookie ?? ''
  })

  test('refuses a bad password, and still works after that', async () => {
    const { email, token } = await invite()
    const refused = [
      await accept(token, 'short'),
      await accept(token, email),
      await accept(token, 'password1234'),
    ]
    expect(refused.map((answer) => answer.body.code)).toEqual([
      'password.too_short',
      'password.is_context_word',
      'password.common',
    ])
    expect((await accept(token)).status).toBe(200)
  })
})

describe('a new link', () => {
  test('made while the old one is used waits for nobody in a circle, and one of them counts', async () => {
    for (let round = 0; round < 8; round += 1) {
      const body = { email: `both-${round}@northwind.example` }
      const invited = await app.post('/api/v1/users', body, { cookie: admin })
      const token = tokenOf(invited.body.invitation.url)
      const answers = await Promise.all([
        accept(token),
        app.post(`/api/v1/users/${invited.body.id}/invitation`, {}, { cookie: admin }),
        accept(token),
      ])
      expect(answers.filter(({ status }) => status >= 500)).toEqual([])
    }
  })

  test('takes the place of the old one', async () => {
    const { id, token } = await invite()
    const answer = await renew(id)
    expect(answer.status).toBe(201)
    expect(answer.body.expiresAt).toBe(new Date(app.now().getTime() + 7 * 86_400_000).toISOString())
    expectOver(await accept(token))
    expect((await accept(tokenOf(answer.body.url))).status).toBe(200)
  })

  test('is not made for somebody who has a password, nor for nobody', async () => {
    const person = await addUser(app, admin)
    expect(await renew(person.id)).toMatchObject({ status: 409, body: { code: 'user.not_invited' } })
    expect((await renew('01a207a2-5990-75fa-a584-cbdb99aed8ef')).body.code).toBe('user.not_found')
  })
})

describe('somebody who was invited', () => {
  test('and disabled since cannot use the link; enabled again, can', async () => {
    const { id, token } = await invite()
    const disable = (disabled: boolean) =>
      app.request('PATCH', `/api/v1/users/${id}`, { cookie: admin, body: { disabled } })
    await disable(true)
    expectOver(await inspect(token))
    expectOver(await accept(token))
    await disable(false)
    expect((await accept(token)).status).toBe(200)
  })

  test('and disabled while the new password is being hashed has none, and no link that still works', async () => {
    const { id, email, token } = await invite()
    const disable = (disabled: boolean) =>
      app.request('PATCH', `/api/v1/users/${id}`, { cookie: admin, body: { disabled } })
    const { hasher } = app.services
    const between = await startTestApp({
      beside: app,
      startAt: app.now(),
      hasher: {
        ...hasher,
        async hash(given) {
          await disable(true)
          return hasher.hash(given)
        },
      },
    })
    expectOver(await between.post('/api/v1/invitations/accept', { token, password }))
    await between.close()
    await disable(false)
    expect((await app.get(`/api/v1/users/${id}`, { cookie: admin })).body.state).toBe('invited')
    expect((await app.post('/api/v1/sign-in', { email, password })).body.code).toBe('sign_in.refused')
  })

  test('and deleted since has a link to nothing', async () => {
    const { id, token } = await invite()
    await app.request('DELETE', `/api/v1/users/${id}`, { cookie: admin })
    expectOver(await accept(token))
  })
})

describe('an attacker', () => {
  test('51: guesses at links: slowed down by address, while the invited one is let in from another', async () => {
    const { token } = await invite()
    const guesser = '198.51.100.44'
    const told: string[] = []
    for (let guess = 0; guess < 6; guess += 1) {
      const made = Buffer.alloc(32, guess).toString('base64url')
      told.push(
        (await (guess % 2 === 0 ? inspect(made, guesser) : accept(made, password, guesser))).body.code,
      )
    }
    expect(told.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => 'invitation.invalid'))
    expect(told.at(-1)).toBe('sign_in.too_many_attempts')
    expect((await accept(token, password, guesser)).status).toBe(429)
    expect((await accept(token)).status).toBe(200)
  })

  test.each(['', 'a', '%00', "' OR ''='", '\0', 'a'.repeat(200)])(
    'with %j instead of a token learns nothing',
    async (token) => {
      expectOver(await inspect(token))
    },
  )

  test('103: with lists and objects instead of a token is refused by the form', async () => {
    for (const token of [['a', 'b'], {}, null, 1, true]) {
      const answer = await app.post('/api/v1/invitations/accept', { token, password })
      expect(answer.body.code).toBe('request.invalid')
    }
  })

  test('104: sets a password without a token, or for another account than the token’s', async () => {
    const mine = await invite()
    const other = await invite()
    expect((await app.post('/api/v1/invitations/accept', { email: other.email, password })).status).toBe(400)
    const body = { token: mine.token, password, email: other.email, id: other.id, accountId: other.id }
    await app.post('/api/v1/invitations/accept', body)
    expect((await app.get(`/api/v1/users/${other.id}`, { cookie: admin })).body.state).toBe('invited')
    expect((await app.get(`/api/v1/users/${mine.id}`, { cookie: admin })).body.state).toBe('active')
  })

  test('105: finds the token in no log, in no query and in no request but the one that carries it', async () => {
    const { token } = await invite()
    await inspect(token)
    await accept(token)
    await inspect(token)
    expect(app.logs.join('')).not.toContain(token)
    const { rows } = await app.database.pool.query('SELECT i::text AS row FROM invitations i')
    expect(JSON.stringify(rows)).not.toContain(token)
  })
})
