// Screens of the tests: paired over the API alone, each with its cookie. And dashboards with a frame, put there by hand.
import { makeRowId } from '../row-id.ts'
import type { Answer, TestApp } from './test-app.ts'

export interface TestScreen {
  id: string
  name: string
  /** Its token, as its browser has it now. */
  token: () => string
  get(path: string): Promise<Answer>
  report(more?: object): Promise<Answer>
}

let screens = 0

export interface AskedPairing {
  pairingCode: string
  displayedName: string
  pollToken: string
  expiresAt: string
}

export async function askForPairing(app: TestApp, remoteAddress?: string): Promise<AskedPairing> {
  const options = remoteAddress === undefined ? {} : { remoteAddress }
  const asked = await app.post('/api/v1/screens/pairings', { width: 1920, height: 1080 }, options)
  if (asked.status !== 201) throw new Error(JSON.stringify(asked.body))
  return asked.body as AskedPairing
}

export function screenCookieOf({ headers }: Answer): string | undefined {
  const lines = [headers['set-cookie'] ?? []].flat().map(String)
  return lines
    .map((line) => /^countersign_screen=([\w-]{43});/.exec(line)?.[1])
    .find((one) => one !== undefined)
}

/** As a browser sends what it has: the cookie of the screen, and with a write that it is of this page's own. */
export const withScreenCookie = (token: string): { headers: Record<string, string> } => ({
  headers: { cookie: `countersign_screen=${token}`, 'sec-fetch-site': 'same-origin' },
})

export const emptyReport = { takes: ['webp', 'jpeg'], played: [] }

export async function addScreen(
  app: TestApp,
  admin: string,
  values: { name?: string; tags?: string[]; shows?: object } = {},
): Promise<TestScreen> {
  const { pairingCode, pollToken } = await askForPairing(app)
  screens += 1
  const name = values.name ?? `Screen ${screens}`
  const paired = await app.post('/api/v1/screens', { pairingCode, ...values, name }, { cookie: admin })
  if (paired.status !== 201) throw new Error(JSON.stringify(paired.body))
  const waited = await app.post('/api/v1/screens/pairings/wait', { pollToken })
  let token = screenCookieOf(waited) ?? ''
  const keep = (answer: Answer): Answer => {
    token = screenCookieOf(answer) ?? token
    return answer
  }
  return {
    id: (paired.body as { id: string }).id,
    name,
    token: () => token,
    get: async (path) => keep(await app.get(path, withScreenCookie(token))),
    report: async (more = {}) =>
      keep(await app.post('/api/v1/screen/reports', { ...emptyReport, ...more }, withScreenCookie(token))),
  }
}

/** The first bytes of a JPEG, and what tells one picture from another. */
export const pictureOf = (word: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from(word)])

export interface TestDashboard {
  id: string
  address: string
}

/** A dashboard of the admin's organization with a frame, as a runner would have left them. */
export async function addDashboardWithFrame(
  app: TestApp,
  {
    organizationId,
    isLive = false,
    hours = null,
  }: { organizationId: string; isLive?: boolean; hours?: object | null },
): Promise<TestDashboard> {
  const { query } = app.database
  const now = app.now()
  const id = makeRowId(app.services.randomBytes, now)
  await query
    .insertInto('dashboards')
    .values({
      organization_id: organizationId,
      id,
      name: `Board ${id.slice(-6)}`,
      connection_id: null,
      url: 'https://board.example/',
      capture: '{}',
      refresh_seconds: 60,
      is_live: isLive,
      hours: hours === null ? null : JSON.stringify(hours),
      is_paused: false,
      created_at: now,
      created_by: id,
    })
    .execute()
  return { id, address: await addFrame(app, { organizationId, dashboardId: id }) }
}

/** A new last good frame; the one before is superseded by it. Its address. */
export async function addFrame(
  app: TestApp,
  { organizationId, dashboardId }: { organizationId: string; dashboardId: string },
): Promise<string> {
  const { query } = app.database
  const now = app.now()
  const address = app.services.randomBytes(32).toString('base64url')
  await query
    .updateTable('frame_files')
    .set({ superseded_at: now })
    .where('dashboard_id', '=', dashboardId)
    .where('superseded_at', 'is', null)
    .execute()
  await query
    .insertInto('frame_files')
    .values({
      organization_id: organizationId,
      address,
      dashboard_id: dashboardId,
      formats: ['jpeg'],
      bytes: 9,
      made_at: now,
    })
    .execute()
  const values = {
    address,
    hash: '0'.repeat(64),
    formats: ['jpeg' as const],
    width: 1920,
    height: 1080,
    taken_at: now,
  }
  await query
    .insertInto('frames')
    .values({ organization_id: organizationId, dashboard_id: dashboardId, ...values })
    .onConflict((conflict) => conflict.columns(['organization_id', 'dashboard_id']).doUpdateSet(values))
    .execute()
  await app.services.frameFiles.write({ organizationId, address, file: 'jpeg' }, pictureOf(address))
  return address
}
