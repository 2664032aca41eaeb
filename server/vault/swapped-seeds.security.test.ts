// Somebody who may write to the database, and has no key, moves and changes sealed seeds: every code fails closed.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addEnrolledUser, addUser, beginSignIn, type EnrolledPerson } from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let admin: string
let eve: EnrolledPerson
let victim: EnrolledPerson

beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())
beforeEach(async () => {
  eve = await addEnrolledUser(app, admin)
  victim = await addEnrolledUser(app, admin)
})

const sql = (text: string, values: unknown[]) => app.database.pool.query(text, values)

async function seedOf({ id }: { id: string }): Promise<Buffer> {
  const { rows } = await sql('SELECT seed FROM authenticators WHERE account_id = $1', [id])
  return (rows as { seed: Buffer }[])[0]!.seed
}

async function putSeed({ id }: { id: string }, seed: Buffer): Promise<void> {
  await sql('UPDATE authenticators SET seed = $2 WHERE account_id = $1', [id, seed])
}

async function giveCode(person: EnrolledPerson, secret: string): Promise<Answer> {
  const { challenge } = await beginSignIn(app, person)
  return app.post('/api/v1/sign-in/totp', { challenge, code: codeOf(secret, app.now()) })
}

async function sealFailures(): Promise<number> {
  const { body } = await app.get('/metrics')
  return Number(/^countersign_seal_failures_total (\d+)$/m.exec(body as string)?.[1])
}

test('the seeds of two people are swapped: nobody signs in with the code of the other, nor with their own', async () => {
  const [mine, theirs] = [await seedOf(eve), await seedOf(victim)]
  await putSeed(eve, theirs)
  await putSeed(victim, mine)
  const before = await sealFailures()
  // Eve knows the victim's password, and would give the code of her own phone.
  for (const [person, secret] of [
    [victim, eve.secret],
    [victim, victim.secret],
    [eve, eve.secret],
  ] as const) {
    const answer = await giveCode(person, secret)
    expect(answer).toMatchObject({
      status: 401,
      body: { code: 'second_factor.code_wrong' },
      cookie: undefined,
    })
  }
  expect(await sealFailures()).toBe(before + 3)
  const reported = app.logs.filter((line) => line.includes('a sealed value does not open')).at(-1)
  expect(JSON.parse(reported ?? '')).toMatchObject({ level: 50, table: 'authenticators', column: 'seed' })
  // The right rows put back: everybody is let in again.
  await putSeed(eve, mine)
  await putSeed(victim, theirs)
  expect((await giveCode(victim, victim.secret)).status).toBe(200)
})

test('a whole authenticator is given to another account: its code is worth nothing there', async () => {
  await sql('UPDATE authenticators SET account_id = $2 WHERE account_id = $1', [eve.id, victim.id])
  const answer = await giveCode(victim, eve.secret)
  expect(answer).toMatchObject({ status: 401, body: { code: 'second_factor.code_wrong' }, cookie: undefined })
  // What is the victim's own is not spoilt by the row beside it.
  expect((await giveCode(victim, victim.secret)).status).toBe(200)
})

test('one bit of a seed is changed: the code fails, the recovery code still works', async () => {
  const seed = await seedOf(victim)
  seed[seed.length - 1]! ^= 1
  await putSeed(victim, seed)
  expect((await giveCode(victim, victim.secret)).body.code).toBe('second_factor.code_wrong')
  const { challenge } = await beginSignIn(app, victim)
  const [code] = victim.recoveryCodes
  expect((await app.post('/api/v1/sign-in/recovery-code', { challenge, code })).status).toBe(200)
})

test('the seed of a pending enrolment is replaced by that of another: the code proves nothing, and it is told', async () => {
  const [one, other] = [
    await addUser(app, admin, { requireSecondFactor: true }),
    await addUser(app, admin, { requireSecondFactor: true }),
  ]
  const mine = await beginSignIn(app, one)
  const theirs = await beginSignIn(app, other)
  const { secret } = (await app.post('/api/v1/sign-in/enrolment', { challenge: mine.challenge })).body
  await app.post('/api/v1/sign-in/enrolment', { challenge: theirs.challenge })
  await sql(
    `UPDATE enrolments SET seed = (SELECT seed FROM enrolments WHERE account_id = $1) WHERE account_id = $2`,
    [one.id, other.id],
  )
  const before = await sealFailures()
  const answer = await app.post('/api/v1/sign-in/enrolment/confirm', {
    challenge: theirs.challenge,
    code: codeOf(secret as string, app.now()),
  })
  expect(answer).toMatchObject({
    status: 409,
    body: { code: 'second_factor.enrolment_over' },
    cookie: undefined,
  })
  expect(await sealFailures()).toBe(before + 1)
})
