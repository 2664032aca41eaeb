// The client of one's Countersign: with the token of the session, and with nothing else that the browser might add.
import { createClient, type Client } from '../../contract/client.ts'

export interface Api {
  client: Client
  token(): string | undefined
  /** The session goes on under another token, or ends. */
  setToken(token: string | undefined): void
  /** A moment that the server told, in milliseconds of this machine's clock. */
  onOurClock(iso: string): number
}

export function openApi(address: string, firstToken: string | undefined): Api {
  let token = firstToken
  let serverAheadMs = 0
  const client = createClient({
    baseUrl: address,
    token: () => token,
    async fetch(url, request) {
      const response = await fetch(url, {
        ...request,
        // The console may be open in the same browser: its cookie is not ours to send, and the server would take the
        // request for a page's.
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        // A password or a token goes where it was meant to go, or nowhere.
        redirect: 'error',
      })
      const serverMs = Date.parse(response.headers.get('date') ?? '')
      // The header counts whole seconds: in the middle of the one that it names.
      if (!Number.isNaN(serverMs)) serverAheadMs = serverMs + 500 - Date.now()
      return response
    },
  })
  return {
    client,
    token: () => token,
    setToken: (next) => (token = next),
    onOurClock: (iso) => Date.parse(iso) - (Math.abs(serverAheadMs) < 2_000 ? 0 : serverAheadMs),
  }
}
