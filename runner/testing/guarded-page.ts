// A page behind the browser's own dialog, as a web server puts it there: Basic (RFC 7617) or Digest (RFC 7616). It checks the
// login really, and keeps an account of what it was given.
import { createHash, randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface GuardedPage {
  answer(request: IncomingMessage, response: ServerResponse): void
  /** Logins that arrived, right or wrong. */
  tally: { right: number; wrong: number }
}

export interface Guard {
  scheme: 'basic' | 'digest' | 'negotiate'
  username: string
  password: string
  /** What stands beside the 401; browsers show it to whoever closes the dialog. */
  refusal?: string
  page: string
}

export function guardedPage({ scheme, username, password, refusal = '', page }: Guard): GuardedPage {
  const tally = { right: 0, wrong: 0 }
  const nonce = randomBytes(12).toString('hex')
  const challenge = {
    basic: 'Basic realm="The wall", charset="UTF-8"',
    digest: `Digest realm="The wall", qop="auth", algorithm=SHA-256, nonce="${nonce}"`,
    negotiate: 'Negotiate',
  }[scheme]

  function isRight(authorization: string, method: string): boolean {
    if (scheme === 'basic') {
      return (
        Buffer.from(authorization.slice('Basic '.length), 'base64').toString() === `${username}:${password}`
      )
    }
    const given = new Map(
      [...authorization.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g)].map(([, name = '', quoted, bare]) => [
        name,
        quoted ?? bare ?? '',
      ]),
    )
    const of = (name: string) => given.get(name) ?? ''
    const a1 = hash(`${username}:The wall:${password}`)
    const a2 = hash(`${method}:${of('uri')}`)
    return of('response') === hash([a1, nonce, of('nc'), of('cnonce'), of('qop'), a2].join(':'))
  }

  return {
    tally,
    answer({ headers, method = 'GET' }, response) {
      const { authorization } = headers
      const isIn = authorization !== undefined && isRight(authorization, method)
      if (authorization !== undefined) tally[isIn ? 'right' : 'wrong'] += 1
      response.writeHead(isIn ? 200 : 401, {
        'content-type': 'text/html',
        ...(isIn ? {} : { 'www-authenticate': challenge }),
      })
      response.end(isIn ? page : refusal)
    },
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
