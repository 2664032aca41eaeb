// Every route of the contract, asked by everybody who may not: agents, the help desk, admins, operators, nobody at all
// (ASVS 8.2.1). A new route is here as soon as it is in the contract.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contract } from '../../contract/contract.ts'
import type { Access, RouteContract } from '../../contract/route.ts'
import { addSignedInOperator, addUser, beginSignIn, signInAdmin } from '../testing/people.ts'
import { startTestApp, type TestApp } from '../testing/test-app.ts'

type Asker = 'nobody' | 'agent' | 'help desk' | 'admin' | 'operator'

/** Who is let past the door; what is behind it may still refuse, for a reason of its own. */
const mayPass: Record<Access, readonly Asker[]> = {
  public: ['nobody', 'agent', 'help desk', 'admin', 'operator'],
  challenge: ['nobody', 'agent', 'help desk', 'admin', 'operator'],
  session: ['agent', 'help desk', 'admin', 'operator'],
  help_desk: ['help desk', 'admin'],
  admin: ['admin'],
  operator: ['operator'],
  runner: [],
  screen: [],
}
const refusals: Partial<Record<Access, string>> = {
  help_desk: 'access.help_desk_required',
  admin: 'access.admin_required',
  operator: 'access.operator_required',
  runner: 'runner.required',
  screen: 'screen.required',
}
const anyId = '01a207a2-5990-75fa-a584-cbdb99aed8ef'

let app: TestApp
const cookies = new Map<Asker, string>()

beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  const admin = await signInAdmin(app)
  cookies.set('admin', admin)
  const signIn = async (isHelpDesk: boolean): Promise<string> => {
    const person = await addUser(app, admin)
    if (isHelpDesk) {
      await app.request('PATCH', `/api/v1/users/${person.id}`, { cookie: admin, body: { isHelpDesk } })
    }
    return (await beginSignIn(app, person)).cookie ?? ''
  }
  cookies.set('agent', await signIn(false))
  cookies.set('help desk', await signIn(true))
  cookies.set('operator', (await addSignedInOperator(app, 'olga@operators.example')).cookie)
})
afterAll(() => app.close())

const askers: Asker[] = ['nobody', 'agent', 'help desk', 'admin', 'operator']
const routes = Object.entries<RouteContract>(contract).map(([key, route]) => {
  const [method = '', path = ''] = key.split(' ')
  // An id for whatever takes one; what takes a number takes a small one.
  return { key, method, path: path.replace('{number}', '1').replace(/\{\w+\}/g, anyId), access: route.access }
})

describe.each(askers)('%s', (asker) => {
  test.each(routes.filter(({ access }) => !mayPass[access].includes(asker)))(
    'is refused at $key',
    async ({ method, path, access }) => {
      const cookie = cookies.get(asker)
      const answer = await app.request(method, path, {
        ...(cookie === undefined ? {} : { cookie }),
        ...(method === 'GET' ? {} : { body: {} }),
      })
      const isUnknown = asker === 'nobody' && access !== 'runner' && access !== 'screen'
      expect(answer.body.code).toBe(isUnknown ? 'session.required' : refusals[access])
    },
  )
})

test('and each of them is let in somewhere: it is no door that is always shut', async () => {
  expect((await app.get('/api/v1/me', { cookie: cookies.get('agent') ?? '' })).status).toBe(200)
  expect((await app.get('/api/v1/users', { cookie: cookies.get('help desk') ?? '' })).status).toBe(200)
  expect((await app.get('/api/v1/audit-events', { cookie: cookies.get('admin') ?? '' })).status).toBe(200)
  expect((await app.get('/api/v1/organizations', { cookie: cookies.get('operator') ?? '' })).status).toBe(200)
})
