// A screen is paired, shows a playlist and a message, tells what it showed, and is unpaired.
import type { Canary } from './canary.ts'
import { addDashboardWithFrame, screenCookieOf, withScreenCookie } from './screens.ts'
import type { TestApp } from './test-app.ts'

/** Stops where the tables are to be searched. */
export async function* walkScreens(canary: Canary, app: TestApp, cookie: string): AsyncGenerator<void> {
  const as = { cookie }
  const { organization } = (await app.get('/api/v1/me', as)).body as { organization: { id: string } }
  const organizationId = organization.id
  const dashboard = await addDashboardWithFrame(app, { organizationId, isLive: true })
  await canary.ask('GET /api/v1/screens/pairings/{code}', undefined, { ...as, params: { code: 'QQQQQQ' } })
  const asked = await canary.ask('POST /api/v1/screens/pairings', { width: 1920 })
  const { pairingCode, pollToken } = asked.body as { pairingCode: string; pollToken: string }
  canary.mark('a pairing code', pairingCode, 'in the last answer')
  canary.mark('what a screen waits with', pollToken, 'in the last answer')
  await canary.ask('GET /api/v1/screens/pairings/{code}', undefined, {
    ...as,
    params: { code: pairingCode },
  })
  yield
  const paired = await canary.ask('POST /api/v1/screens', { pairingCode, name: 'Reception' }, as)
  const { id } = paired.body as { id: string }
  const waited = await canary.ask('POST /api/v1/screens/pairings/wait', { pollToken })
  const token = canary.mark('the token of a screen', screenCookieOf(waited) ?? 'none', 'in the last answer')
  const screen = withScreenCookie(token)
  const about = { ...as, id }
  yield

  const items = [{ dashboard: dashboard.id, seconds: 10 }]
  const added = await canary.ask('POST /api/v1/playlists', { name: 'Morning', items }, as)
  const playlist = { ...as, id: (added.body as { id: string }).id }
  await canary.ask('GET /api/v1/playlists', undefined, as)
  await canary.ask('GET /api/v1/playlists/{id}', undefined, playlist)
  await canary.ask('PATCH /api/v1/playlists/{id}', { transition: 'cut' }, playlist)
  const shows = { kind: 'playlist', playlist: playlist.id }
  await canary.ask('POST /api/v1/screens/show', { which: { all: true }, shows }, as)
  await canary.ask('PATCH /api/v1/screens/{id}', { tags: ['Ground floor'] }, about)
  await canary.ask('POST /api/v1/screens/{id}/identify', {}, about)
  await canary.ask('POST /api/v1/screens/{id}/restart', {}, about)
  const which = { tags: ['Ground floor'] }
  const message = await canary.ask('POST /api/v1/wall-messages', { which, text: 'Cake' }, as)
  await canary.ask('POST /api/v1/wall-messages', { which, text: '' }, as)
  await canary.ask('GET /api/v1/wall-messages', undefined, as)

  await canary.ask('GET /api/v1/screen', undefined, screen)
  const file = { file: `${dashboard.address}.jpeg` }
  await canary.ask('GET /api/v1/screen/frames/{file}', undefined, { ...screen, params: file })
  await app.database.query
    .insertInto('live_frames')
    .values({
      organization_id: organizationId,
      dashboard_id: dashboard.id,
      number: 1,
      picture: Buffer.from([0xff, 0xd8, 0xff]),
      at: app.now(),
    })
    .execute()
  const live = { ...screen, params: { dashboard: dashboard.id } }
  await canary.ask('GET /api/v1/screen/live/{dashboard}', undefined, live)
  const played = [{ dashboard: dashboard.id, secondsAgo: 1, seconds: 10, oldestSeconds: 12 }]
  const showing = { dashboard: dashboard.id, address: dashboard.address, forSeconds: 1 }
  await canary.ask('POST /api/v1/screen/reports', { takes: ['jpeg'], showing, played }, screen)
  await canary.ask('GET /api/v1/screens', undefined, as)
  await canary.ask('GET /api/v1/screens/{id}', undefined, about)
  await canary.ask('GET /api/v1/screens/{id}/picture', undefined, about)
  await canary.ask('GET /api/v1/plays', undefined, as)
  await canary.ask('GET /api/v1/plays/export', undefined, as)
  yield

  const messageId = { ...as, id: (message.body as { id: string }).id }
  await canary.ask('DELETE /api/v1/wall-messages/{id}', undefined, messageId)
  await canary.ask('DELETE /api/v1/playlists/{id}', undefined, playlist)
  const { over } = await canary.listen('GET /api/v1/screen/events', screen)
  await canary.ask('DELETE /api/v1/screens/{id}', undefined, about)
  await over
  await canary.ask('GET /api/v1/screen', undefined, screen)
  await canary.ask('POST /api/v1/screens/pairings/wait', { pollToken })
  yield
}
