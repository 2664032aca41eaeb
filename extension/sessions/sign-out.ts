// Sign out.
import type { App } from '../app/app.ts'
import { keptSession } from '../app/kept.ts'

/** Here it is over in any case; a server that cannot be reached ends the session by itself, later. */
export async function signOut({
  address,
  api,
  start,
}: Pick<App, 'address' | 'api' | 'start'>): Promise<void> {
  // Another window may have gone on under another token: with the older one nothing would end.
  const session = await keptSession.readAt(address)
  if (session !== undefined) {
    api.setToken(session.token)
    await keptSession.forget()
  }
  await api.client.call('DELETE /api/v1/session').catch(() => undefined)
  api.setToken(undefined)
  await start()
}
