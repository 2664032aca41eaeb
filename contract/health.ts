// Liveness, readiness and metrics, outside /api: for load balancers and Prometheus.
import { z } from 'zod'
import { defineRoutes } from './route.ts'

export const healthRoutes = defineRoutes({
  'GET /healthz': {
    summary: 'The process answers',
    access: 'public',
    answers: { 200: z.object({ status: z.literal('ok') }) },
  },
  'GET /readyz': {
    summary: 'The database answers, so requests can be served',
    access: 'public',
    answers: { 200: z.object({ status: z.literal('ready') }) },
    errors: ['server.not_ready'],
  },
})
