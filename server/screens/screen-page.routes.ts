// What the page of a screen asks, over HTTP: first for a code, then with the cookie of its own.
import { encodeQR } from 'qr'
import { AppError } from '../app-error.ts'
import type { Router } from '../http/call.ts'
import type { Services } from '../services.ts'
import { askPairing, waitForPairing } from './pairings.rules.ts'
import { followProgram, giveFile, giveLive, hear, readProgram } from './screen-page.rules.ts'

export function registerScreenPage(router: Router, services: Services, clock: () => Date): void {
  router.on('POST /api/v1/screens/pairings', async ({ body, facts }) => {
    const { expiresAt, ...asked } = await askPairing(services, body, facts)
    const { pairingCode } = asked
    // With a dash in it: six digits, or five around an E, would be read as a number.
    const dashed = `${pairingCode.slice(0, 3)}-${pairingCode.slice(3)}`
    const link = new URL(`/screens?pair=${dashed}`, services.settings.baseUrl)
    const qrSvg = encodeQR(link.href, 'svg', { ecc: 'medium', border: 2 })
    return { ...asked, qrSvg, expiresAt: expiresAt.toISOString() }
  })

  router.on('POST /api/v1/screens/pairings/wait', async ({ body, setScreenCookie }) => {
    const { state, token } = await waitForPairing(services, body.pollToken, clock)
    if (state === 'paired') setScreenCookie(token)
    return { state }
  })

  router.on('GET /api/v1/screen', async ({ caller, facts }) => {
    const program = await readProgram(services, caller, facts.now)
    if (program === undefined) throw new AppError('screen.required')
    return program
  })

  router.on('GET /api/v1/screen/events', ({ caller }) =>
    Promise.resolve(followProgram(services, caller, clock)),
  )

  router.on('GET /api/v1/screen/frames/{file}', ({ caller, params, facts }) =>
    giveFile(services, caller, params.file, facts.now),
  )

  router.on('GET /api/v1/screen/live/{dashboard}', ({ caller, params, query }) =>
    giveLive(services, caller, { dashboard: params.dashboard, after: query.after }, clock),
  )

  router.on('POST /api/v1/screen/reports', async ({ caller, body, facts, setScreenCookie }) => {
    const next = await hear(services, caller, body, facts)
    if (next !== undefined) setScreenCookie(next)
    return undefined
  })
}
