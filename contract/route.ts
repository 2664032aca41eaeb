// The form of one route: who may call it, what goes in, what comes out. The key is "METHOD /path".
import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
export type RouteKey = `${Method} /${string}`

/**
 * Who may call a route. `public`: anybody. `challenge`: whoever holds the challenge of a sign-in, which is in the
 * body. `session`: a completed sign-in. `admin`: the same, of an account with the role admin.
 */
export type Access = 'public' | 'challenge' | 'session' | 'admin'

export interface RouteContract {
  summary: string
  description?: string
  access: Access
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodObject
  /** The answer by HTTP status; null is an empty body (204). */
  answers: Readonly<Record<number, z.ZodType | null>>
  /** Failures beyond those that every route of its access can give. */
  errors?: readonly ErrorCode[]
}

export function defineRoutes<const Routes extends Record<RouteKey, RouteContract>>(routes: Routes): Routes {
  return routes
}
