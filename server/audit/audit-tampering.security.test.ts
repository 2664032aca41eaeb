// Attack 148: the audit log is changed over the API, or an event is smuggled into it by a name, a reason or a browser.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addEnrolledUser, addUser, signInAdmin } from '../testing/people.ts'
import { startTestApp, type Answer, type TestApp } from '../testing/test-app.ts'

let app: TestApp
let cookie: string

beforeAll(async () => {
  app = await startTestApp()
  await app.setUp()
  cookie = await signInAdmin(app)
  await addUser(app, cookie)
})
afterAll(() => app.close())

interface Event {
  id: string
  action: string
  facts: Record<string, unknown>
}
const eventsOf = async (): Promise<Event[]> =>
  (await app.get('/api/v1/audit-events?limit=200', { cookie })).body.items as Event[]
const exportAs = (format: 'csv' | 'json'): Promise<Answer> =>
  app.get(`/api/v1/audit-events/export?format=${format}`, { cookie })

describe('148: over the API', () => {
  test('148: nothing but reading is there, for an admin either', async () => {
    const [event] = await eventsOf()
    const before = await eventsOf()
    for (const path of [
      '/api/v1/audit-events',
      `/api/v1/audit-events/${event?.id}`,
      '/api/v1/audit-events/export',
    ]) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await app.request(method, path, { cookie, body: { action: 'user.added' } })
        expect([404, 405], `${method} ${path}`).toContain(answer.status)
      }
    }
    expect(await eventsOf()).toEqual(before)
  })

  test('148: a query does not reach the statement', async () => {
    for (const action of [`'; DELETE FROM audit_events; --`, '%', 'user_added', '\\']) {
      const answer = await app.get(`/api/v1/audit-events?action=${encodeURIComponent(action)}`, { cookie })
      if (answer.status === 200) expect(answer.body.items).toEqual([])
      else expect(answer.body.code).toBe('request.invalid')
    }
    expect((await eventsOf()).length).toBeGreaterThan(1)
  })
})

describe('148: in what people write', () => {
  // A line break, an escape sequence of a terminal, a separator of lines, a text that runs from right to left.
  const smuggled = [
    '\r\n2026,system,forged',
    '\u001b[2J\u001b[31mforged',
    '\u2028forged',
    '\u202eforged',
    '\u0000',
  ]

  test('148: control characters are refused in names and reasons, before anything is written', async () => {
    const person = await addEnrolledUser(app, cookie)
    const before = await eventsOf()
    for (const text of ['a\r\nforged', '\u001b[31mforged', 'a\u0000b', 'a\u0007b']) {
      const inName = await app.request('PATCH', `/api/v1/users/${person.id}`, {
        cookie,
        body: { name: text },
      })
      expect(inName.body.code, JSON.stringify(text)).toBe('request.invalid')
      const inReason = await app.post(
        `/api/v1/users/${person.id}/bypass-codes`,
        { reason: text, minutes: 5 },
        { cookie },
      )
      expect(inReason.body.code, JSON.stringify(text)).toBe('request.invalid')
    }
    expect(await eventsOf()).toEqual(before)
  })

  test('148: in the files an event is one line or one object, whatever stands in it, and no formula', async () => {
    const person = await addEnrolledUser(app, cookie)
    const reasons = ['=HYPERLINK("https://evil.example")', '"quoted", and more', 'a\u2028b']
    for (const reason of reasons) {
      await app.post(`/api/v1/users/${person.id}/bypass-codes`, { reason, minutes: 5 }, { cookie })
    }
    const count = (await eventsOf()).length
    const csv = (await exportAs('csv')).body as string
    expect(csv.trim().split('\r\n')).toHaveLength(count + 1)
    expect(csv).not.toMatch(/(^|,)"?=HYPERLINK/m)
    const json = (await exportAs('json')).body as unknown
    const events = (typeof json === 'string' ? JSON.parse(json) : json) as Event[]
    expect(events).toHaveLength(count)
    for (const reason of reasons) expect(events.map(({ facts }) => facts['reason'])).toContain(reason)
  })

  test('148: what a browser calls itself forges no line of the log', async () => {
    app.logs.length = 0
    for (const text of smuggled) {
      const answer = await app.post(
        '/api/v1/sign-in',
        { email: `${encodeURIComponent(text)}@northwind.example`, password: 'x' },
        { headers: { 'user-agent': 'Mozilla/5.0 \u001b[31m {"level":60,"msg":"forged"}' } },
      )
      expect(answer.status).toBeGreaterThanOrEqual(400)
    }
    expect(app.logs.length).toBeGreaterThan(0)
    for (const line of app.logs) {
      expect(line.trim().split('\n')).toHaveLength(1)
      expect(Object.keys(JSON.parse(line) as object)).not.toContain('forged')
      expect(line).not.toContain('\u001b')
    }
  })
})
