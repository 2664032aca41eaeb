// The routes whose answer has the token of a session, which the worker takes out: a test holds them against the contract.

/** A session begins: its token is in `session`. */
export const beginsSession = (route: string): boolean =>
  route === 'POST /api/v1/setup' || isOfSignIn(route.slice('POST '.length))

export const isOfSignIn = (path: string): boolean => /^\/api\/v1\/sign-in(\/|$)/.test(path)

const renewals: readonly string[] = ['POST /api/v1/me/step-up', 'POST /api/v1/me/password']

/** The session goes on under a new token: `token`. The one before is good for nothing from then on. */
export const renewsSession = (route: string): boolean => renewals.includes(route)
