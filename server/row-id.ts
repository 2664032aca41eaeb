// Ids of rows: UUIDs of version 7 (RFC 9562), so that rows of one moment lie beside one another in an index.
import { v7 } from 'uuid'
import type { RandomBytes } from './sessions/token.ts'

/** An id is a name and no secret: whoever knows it may do nothing with it alone. */
export function makeRowId(randomBytes: RandomBytes, now: Date): string {
  return v7({ msecs: now.getTime(), random: randomBytes(16) })
}
