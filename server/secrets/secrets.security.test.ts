// Taking in a secret over HTTP: who may ask, what is answered, and what is left of the secret afterwards, which is nothing.
import { encodeQR } from 'qr'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser, beginSignIn } from '../testing/people.ts'
import { codeOf, startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

const KEY = 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU'
const OTHER_KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

let app: TestApp
let admin: string
beforeAll(async () => {
  app = await startTestApp()
  admin = await app.setUp()
})
afterAll(() => app.close())

const inspect = (body: unknown, cookie: string | undefined = admin): Promise<Answer> =>
  app.post('/api/v1/secrets/inspect', body, cookie === undefined ? {} : { cookie })

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64')

async function pictureOf(text: string): Promise<string> {
  const svg = Buffer.from(encodeQR(text, 'svg'))
  return base64(
    await sharp(svg, { density: 300 }).resize(400).flatten({ background: 'white' }).png().toBuffer(),
  )
}

const exported = JSON.stringify({
  encrypted: false,
  items: [
    { name: 'Jira', login: { username: 'wall', totp: KEY } },
    { name: 'A private one', login: { username: 'me', totp: OTHER_KEY } },
    { name: 'Steam', login: { username: 's', totp: 'steam://JRZCL47CMXVOQMNPZR2F7J4RGI' } },
  ],
})

test('a key is answered with its codes, and without itself', async () => {
  const { status, body } = await inspect({ text: ' krsx-g5ct mvrx-ezlu krsx-g5ct mvrx-ezlu ' })
  expect(status).toBe(200)
  expect(body).toEqual({
    kind: 'key',
    algorithm: 'SHA1',
    digits: 6,
    periodSeconds: 30,
    code: codeOf(KEY, app.now()),
    nextCode: codeOf(KEY, app.now(), 1),
    validUntil: '2026-11-23T09:00:30.000Z',
  })
})

test('a picture of a QR code is answered with whose key it is', async () => {
  const uri = `otpauth://totp/Zendesk:wall?secret=${KEY}&issuer=Zendesk&digits=8&period=60`
  const { body } = await inspect({ files: [await pictureOf(uri)] })
  expect(body).toMatchObject({
    kind: 'otpauth_uri',
    issuer: 'Zendesk',
    account: 'wall',
    digits: 8,
    periodSeconds: 60,
    validUntil: '2026-11-23T09:01:00.000Z',
  })
})

test('a key of fewer than 80 bits, which a service itself handed out, is taken and told', async () => {
  const { body } = await inspect({ text: 'otpauth://totp/Old:box?secret=JBSWY3DPEB3W64TM' })
  expect(body).not.toHaveProperty('isWeak')
  const weak = await inspect({ text: 'otpauth://totp/Old:box?secret=JBSWY3DP' })
  expect(weak.body).toMatchObject({ isWeak: true, digits: 6 })
})

describe('an export of several accounts', () => {
  test('is answered with names to choose from, and no code of any of them', async () => {
    const { body } = await inspect({ files: [base64(exported)] })
    expect(body).toEqual({
      kind: 'bitwarden',
      choices: [
        { pick: 0, issuer: 'Jira', account: 'wall' },
        { pick: 1, issuer: 'A private one', account: 'me' },
        { pick: 2, issuer: 'Steam', account: 's', refusedFor: 'secret.for_another_app' },
      ],
    })
  })
  test('is answered with the codes of the one that was picked', async () => {
    const { body } = await inspect({ text: exported, pick: 1 })
    expect(body).toMatchObject({ issuer: 'A private one', code: codeOf(OTHER_KEY, app.now()) })
    expect(body).not.toHaveProperty('choices')
  })
  test.each([
    [2, 'secret.for_another_app'],
    [3, 'secret.pick_unknown'],
  ])('is refused with pick %i: %s', async (pick, code) => {
    const { status, body } = await inspect({ text: exported, pick })
    expect([status, body.code]).toEqual([400, code])
  })
})

test('the parts of an export, each a picture, are put together in whatever order they come', async () => {
  // MigrationPayload: one account, version 1, two parts, this one, the same batch.
  const part = (index: number, name: string) => {
    const secret = Buffer.from('12345678901234567890')
    const entry = Buffer.concat([
      Buffer.of(0x0a, secret.length),
      secret,
      Buffer.of(0x12, name.length),
      Buffer.from(name),
      Buffer.of(0x20, 1, 0x28, 1, 0x30, 2),
    ])
    const payload = [Buffer.of(0x0a, entry.length), entry, Buffer.of(0x10, 1, 0x18, 2, 0x20, index, 0x28, 7)]
    return pictureOf(
      `otpauth-migration://offline?data=${encodeURIComponent(Buffer.concat(payload).toString('base64'))}`,
    )
  }
  const [first, second] = await Promise.all([part(0, 'wall'), part(1, 'home')])
  expect((await inspect({ files: [second, first] })).body).toMatchObject({
    kind: 'google_export',
    choices: [{ account: 'wall' }, { account: 'home' }],
    parts: { count: 2, missing: [] },
  })
  expect((await inspect({ files: [second], pick: 0 })).body).toMatchObject({ account: 'home' })
})

describe('what is told of something else', () => {
  test.each([
    [{}, 'secret.empty'],
    [{ text: '482 913' }, 'secret.is_a_code'],
    [{ text: '', files: [] }, 'secret.empty'],
    [{ files: [base64('PK\u0003\u0004 no archive')] }, 'secret.export_damaged'],
    [{ files: [base64(Buffer.of(0xff, 0xfe, 0x00, 0x81))] }, 'secret.file_unknown'],
    [{ files: ['not base64!'] }, 'request.invalid'],
    [{ text: KEY, pick: -1 }, 'request.invalid'],
    [{ text: 'x'.repeat(300_000) }, 'request.invalid'],
  ])('%.60j: %s', async (input, code) => {
    const { status, body } = await inspect(input)
    expect([status, body.code]).toEqual([400, code])
  })
})

test('an agent, and nobody, learns nothing here', async () => {
  const agent = await addUser(app, admin)
  const { cookie } = await beginSignIn(app, agent)
  const refused = await inspect({ text: KEY }, cookie)
  expect([refused.status, refused.body.code]).toEqual([403, 'access.admin_required'])
  expect((await app.post('/api/v1/secrets/inspect', { text: KEY })).status).toBe(401)
})

test('only here a body may be large', async () => {
  const large = { files: [base64(Buffer.alloc(5_000_000, 'x'))] }
  expect((await inspect(large)).body.code).not.toBe('request.too_large')
  expect((await inspect({ files: Array(4).fill(large.files[0]) })).body.code).toBe('request.too_large')
  expect((await app.post('/api/v1/users', large, { cookie: admin })).body.code).toBe('request.too_large')
  expect((await app.post('/api/v1/sign-in', large)).body.code).toBe('request.too_large')
})

test('a hundred files at once are not read at once: most are told to come again, and a key is answered meanwhile', async () => {
  const files = [await pictureOf(`otpauth://totp/x?secret=${KEY}`)]
  const asked = Array.from({ length: 100 }, () => inspect({ files }))
  expect((await inspect({ text: KEY })).status).toBe(200)
  const answers = await Promise.all(asked)
  const refused = answers.filter(({ status }) => status === 503)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]).toMatchObject({ body: { code: 'server.busy', retryAfterSeconds: 5 } })
  expect(answers.filter(({ status }) => status === 200).length).toBe(100 - refused.length)
})

test('no answer and no line of the log holds the secret, the code of another account, or a password', async () => {
  const answers = await Promise.all([
    inspect({ text: KEY }),
    inspect({ text: KEY.slice(0, 31) + '1' }),
    inspect({ text: `otpauth://totp/x?secret=${KEY}&digits=9` }),
    inspect({ text: exported, password: 'canary password 77' }),
    inspect({ text: exported, pick: 0 }),
    inspect({ files: [await pictureOf(`otpauth://totp/x?secret=${KEY}`)] }),
  ])
  const told = [...answers.map(({ body }) => JSON.stringify(body)), ...app.logs].join('\n')
  expect(told).not.toMatch(/krsxg5ct/i)
  expect(told).not.toMatch(/jbswy3dp/i)
  expect(told).not.toContain('canary password 77')
  // The answer to the one who asked is where its codes belong, and nowhere else.
  expect(app.logs.join('\n')).not.toContain(codeOf(KEY, app.now()))
  const rows = await app.database.pool.query(
    `SELECT count(*) AS n FROM audit_events WHERE action LIKE 'secret%'`,
  )
  expect(rows.rows).toEqual([{ n: 0 }])
})
