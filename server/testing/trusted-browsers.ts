// Trusted browsers of the tests: what a browser keeps of an answer, and how it signs in with it.
import { beginSignIn, type BegunSignIn, type EnrolledPerson, type Person } from './people.ts'
import { BASE_URL, codeOf, type Answer, type RequestOptions, type TestApp } from './test-app.ts'

/** What a browser keeps of an answer: the cookie by which it is known and, where it is trusted, its token. */
export const deviceOf = (
  answer: Answer,
  pattern = /countersign_(?:device|trust_[\w-]{16})=[\w-]{43}/g,
): string => [...String(answer.headers['set-cookie']).matchAll(pattern)].map(([cookie]) => cookie).join('; ')
export const onlyKnown = (device: string): string => device.replace(/; countersign_trust.*/, '')
export const onlyToken = (device: string): string => device.replace(/countersign_device=[^;]*; /, '')

/** A cookie takes the place of the one of its name. */
function keep(device: string, answer: Answer): string {
  const cookies = `${device}; ${deviceOf(answer)}`.split('; ').filter((cookie) => cookie !== '')
  return [...new Map(cookies.map((cookie) => [cookie.split('=')[0], cookie])).values()].join('; ')
}

/** What a browser with these cookies sends, and its session's where it has one. */
export const from = (device: string, session?: string): RequestOptions => ({
  headers: {
    cookie: session === undefined ? device : `countersign_session=${session}; ${device}`,
    origin: BASE_URL,
  },
})

export interface TrustedBrowser {
  /** Its cookies, but that of the session. */
  device: string
  /** Of its session. */
  cookie: string
}

/** Signs in with a code of now and trusts the browser. */
export async function trustBrowser(
  app: TestApp,
  person: EnrolledPerson,
  device?: string,
): Promise<TrustedBrowser> {
  const options = device === undefined ? {} : from(device)
  const { challenge } = await beginSignIn(app, person, options)
  const code = codeOf(person.secret, app.now())
  const answer = await app.post('/api/v1/sign-in/totp', { challenge, code, trustDevice: true }, options)
  if (answer.cookie === undefined) throw new Error(`The code was refused: ${JSON.stringify(answer.body)}`)
  return { device: keep(device ?? '', answer), cookie: answer.cookie }
}

/** What the sign-in from a browser with these cookies asks for next. */
export async function stepFrom(app: TestApp, person: Person, device: string): Promise<BegunSignIn['step']> {
  return (await beginSignIn(app, person, from(device))).step
}

/** A sign-in from a trusted browser with the password alone, and what it keeps after it. */
export async function signInFrom(
  app: TestApp,
  { email, password }: Person,
  device: string,
): Promise<TrustedBrowser & { headers: string }> {
  const answer = await app.post('/api/v1/sign-in', { email, password }, from(device))
  const body = answer.body as Pick<BegunSignIn, 'step'>
  if (body.step !== 'done') throw new Error(`The browser is not trusted: ${JSON.stringify(body)}`)
  const headers = String(answer.headers['set-cookie'])
  return { device: keep(device, answer), cookie: answer.cookie ?? '', headers }
}
