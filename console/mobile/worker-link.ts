// The page's side of its worker: it starts only once the worker looks after it, because what it sends goes out with the
// session that the worker holds.
import { appPath } from '../../contract/pages.ts'
import type { AppState, AskOfPage, Locked } from '../worker/messages.ts'

/** So long a page waits for a worker that comes over a slow line. */
const PATIENCE_MS = 60_000

/** `none`: this browser has no workers, or not for this address. `failed`: its files did not come. */
export type Start = 'ready' | 'none' | 'failed'

export async function startWorker(): Promise<Start> {
  // Over plain http, and in some private windows, there are none.
  if (!('serviceWorker' in navigator)) return 'none'
  try {
    const registration = await navigator.serviceWorker.register('/app-worker.js', {
      scope: `${appPath}/`,
      updateViaCache: 'none',
    })
    if (navigator.serviceWorker.controller === null) await untilControlled(registration)
    else if (registration.waiting !== null) await letTakeOver(registration.waiting)
    return 'ready'
  } catch {
    // Offline the registration cannot be looked at anew; the worker that is there will do.
    return navigator.serviceWorker.controller === null ? 'failed' : 'ready'
  }
}

async function untilControlled(registration: ServiceWorkerRegistration): Promise<void> {
  const controlled = untilControllerChanges()
  // A page that was loaded past its worker has to ask for it.
  if (registration.active !== null) await tell(registration.active, { kind: 'claim' })
  const { installing } = registration
  const gaveUp = new Promise<never>((_, reject) => {
    const refuse = (): void => reject(new Error('The worker did not come.'))
    setTimeout(refuse, PATIENCE_MS)
    installing?.addEventListener('statechange', () => installing.state === 'redundant' && refuse())
  })
  await Promise.race([controlled, gaveUp])
}

/** A new version came while the app was open last. Where it takes over, the page is loaded anew, with its files. */
async function letTakeOver(waiting: ServiceWorker): Promise<void> {
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload())
  await tell(waiting, { kind: 'take_over' })
}

function untilControllerChanges(): Promise<void> {
  return new Promise((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true })
  })
}

/** What the worker that looks after this page makes of it. */
export async function askWorker(ask: AskOfPage): Promise<AppState> {
  const { controller } = navigator.serviceWorker
  if (controller === null) throw new Error('No worker looks after this page.')
  return tell(controller, ask)
}

function tell(worker: ServiceWorker, ask: AskOfPage): Promise<AppState> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', ({ data }: MessageEvent<AppState | undefined>) => {
      port1.close()
      if (data === undefined) reject(new Error('The worker can keep nothing.'))
      else resolve(data)
    })
    port1.start()
    worker.postMessage(ask, [port2])
  })
}

/** @returns how to stop listening */
export function onLocked(react: () => void): () => void {
  const hear = ({ data }: MessageEvent<Locked>): void => {
    if (data.kind === 'locked') react()
  }
  navigator.serviceWorker.addEventListener('message', hear)
  return () => navigator.serviceWorker.removeEventListener('message', hear)
}
