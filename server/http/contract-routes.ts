// The contract's routes as Fastify takes them.
import { z } from 'zod'
import type { RouteContract } from '../../contract/route.ts'

/** `/api/v1/users/{id}` → `/api/v1/users/:id` */
export function urlOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}

export function emptyAsNull(answers: RouteContract['answers']): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [status, schema ?? z.null().describe('No content')]),
  )
}
