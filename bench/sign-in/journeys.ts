// What a browser sends to each contestant to sign in, and where it finds challenge and session in the answers.
import { password } from './people.ts'
import type { Answer } from './http-connection.ts'

export type JourneyName = 'countersign' | 'bare' | 'better-auth'

export interface Journey {
  givePassword(email: string): string
  challengeOf(answer: Answer): string
  giveCode(challenge: string, code: string, device: string): string
  sessionOf(answer: Answer): string
  askWhoIAm(session: string): string
  wrongCodeStatus: number
}

export function journeyOf(name: JourneyName, port: number): Journey {
  const base = `Host: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nUser-Agent: ${userAgent}\r\n`
  const get = (path: string, cookie: string) => `GET ${path} HTTP/1.1\r\n${base}Cookie: ${cookie}\r\n\r\n`
  const post = (path: string, body: object, cookie?: string) => {
    const text = JSON.stringify(body)
    const cookieLine = cookie === undefined ? '' : `Cookie: ${cookie}\r\n`
    const about = `Content-Type: application/json\r\nContent-Length: ${text.length}\r\n${cookieLine}`
    return `POST ${path} HTTP/1.1\r\n${base}${about}\r\n${text}`
  }

  if (name === 'better-auth') {
    const cookieOf = (answer: Answer, cookie: string) => {
      const value = new RegExp(`\\b${cookie}=([^;\\r]+)`).exec(answer.head)?.[1]
      return `${cookie}=${value ?? ''}`
    }
    return {
      givePassword: (email) => post('/api/auth/sign-in/email', { email, password }),
      challengeOf: (answer) => cookieOf(answer, 'better-auth.two_factor'),
      giveCode: (challenge, code) => post('/api/auth/two-factor/verify-totp', { code }, challenge),
      sessionOf: (answer) => cookieOf(answer, 'better-auth.session_token'),
      askWhoIAm: (session) => get('/api/auth/get-session', session),
      wrongCodeStatus: 401,
    }
  }
  // The bare server speaks as Countersign does.
  return {
    givePassword: (email) => post('/api/v1/sign-in', { email, password }),
    challengeOf: (answer) => String((JSON.parse(answer.body) as { challenge?: string }).challenge),
    giveCode: (challenge, code, device) =>
      post('/api/v1/sign-in/totp', { challenge, code }, `countersign_device=${device}`),
    sessionOf: (answer) => /countersign_session=[\w-]+/.exec(answer.head)?.[0] ?? '',
    askWhoIAm: (session) => get('/api/v1/me', session),
    wrongCodeStatus: 401,
  }
}

export const userAgent = 'Bench/1.0'
