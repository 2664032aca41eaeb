// A message on screens: what it says, for how long, and its picture.
import type { z } from 'zod'
import type { screenRoutes } from '../../contract/screens.ts'
import { AppError } from '../app-error.ts'
import { makeRowId } from '../row-id.ts'
import type { Services } from '../services.ts'
import { actorOf, type Caller } from '../sessions/caller.ts'
import { addMessage, type WallMessage } from './wall-messages.store.ts'
import { repackPicture } from './wall-picture.ts'

type Message = z.output<(typeof screenRoutes)['POST /api/v1/wall-messages']['body']>

export async function showMessage(
  { database, vault, randomBytes }: Services,
  caller: Caller,
  { which, level, text, picture, minutes }: Message,
  now: Date,
): Promise<WallMessage> {
  if (text === '' && picture === undefined) throw new AppError('wall_message.empty')
  const organizationId = caller.organization.id
  const id = makeRowId(randomBytes, now)
  const bytes = picture === undefined ? undefined : await repackPicture(Buffer.from(picture, 'base64'))
  // Unguessable, as the addresses of frames are: a cache before the server may keep it.
  const address = vault.fingerprint('wall picture', `${organizationId} ${id}`).toString('base64url')
  return addMessage(
    database,
    { organizationId, id },
    {
      level,
      text,
      picture: bytes === undefined ? undefined : { bytes, address },
      which,
      endsAt: minutes === undefined ? undefined : new Date(now.getTime() + minutes * 60_000),
    },
    actorOf(caller),
    now,
  )
}
