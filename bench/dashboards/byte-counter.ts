// Stands between a screen and the server, and counts what goes either way: every byte of HTTP, headers and all.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface ByteCounter {
  port: number
  /** So far. */
  read(): { toScreen: number; fromScreen: number }
  close(): Promise<void>
}

export async function startByteCounter(serverPort: number): Promise<ByteCounter> {
  let [toScreen, fromScreen] = [0, 0]
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const front = createServer((screen) => {
    const server = connect(serverPort, '127.0.0.1')
    keep(screen)
    keep(server)
    screen.on('data', (bytes) => (fromScreen += bytes.length))
    server.on('data', (bytes) => (toScreen += bytes.length))
    screen.pipe(server)
    server.pipe(screen)
    screen.on('close', () => server.destroy())
    server.on('close', () => screen.destroy())
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  return {
    port: (front.address() as AddressInfo).port,
    read: () => ({ toScreen, fromScreen }),
    async close() {
      for (const socket of sockets) socket.destroy()
      front.close()
      await once(front, 'close')
    },
  }
}
