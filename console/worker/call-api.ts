// Every request of the app's pages to the API: sent with the session's token, which no page ever holds. The token is taken
// out of the answer that brings it, and put on what goes out; cookies are neither sent nor taken, and nothing is cached.
import { DEVICE_HEADER } from '../../contract/device-header.ts'
import type { change as changeKept, Kept } from './kept.ts'
import { judgeClock, lockIfIdle, provenAgain, signedIn, signedOut, type AnswerTimes } from './lock.ts'
import { beginsSession, isOfSignIn, renewsSession } from './token-routes.ts'
import { readProof } from './user-verified.ts'

const SIGN_OUT = 'DELETE /api/v1/session'
const STEP_UP = 'POST /api/v1/me/step-up'
const NEW_PASSKEY = 'POST /api/v1/me/authenticators/passkey/confirm'

/** What a locked app may still send: the proof that opens it, and the way out. */
const whileLocked: readonly string[] = [STEP_UP, `${STEP_UP}/passkey`, SIGN_OUT]

const isBarred = (kept: Kept, route: string): boolean => kept.isLocked && !whileLocked.includes(route)

/** What the worker has around it. */
export interface Around {
  change: typeof changeKept
  fetch: typeof fetch
  /** What they show is to go. */
  tellPages: () => Promise<void>
  /** In milliseconds, by this phone's clock. */
  now: () => number
  /** 32 bytes that nobody guesses, as base64url. */
  drawToken: () => string
}

interface Sent {
  /** Method and path. */
  route: string
  body: string | undefined
  token: string | undefined
  /** Of whose session it is. */
  signIns: number
}

export interface Api {
  /** Looks at the clock. */
  look: (nowMs: number) => Promise<Kept>
  /** Fails as a broken connection does where the app is locked, and where nothing can be read of what is kept. */
  callApi: (request: Request) => Promise<Response>
  /** Where the server cannot be reached the session ends by itself, unused. */
  endSession: (token: string | undefined) => Promise<void>
}

