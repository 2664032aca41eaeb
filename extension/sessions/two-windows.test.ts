// Two windows of the extension: what one goes on with, the other must not throw away, and must not leave behind.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ApiError } from '../../contract/client.ts'
import { openApi } from '../app/api.ts'
import type { App } from '../app/app.ts'
import { putBrowserInPlace } from '../testing/browser-in-memory.ts'
import { startListening, type ListeningServer } from '../testing/listening-server.ts'
import { translator } from '../texts/texts.ts'

const browser = putBrowserInPlace()
const { startAgainWhenOver } = await import('../app/app.ts')
const { keptSession, keptSignIn } = await import('../app/kept.ts')
const { isStillPending, keepSignIn } = await import('../sign-in/keep-sign-in.ts')
const { signOut } = await import('./sign-out.ts')

let server: ListeningServer
let starts: (string | undefined)[]
beforeAll(async () => {
  server = await startListening()
})
afterAll(() => server.close())
beforeEach(() => {
  browser.session = {}
  starts = []
  server.heard.length = 0
})

/** A window as it was opened. */
function openWindow(token: string | undefined, challenge?: string): App {
  const { address } = server
  return {
    t: translator('en'),
    address,
    api: openApi(address, token),
    challenge,
    place: 'popup',
    show: () => undefined,
    start(note) {
      starts.push(note)
      return Promise.resolve()
    },
  }
}

const refusedWith = (code: 'session.required' | 'sign_in.challenge_over') =>
  new ApiError({ type: 'about:blank', title: code, status: 401, code, requestId: 'none' })

const keep = (token: string) => keptSession.set({ address: server.address, token })

test('a window with the token before the last one leaves the session alone, and goes on with it', async () => {
  await keep('new')
  expect(await startAgainWhenOver(openWindow('old'), refusedWith('session.required'))).toBe(true)
  expect(await keptSession.readAt(server.address)).toMatchObject({ token: 'new' })
  expect(starts).toEqual([undefined])
})

test('a session that has ended is forgotten, and the person is told', async () => {
  await keep('new')
  await startAgainWhenOver(openWindow('new'), refusedWith('session.required'))
  expect(await keptSession.readAt(server.address)).toBeUndefined()
  expect(starts).toEqual(['Your session has ended. Sign in again.'])
})

test('a window with the sign-in before the last one leaves the last one alone', async () => {
  const signIn = {
    step: 'code' as const,
    challenge: 'new',
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
  }
  await keepSignIn(openWindow(undefined), signIn)
  await startAgainWhenOver(openWindow(undefined, 'old'), refusedWith('sign_in.challenge_over'))
  expect(await keptSignIn.readAt(server.address, Date.now())).toMatchObject({ challenge: 'new' })
  await startAgainWhenOver(openWindow(undefined, 'new'), refusedWith('sign_in.challenge_over'))
  expect(await keptSignIn.readAt(server.address, Date.now())).toBeUndefined()
  expect(starts).toEqual([undefined, 'This sign-in has run out. Start again with your password.'])
})

test('what took minutes counts for nothing once another sign-in was begun, or this one is over', async () => {
  const inOneMinute = new Date(Date.now() + 60_000).toISOString()
  const first = openWindow(undefined)
  await keepSignIn(first, { step: 'code', challenge: 'first', expiresAt: inOneMinute })
  expect(await isStillPending(first, 'first')).toBe(true)
  await keepSignIn(openWindow(undefined), { step: 'code', challenge: 'second', expiresAt: inOneMinute })
  expect([await isStillPending(first, 'first'), await isStillPending(first, 'second')]).toEqual([false, true])
  const elsewhere = { address: 'https://login.example' }
  expect(await isStillPending(elsewhere, 'second')).toBe(false)
  await keptSignIn.forget()
  expect(await isStillPending(first, 'second')).toBe(false)
})

test('signed out in the window with the older token, the session ends at the server', async () => {
  await keep('new')
  await signOut(openWindow('old'))
  expect(server.heard).toMatchObject([
    { what: 'DELETE /api/v1/session', headers: { authorization: 'Bearer new' } },
  ])
  expect(browser.session).toEqual({})
})

test('signed out in a window of the Countersign before, the session of this one stays', async () => {
  await keptSession.set({ address: 'https://login.example', token: 'of the other' })
  await signOut(openWindow('old'))
  expect(server.heard).toMatchObject([{ headers: { authorization: 'Bearer old' } }])
  expect(await keptSession.readAt('https://login.example')).toBeDefined()
})
