// Recovery codes as their owner knows them: ten on paper, one use each, a new set when asked for.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  addEnrolledUser,
  addUser,
  beginSignIn,
  signInFully,
  signInWithRecoveryCode,
} from '../testing/people.ts'
import { codeOf, startTestApp, type TestApp } from '../testing/test-app.ts'
import { hashRecoveryCode, makeRecoveryCodes } from './recovery-code.ts'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp({ env: { COUNTERSIGN_SESSION_IDLE_MINUTES: '1000' } })
  admin = await app.setUp()
})
afterAll(() => app.close())

const renew = (cookie: string) => app.post('/api/v1/me/recovery-codes', {}, { cookie })
const left = async (cookie: string | undefined) =>
  (await app.get('/api/v1/me', { cookie })).body.secondFactor.recoveryCodesLeft as number

describe('the ten codes', () => {
  test('are easy to copy: sixteen letters and digits in groups of four, no two alike', async () => {
    const { recoveryCodes } = await addEnrolledUser(app, admin)
    expect(new Set(recoveryCodes).size).toBe(10)
    for (const code of recoveryCodes) expect(code).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
  })

  test('sign in, one after the other, and the profile says how many are left', async () => {
    const person = await addEnrolledUser(app, admin)
    for (const [used, code] of person.recoveryCodes.entries()) {
      const answer = await signInWithRecoveryCode(app, person, code)
      expect(answer.body.session.client).toBe('web')
      expect(await left(answer.cookie)).toBe(9 - used)
    }
    expect((await app.post('/api/v1/sign-in', { ...person })).body.methods).toEqual(['totp'])
  })

  test('say in the session by what it was proven', async () => {
    const person = await addEnrolledUser(app, admin)
    const { cookie } = await signInWithRecoveryCode(app, person, person.recoveryCodes[0] ?? '')
    const { factors } = (await app.get('/api/v1/me', { cookie })).body.session as {
      factors: { method: string }[]
    }
    expect(factors.map(({ method }) => method)).toEqual(['password', 'recovery_code'])
  })

  test('open the way to a new phone: a recovery code is a fresh second factor, and the old app can go', async () => {
    const person = await addEnrolledUser(app, admin)
    const { cookie = '' } = await signInWithRecoveryCode(app, person, person.recoveryCodes[3] ?? '')
    const [old] = (await app.get('/api/v1/me/authenticators', { cookie })).body.items as { id: string }[]
    const enrolment = await app.post('/api/v1/me/authenticators/totp', { name: 'New phone' }, { cookie })
    const confirm = `/api/v1/me/authenticators/totp/${enrolment.body.id}/confirm`
    const code = codeOf(enrolment.body.secret, app.now())
    expect((await app.post(confirm, { code }, { cookie })).status).toBe(200)
    expect((await app.request('DELETE', `/api/v1/me/authenticators/${old?.id}`, { cookie })).status).toBe(204)
    expect(await left(cookie)).toBe(9)
  })
})

describe('a new set', () => {
  test('takes the place of the old one, used or not', async () => {
    const person = await addEnrolledUser(app, admin)
    await signInWithRecoveryCode(app, person, person.recoveryCodes[0] ?? '')
    const cookie = await signInFully(app, person)
    const answer = await renew(cookie)
    expect(answer.status).toBe(201)
    const fresh = answer.body.recoveryCodes as string[]
    expect(fresh).toHaveLength(10)
    expect(fresh.filter((code) => person.recoveryCodes.includes(code))).toEqual([])
    expect(await left(cookie)).toBe(10)
    const old = await signInWithRecoveryCode(app, person, person.recoveryCodes[1] ?? '')
    expect(old.body.code).toBe('recovery_code.wrong')
    expect((await signInWithRecoveryCode(app, person, fresh[9] ?? '')).status).toBe(200)
  })

  test('needs a second factor that was proven in the last ten minutes', async () => {
    const person = await addEnrolledUser(app, admin)
    const cookie = await signInFully(app, person)
    app.advance(10 * 60)
    expect((await renew(cookie)).status).toBe(201)
    app.advance(1)
    expect(await renew(cookie)).toMatchObject({
      status: 403,
      body: { code: 'second_factor.fresh_code_required' },
    })
    const code = codeOf(person.secret, app.now())
    await app.post('/api/v1/me/step-up', { code }, { cookie })
    expect((await renew(cookie)).status).toBe(201)
  })

  test('is not made for somebody without an authenticator', async () => {
    const { cookie = '' } = await beginSignIn(app, await addUser(app, admin))
    expect(await renew(cookie)).toMatchObject({ status: 409, body: { code: 'second_factor.not_enrolled' } })
  })
})

describe('what is kept of them', () => {
  const organizationId = '01a207a2-0000-7000-8000-000000000001'
  const made = (accountId: string) =>
    makeRecoveryCodes(app.services.vault, randomBytes, organizationId, accountId)
  const hash = (accountId: string, typed: string) =>
    hashRecoveryCode(app.services.vault, organizationId, accountId, typed)

  test('is a hash with a key, bound to the account: the same code of another account is another hash', () => {
    const { codes, hashes } = made('one')
    const [code = ''] = codes
    expect(hash('one', code)).toEqual(hashes[0])
    expect(hash('other', code)).not.toEqual(hashes[0])
    expect(hashes[0]).toHaveLength(32)
  })

  test('is the same for every spelling that people use', () => {
    const { codes, hashes } = made('one')
    const [code = ''] = codes
    for (const typed of [
      code.toLowerCase(),
      code.replaceAll('-', ' '),
      code.replaceAll('-', ''),
      ` ${code}\n`,
    ]) {
      expect(hash('one', typed), typed).toEqual(hashes[0])
    }
    // Base32 has no 0, 1 and 8: whoever writes them meant O, I and B.
    const misread = code.replaceAll('O', '0').replaceAll('I', '1').replaceAll('B', '8')
    expect(hash('one', misread)).toEqual(hashes[0])
  })

  test('is nothing for what cannot be a code', () => {
    for (const typed of [
      '',
      'ABCD',
      'ABCD-EFGH-IJKL-MNO',
      'ABCD-EFGH-IJKL-MNOP-QRST',
      '!!!!-!!!!-!!!!-!!!!',
      '9'.repeat(16),
    ]) {
      expect(hash('one', typed), typed).toBeUndefined()
    }
  })
})
