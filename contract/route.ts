// The form of one route: who may call it, what goes in, what comes out. The key is "METHOD /path".
import { z } from 'zod'
import type { ErrorCode } from './errors.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
export type RouteKey = `${Method} /${string}`

/**
 * Who may call a route. `public`: anybody. `challenge`: whoever holds the challenge of a sign-in, which is in the
 * body. `session`: a completed sign-in. `help_desk`: the same, of an admin or of somebody who may help users.
 * `admin`: of an account with the role admin. `operator`: of somebody who runs the installation. `runner`: the token of
 * a runner, which opens nothing else. `screen`: the cookie of a paired screen, likewise.
 */
export type Access =
  'public' | 'challenge' | 'session' | 'help_desk' | 'admin' | 'operator' | 'runner' | 'screen'

export interface RouteContract {
  summary: string
  description?: string
  access: Access
  /** What is grave asks for a proof of the last minutes: the second factor where there is one, else the password. */
  needsStepUp?: true
  /** A GET that uses something up: no page of another site may make a browser send it. */
  usesUp?: true
  /** Answers a file, to be kept; its rows have the form of an answer of the contract. */
  isDownload?: true
  /** Answers server-sent events, each of the form of its answer. */
  isEvents?: true
  /** Every open page asks it by itself, now and then: no use of the session, as event streams and pictures are none (ASVS 7.3.1). */
  isNoUse?: true
  /** Answers a picture: JPEG, where its description says nothing else. */
  isPicture?: true
  /** Pictures and exports are larger than any other body, which ends at 64 KiB. */
  maxBodyBytes?: number
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodObject
  /** The answer by HTTP status; null is an empty body (204). */
  answers: Readonly<Record<number, z.ZodType | null>>
  /** Failures beyond those that every route of its access can give. */
  errors?: readonly ErrorCode[]
}

/** What a download answers, for the document: a text of its content type. */
export const file = z.string().describe('a file')

export function defineRoutes<const Routes extends Record<RouteKey, RouteContract>>(routes: Routes): Routes {
  return routes
}
