// The life of a stored login, with marked secrets: every route of connections, with a success and with failures.
import { randomBytes } from 'node:crypto'
import { encodeBase32 } from '../../otp/base32.ts'
import type { Canary } from './canary.ts'

/** Stops where the tables are to be searched, while the connection is there and after it is gone. */
export async function* walkConnections(canary: Canary, cookie: string): AsyncGenerator<void> {
  const as = { cookie }
  const word = () => `canary ${randomBytes(12).toString('hex')}`
  const newPassword = () => canary.mark('a password of a connection', word())
  const newSecret = () => canary.markSeed(encodeBase32(randomBytes(20)), 'never leaves')
  const login = { service: 'any', name: 'Wall', url: 'https://example.com/', username: 'wall' }
  const add = (secret: string, more: object = {}) =>
    canary.ask('POST /api/v1/connections', { ...login, password: newPassword(), secret, ...more }, as)
  await add(canary.mark('a secret that is none', `${word()}!`))
  await add(`otpauth://hotp/x?counter=1&secret=${newSecret()}`)
  await add(newSecret(), { url: `https://wall:${newPassword()}@example.com/` })
  const added = await add(`otpauth://totp/Any:wall?secret=${newSecret()}`)
  const { id } = added.body as { id: string }
  const about = { ...as, id }
  const askCode = async () => {
    const answer = await canary.ask('GET /api/v1/connections/{id}/code', undefined, about)
    return (answer.body as { code: string }).code
  }
  const markCode = async () => canary.mark('a code of a connection', await askCode(), 'in the last answer')
  await canary.ask('GET /api/v1/connections', undefined, as)
  await canary.ask('GET /api/v1/connections/{id}', undefined, about)
  await markCode()
  const signInOrigins = ['https://login.example.com']
  await canary.ask('PATCH /api/v1/connections/{id}', { signInOrigins, url: 'http://example.com/' }, about)
  await canary.ask(
    'PATCH /api/v1/connections/{id}',
    { signInOrigins: ['http://sso.example'], url: 'https://a.example' },
    about,
  )
  const change = { password: newPassword(), secret: newSecret() }
  await canary.ask('PATCH /api/v1/connections/{id}', change, about)
  await markCode()
  const secretOfGrants = { secret: newSecret() }
  await canary.ask('PATCH /api/v1/connections/{id}', secretOfGrants, about)
  await walkGrants(canary, about)
  yield
  await canary.ask('PATCH /api/v1/connections/{id}', { secret: null }, about)
  await askCode()
  for (const _ of ['once', 'twice']) await canary.ask('DELETE /api/v1/connections/{id}', undefined, about)
  yield
}

/** Given to an agent who is told a code and then may not any more, to the admin who needs none, and to nobody. */
async function walkGrants(canary: Canary, about: { cookie: string; id: string }): Promise<void> {
  const password = canary.mark('a password', `canary ${randomBytes(12).toString('hex')}`)
  const agent = { email: `p-${randomBytes(4).toString('hex')}@northwind.example`, password }
  const added = await canary.ask('POST /api/v1/users', { ...agent, role: 'agent' }, about)
  const { id: accountId } = added.body as { id: string }
  const { cookie } = await canary.ask('POST /api/v1/sign-in', agent)
  canary.mark('a session', cookie ?? 'none', 'in the last answer')
  const theirs = { id: about.id, cookie }
  const give = (body: object) => canary.ask('POST /api/v1/connections/{id}/grants', body, about)
  await canary.ask('GET /api/v1/connections/{id}/code', undefined, theirs)
  for (const may of ['use', 'reveal', 'everything']) await give({ accountId, may })
  await canary.ask('GET /api/v1/connections/{id}/grants', undefined, about)
  await canary.ask('GET /api/v1/connections', undefined, theirs)
  const told = await canary.ask('GET /api/v1/connections/{id}/code', undefined, theirs)
  canary.mark('a code of a connection', (told.body as { code: string }).code, 'in the last answer')
  for (const _ of ['once', 'twice']) {
    await canary.ask('DELETE /api/v1/connections/{id}/grants/{accountId}', undefined, {
      ...about,
      params: { accountId },
    })
  }
  await canary.ask('GET /api/v1/connections/{id}', undefined, theirs)
}
