// A cable between two programs that a test can pull out and plug in again.
import {
  createConnection,
  createServer,
  type ListenOptions,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net'

export interface Cable {
  /** Ends every connection in the middle of whatever it does, and takes no new ones. */
  pullOut(): Promise<void>
  plugIn(): Promise<void>
}

/** It is plugged in. Whoever connects to its near end is connected to the far one. */
export async function layCable(near: ListenOptions, far: NetConnectOpts): Promise<Cable> {
  const open = new Set<Socket>()
  let server: Server | undefined

  function connect(fromNear: Socket): void {
    const toFar = createConnection(far)
    for (const [from, to] of [
      [fromNear, toFar],
      [toFar, fromNear],
    ] as const) {
      open.add(from)
      from.pipe(to)
      from.on('error', () => undefined)
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
    }
  }

  const cable: Cable = {
    async plugIn() {
      const listening = createServer(connect)
      await new Promise<void>((resolve, fail) => listening.once('error', fail).listen(near, resolve))
      server = listening
    },
    async pullOut() {
      const pulled = server
      server = undefined
      if (pulled === undefined) return
      const closed = new Promise((resolve) => pulled.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
  await cable.plugIn()
  return cable
}
