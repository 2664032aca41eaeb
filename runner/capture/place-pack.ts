// The service pack as it is asked about one dashboard: at home is where that dashboard is, too.
import type { JoinedPack } from '../../contract/service-pack.ts'
import type { SignInConnection } from '../decide/situation.ts'
import type { CapturePlace } from '../places-api.ts'

/** Whose page it is: what may be believed, and what a sign-in there looks like. */
export interface Parties {
  pack: JoinedPack
  connection: SignInConnection
  /** False for a public page, which nobody signs in to. */
  hasLogin: boolean
}

/** Of a page that nobody signs in to: nothing is typed there, whatever it asks. */
const noPack: JoinedPack = {
  id: 'public',
  name: 'Public page',
  exampleUrl: 'https://example.com/',
  secretOrigins: [],
  ownOrigin: false,
  usernameOrigins: [],
  home: [],
  includes: [],
  knows: [],
  pages: [],
  states: [],
  signedOut: [],
  hide: [],
  codeWithPassword: false,
  opensWindow: false,
  forgives: 3,
  lockMinutes: 60,
  session: {},
}

export function partiesOf({ connection }: Pick<CapturePlace, 'connection'>, url: string): Parties {
  if (connection === undefined) {
    const nobody = { url, username: '', hasPassword: false, hasSecret: false, signInOrigins: [] }
    return { pack: noPack, connection: nobody, hasLogin: false }
  }
  const pack = connection.pack as unknown as JoinedPack
  const host = URL.canParse(url) ? new URL(url).host : ''
  return { pack: { ...pack, home: [...pack.home, host] }, connection, hasLogin: true }
}
