// The services that connections can be made to: one for each service pack that the server has.
import { z } from 'zod'
import { defineRoutes } from './route.ts'

const service = z
  .object({
    id: z.string(),
    name: z.string(),
    exampleUrl: z.string(),
    hint: z.string().optional().describe('what to mind about the address'),
  })
  .meta({ id: 'Service' })

export const serviceRoutes = defineRoutes({
  'GET /api/v1/services': {
    summary: 'The services that connections can be made to',
    access: 'session',
    answers: { 200: z.object({ items: z.array(service) }).meta({ id: 'ServicePage' }) },
  },
})