export function openApi({ change, fetch, tellPages, now, drawToken }: Around): Api {
  /** Answers with the next token that are on their way, or not kept yet. */
  const renewals = new Set<Promise<unknown>>()

  /** Where that locks the app or signs it out, the pages are told. */
  async function judge(update: (kept: Kept) => Kept): Promise<Kept> {
    const { before, after } = await change(update)
    const isSignedOut = before.token !== undefined && after.token === undefined
    if (isSignedOut || (after.isLocked && !before.isLocked)) await tellPages()
    if (isSignedOut) void endSession(before.token)
    return after
  }

  const look = (nowMs: number): Promise<Kept> => judge((kept) => lockIfIdle(kept, nowMs))

  async function callApi(request: Request): Promise<Response> {
    try {
      const kept = await look(now())
      const route = `${request.method} ${new URL(request.url).pathname}`
      if (isBarred(kept, route)) return Response.error()
      const hasBody = request.method !== 'GET' && request.method !== 'HEAD'
      const body = hasBody ? await request.text() : undefined
      return await ask(request, { route, body, token: kept.token, signIns: kept.signIns })
    } catch {
      return Response.error()
    }
  }

  async function ask(request: Request, sent: Sent): Promise<Response> {
    const { route, token, signIns } = sent
    const exchanging = exchange(request, sent)
    if (renewsSession(route)) note(exchanging)
    const response = await exchanging
    if (token === undefined || !(await isSessionOver(response))) return response
    // The server may know the next token already, and the worker not yet.
    await Promise.allSettled(renewals)
    const { after } = await change((kept) => (kept.token === token ? signedOut(kept) : kept))
    if (after.token === undefined || after.signIns !== signIns) return response
    // With the token before nothing was done.
    return isBarred(after, route) ? Response.error() : ask(request, { ...sent, token: after.token })
  }

  function note(renewal: Promise<unknown>): void {
    renewals.add(renewal)
    const drop = (): boolean => renewals.delete(renewal)
    renewal.then(drop, drop)
  }

  async function exchange(request: Request, sent: Sent): Promise<Response> {
    const askedAtMs = now()
    const response = await send(request, sent)
    const cameAtMs = now()
    const taken = response.ok ? await takeAnswer(sent, response) : response
    const madeAtMs = Date.parse(response.headers.get('date') ?? '')
    const isShown = await mayPass(
      sent,
      Number.isNaN(madeAtMs) ? undefined : { askedAtMs, cameAtMs, madeAtMs },
    )
    return isShown ? taken : Response.error()
  }

  /** Whether a page may have the answer: the app was not closed meanwhile, nor by what the clocks say. */
  async function mayPass({ route, token }: Sent, times: AnswerTimes | undefined): Promise<boolean> {
    const after = await judge((kept) =>
      times === undefined ? lockIfIdle(kept, now()) : judgeClock(kept, times),
    )
    const isOver = token !== undefined && after.token === undefined
    return !isBarred(after, route) && (!isOver || route === SIGN_OUT)
  }

  async function send(request: Request, { body, token }: Sent): Promise<Response> {
    const headers = new Headers(request.headers)
    // It takes no cookie, by which the web is known again.
    if (isOfSignIn(new URL(request.url).pathname)) headers.set(DEVICE_HEADER, await deviceToken())
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

  async function deviceToken(): Promise<string> {
    const drawn = drawToken()
    const { after } = await change((kept) => (kept.device === undefined ? { ...kept, device: drawn } : kept))
    return after.device ?? drawn
  }

  async function takeAnswer(sent: Sent, response: Response): Promise<Response> {
    const { route, token } = sent
    if (route === SIGN_OUT) await change((kept) => (kept.token === token ? signedOut(kept) : kept))
    if (route === NEW_PASSKEY && readProof(sent.body).isOfPhone)
      await change((kept) => ({ ...kept, unlocksByPasskey: true }))
    if (renewsSession(route)) return takeFreshToken(sent, response)
    return beginsSession(route) ? takeSession(sent, response) : response
  }

  async function takeSession({ body }: Sent, response: Response): Promise<Response> {
    const { session, ...step } = (await response.json()) as { session?: { token?: string } }
    if (session?.token === undefined) return withoutToken(response, { ...step, ...(session && { session }) })
    const { token, ...rest } = session
    const { isOfPhone } = readProof(body)
    const before = await keepOrEnd(token, (kept) => signedIn(kept, token, isOfPhone, now()))
    // The app has one session: the one before ends with the new sign-in.
    void endSession(before.token)
    return withoutToken(response, { ...step, session: rest })
  }

  /** A lock stays a lock, unless the proof for the token opens it. */
  async function takeFreshToken({ body, token: used }: Sent, response: Response): Promise<Response> {
    const { token, ...rest } = (await response.json()) as { token?: string }
    if (token !== undefined) {
      const proof = readProof(body)
      await keepOrEnd(token, (kept) => (kept.token === used ? provenAgain(kept, token, proof, now()) : kept))
    }
    return withoutToken(response, rest)
  }

  /** Nobody has a token that the worker did not keep: its session ends. */
  async function keepOrEnd(token: string, update: (kept: Kept) => Kept): Promise<Kept> {
    const { before, after } = await change(update).catch(async (error: unknown) => {
      await endSession(token)
      throw error
    })
    if (after.token !== token) await endSession(token)
    return before
  }

  async function endSession(token: string | undefined): Promise<void> {
    if (token === undefined) return
    const headers = { authorization: `Bearer ${token}` }
    await fetch('/api/v1/session', { method: 'DELETE', headers, credentials: 'omit' }).catch(() => undefined)
  }

  return { look, callApi, endSession }
}

async function isSessionOver(response: Response): Promise<boolean> {
  if (response.headers.get('content-type')?.startsWith('application/problem+json') !== true) return false
  const { code } = (await response.clone().json()) as { code?: string }
  return code === 'session.required'
}

function withoutToken(response: Response, answer: object): Response {
  const headers = new Headers(response.headers)
  // They are those of the bytes that came.
  for (const name of ['content-length', 'content-encoding']) headers.delete(name)
  return new Response(JSON.stringify(answer), { status: response.status, headers })
}
