// Where the extension types a code of a connection: at the connection's own origin and those that an admin named for it.
// The origins of a service pack are for the runner, which knows the pages there; a person copies the code.
import { mayTypeAt, originOf, type TypingConnection } from '../../contract/where-to-type.ts'

const withoutPack = { secretOrigins: [], usernameOrigins: [], ownOrigin: true }

/** The origin of the page, where the code may be typed there; the address is the browser's word. */
export function whereToFill(connection: TypingConnection, pageUrl: string | undefined): string | undefined {
  const origin = originOf(pageUrl ?? '')
  return origin !== undefined && mayTypeAt(withoutPack, connection, origin, 'code') ? origin : undefined
}
