// Every request of the app's pages to the API: sent with the session's token, which no page ever holds. The token is taken
// out of the answer that brings it, and put on what goes out; cookies are neither sent nor taken, and nothing is cached.
import { change, type Kept } from './kept.ts'
import { lockIfIdle, provenAgain, signedIn, signedOut } from './lock.ts'
import type { Locked } from './messages.ts'
import { readProof } from './user-verified.ts'

declare const self: ServiceWorkerGlobalScope

const SIGN_OUT = 'DELETE /api/v1/session'
const STEP_UP = 'POST /api/v1/me/step-up'
const NEW_PASSKEY = 'POST /api/v1/me/authenticators/passkey/confirm'

/** What a locked app may still send: the proof that opens it, and the way out. */
const whileLocked: readonly string[] = [STEP_UP, `${STEP_UP}/passkey`, SIGN_OUT]

interface Sent {
  /** Method and path. */
  route: string
  body: string | undefined
  token: string | undefined
}

/** Looks at the clock; where that locks the app or signs it out, the pages are told. */
export async function look(nowMs: number): Promise<Kept> {
  const { before, after } = await change((kept) => lockIfIdle(kept, nowMs))
  if (after === before) return after
  await tellPages()
  if (after.token === undefined) void endSession(before.token)
  return after
}

/** Fails as a broken connection does where the app is locked, and where nothing can be read of what is kept. */
export async function callApi(request: Request): Promise<Response> {
  try {
    const kept = await look(Date.now())
    const route = `${request.method} ${new URL(request.url).pathname}`
    if (kept.isLocked && !whileLocked.includes(route)) return Response.error()
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
    const body = hasBody ? await request.text() : undefined
    const sent: Sent = { route, body, token: kept.token }
    const response = await send(request, sent)
    return await takeAnswer(request, sent, response)
  } catch {
    return Response.error()
  }
}

function send(request: Request, { body, token }: Sent): Promise<Response> {
  const headers = new Headers(request.headers)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  return fetch(request.url, {
    method: request.method,
    headers,
    ...(body === undefined || body === '' ? {} : { body }),
    // A picture is asked for without CORS, which takes no header of ours.
    mode: 'same-origin',
    credentials: 'omit',
    cache: 'no-store',
    signal: request.signal,
  })
}

async function takeAnswer(request: Request, sent: Sent, response: Response): Promise<Response> {
  const { route, token } = sent
  if (!response.ok) {
    if (token === undefined || !(await isSessionOver(response))) return response
    const { after } = await change((kept) => (kept.token === token ? signedOut(kept) : kept))
    // A step-up of another page has changed the token while this was under way.
    const isReplaced = after.token !== undefined && after.token !== token && sent.body === undefined
    return isReplaced ? send(request, { ...sent, token: after.token }) : response
  }
  if (route === SIGN_OUT) await change((kept) => (kept.token === token ? signedOut(kept) : kept))
  if (route === STEP_UP) return takeFreshToken(sent, response)
  if (route === NEW_PASSKEY && readProof(sent.body).isOfPhone)
    await change((kept) => ({ ...kept, unlocksByPasskey: true }))
  return /^POST \/api\/v1\/sign-in(\/|$)/.test(route) ? takeSession(sent, response) : response
}

async function isSessionOver(response: Response): Promise<boolean> {
  if (response.headers.get('content-type')?.startsWith('application/problem+json') !== true) return false
  const { code } = (await response.clone().json()) as { code?: string }
  return code === 'session.required'
}

async function takeSession({ body }: Sent, response: Response): Promise<Response> {
  const { session, ...step } = (await response.json()) as { session?: { token?: string } }
  if (session?.token === undefined) return withoutToken(response, { ...step, ...(session && { session }) })
  const { token, ...rest } = session
  const { isOfPhone } = readProof(body)
  const { before } = await change((kept) => signedIn(kept, token, isOfPhone, Date.now()))
  // The app has one session: the one before ends with the new sign-in.
  if (before.token !== undefined) void endSession(before.token)
  return withoutToken(response, { ...step, session: rest })
}

async function takeFreshToken({ body, token: used }: Sent, response: Response): Promise<Response> {
  const { token, ...rest } = (await response.json()) as { token?: string }
  if (token !== undefined) {
    const proof = readProof(body)
    await change((kept) => (kept.token === used ? provenAgain(kept, token, proof, Date.now()) : kept))
  }
  return withoutToken(response, rest)
}

function withoutToken(response: Response, answer: object): Response {
  const headers = new Headers(response.headers)
  // They are those of the bytes that came.
  for (const name of ['content-length', 'content-encoding']) headers.delete(name)
  return new Response(JSON.stringify(answer), { status: response.status, headers })
}

/** Where the server cannot be reached the session ends by itself, unused. */
export async function endSession(token: string | undefined): Promise<void> {
  if (token === undefined) return
  const headers = { authorization: `Bearer ${token}` }
  await fetch('/api/v1/session', { method: 'DELETE', headers, credentials: 'omit' }).catch(() => undefined)
}

async function tellPages(): Promise<void> {
  const message: Locked = { kind: 'locked' }
  for (const page of await self.clients.matchAll({ type: 'window' })) page.postMessage(message, [])
}
