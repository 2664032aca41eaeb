// Liveness, readiness and metrics.
import type { FastifyInstance } from 'fastify'
import { AppError } from '../app-error.ts'
import type { Services } from '../services.ts'
import type { Router } from './call.ts'

export function registerHealth(router: Router, app: FastifyInstance, { database, metrics }: Services): void {
  router.on('GET /healthz', () => Promise.resolve({ status: 'ok' as const }))

  router.on('GET /readyz', async () => {
    try {
      await database.pool.query('SELECT 1')
    } catch {
      throw new AppError('server.not_ready', { retryAfterSeconds: 1 })
    }
    return { status: 'ready' as const }
  })

  app.get('/metrics', { config: { access: 'public' } }, async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
