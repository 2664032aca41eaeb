// The small window in which the extension asks for a passkey, with a device of the person plugged in. A
// device is seen in one window alone: what it keeps is carried from one to the next. And it has to be there before the window
// asks, which it does once its page is whole: a gate in front of the server holds the scripts of that page back for so long.
import { once } from 'node:events'
import { createServer, request as ask } from 'node:http'
import type { BrowserContext, Page } from 'playwright-core'
import { plugIn, type KeptPasskey } from './virtual-device.ts'

export interface Gate {
  /** No script comes through until what this answers is called. */
  hold(): () => void
  close(): Promise<void>
}

/** @param port where people reach the server that listens at `serverPort` */
export async function openGate(port: number, serverPort: number): Promise<Gate> {
  let held = Promise.resolve()
  const gate = createServer((request, response) => {
    const { method, url: path = '/', headers } = request
    const isScript = path.endsWith('.js')
    const goOn = (): void => {
      const onward = ask({ host: '127.0.0.1', port: serverPort, method, path, headers }, (answer) => {
        // What a browser has kept would not come by here.
        const kept = isScript ? { 'cache-control': 'no-store' } : {}
        response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...kept })
        answer.pipe(response)
      })
      onward.on('error', () => response.destroy())
      request.pipe(onward)
    }
    if (isScript) void held.then(goOn)
    else goOn()
  })
  gate.listen(port, '127.0.0.1')
  await once(gate, 'listening')
  return {
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    async close() {
      gate.closeAllConnections()
      gate.close()
      await once(gate, 'close')
    },
  }
}

export interface PasskeyWindow {
  page: Page
  /** The finger is on the device when it is asked. A device that was asked before would not see it any more. */
  answer(): Promise<void>
  /** It is asked, and nobody is there. */
  leaveAlone(): void
}

export interface PasskeyPerson {
  /** Presses what asks for a passkey; the window that opens, with the device in it, which is not asked yet. */
  whenAsked(press: () => Promise<unknown>): Promise<PasskeyWindow>
}

/** Somebody with a device with a screen lock, which has no passkey yet. */
export function passkeyPerson(context: BrowserContext, gate: Gate): PasskeyPerson {
  let kept: KeptPasskey | undefined

  return {
    async whenAsked(press) {
      const letThrough = gate.hold()
      const opened = context.waitForEvent('page', (page) => page.url().endsWith('/passkey-window'))
      await press()
      const page = await opened
      const device = await plugIn(page, 'internal')
      device.onUse((passkey) => (kept = passkey))
      if (kept !== undefined) await device.put(kept)
      return {
        page,
        leaveAlone: letThrough,
        async answer() {
          await device.answer(true)
          letThrough()
        },
      }
    },
  }
}
