// Dashboards over HTTP: for the admins of the organization, and to be seen by whoever may use their connections.
import { giveFrame } from '../frames/frames.rules.ts'
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import {
  createDashboard,
  editDashboard,
  refreshDashboard,
  removeDashboard,
  showDashboard,
  showDashboards,
} from './dashboards.rules.ts'
import { passRecordingInputs, recordDashboard, stopRecording, watchRecording } from './recordings.rules.ts'
import { beginPreview, givePreviewPicture, watchPreview } from './previews.rules.ts'

export function registerDashboards(router: Router, services: Services, clock: () => Date): void {
  router.on('GET /api/v1/dashboards', ({ caller, query, facts }) =>
    showDashboards(services, caller, query, facts.now),
  )

  router.on('POST /api/v1/dashboards', ({ caller, body, facts }) =>
    createDashboard(services, caller, body, facts.now),
  )

  router.on('GET /api/v1/dashboards/{id}', ({ caller, params, facts }) =>
    showDashboard(services, caller, params.id, facts.now),
  )

  router.on('PATCH /api/v1/dashboards/{id}', ({ caller, params, body, facts }) =>
    editDashboard(services, caller, params.id, body, facts.now),
  )

  router.on('DELETE /api/v1/dashboards/{id}', async ({ caller, params, facts }) => {
    await removeDashboard(services, caller, params.id, facts.now)
    return undefined
  })

  router.on('POST /api/v1/dashboards/{id}/refresh', async ({ caller, params, facts }) => {
    await refreshDashboard(services, caller, params.id, facts.now)
    return undefined
  })

  router.on('GET /api/v1/dashboards/{id}/frame', ({ caller, params, query, facts }) =>
    giveFrame(services, caller, params.id, { width: query.width, accept: facts.accept }),
  )

  router.on('POST /api/v1/dashboards/{id}/recording', ({ caller, params, facts }) =>
    recordDashboard(services, caller, params.id, facts.now),
  )

  router.on('GET /api/v1/dashboards/{id}/recording', ({ caller, params, query }) =>
    watchRecording(services, caller, params.id, query.after, clock),
  )

  router.on('POST /api/v1/dashboards/{id}/recording/inputs', async ({ caller, params, body, facts }) => {
    await passRecordingInputs(services, caller, params.id, body.inputs, facts.now)
    return undefined
  })

  router.on('POST /api/v1/dashboards/{id}/recording/end', async ({ caller, params, facts }) => {
    await stopRecording(services, caller, params.id, facts.now)
    return undefined
  })

  router.on('POST /api/v1/previews', ({ caller, body, facts }) =>
    beginPreview(services, caller, body, facts.now),
  )

  router.on('GET /api/v1/previews/{id}', ({ caller, params }) =>
    watchPreview(services, caller, params.id, clock),
  )

  router.on('GET /api/v1/previews/{id}/picture', ({ caller, params }) =>
    givePreviewPicture(services, caller, params.id),
  )
}
