// The service worker of the app on the phone: it holds the session, locks it, keeps the files of the app, and tells of a
// sign-in while the app is closed. Its scope is /app/: the console in other tabs knows nothing of it.
import { appPath } from '../../contract/pages.ts'
import { openApi } from './call-api.ts'
import { change, type Kept } from './kept.ts'
import { signedOut, touched } from './lock.ts'
import { ringTag, type AppState, type AskOfPage, type Locked } from './messages.ts'
import { wordsOfPush } from './push-words.ts'
import { answerFromShell, dropOtherShells, fillShell, takeOverIfAlone } from './shell.ts'

declare const self: ServiceWorkerGlobalScope

const { look, callApi, endSession } = openApi({
  change,
  fetch: (...asked) => fetch(...asked),
  tellPages: async () => {
    const message: Locked = { kind: 'locked' }
    for (const page of await self.clients.matchAll({ type: 'window' })) page.postMessage(message, [])
  },
  now: () => Date.now(),
  drawToken: () => base64url(crypto.getRandomValues(new Uint8Array(32))),
})

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

self.addEventListener('install', (event) => event.waitUntil(fillShell()))

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOtherShells().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== self.location.origin) return
  if (url.pathname.startsWith('/api/v1/')) return event.respondWith(callApi(request))
  const answer = answerFromShell(request)
  if (answer !== undefined) event.respondWith(answer)
})

self.addEventListener('message', (event) => {
  const answer = (state: AppState | undefined): void => event.ports[0]?.postMessage(state)
  event.waitUntil(
    answerPage(event.data as AskOfPage).then(
      (kept) => answer(stateOf(kept)),
      () => answer(undefined),
    ),
  )
})

const stateOf = ({ token, isLocked, lockMinutes, unlocksByPasskey, usedAtMs }: Kept): AppState => ({
  isSignedIn: token !== undefined,
  isLocked,
  lockMinutes,
  unlocksByPasskey,
  usedAtMs,
})

async function answerPage(ask: AskOfPage): Promise<Kept> {
  const nowMs = Date.now()
  switch (ask.kind) {
    case 'look':
      break
    case 'touch':
      await look(nowMs)
      return (await change((kept) => touched(kept, nowMs))).after
    case 'language':
      await change((kept) => (kept.language === ask.language ? kept : { ...kept, language: ask.language }))
      break
    case 'lock_after':
      await look(nowMs)
      return (await change((kept) => ({ ...kept, lockMinutes: ask.minutes }))).after
    case 'forget': {
      const { before, after } = await change(signedOut)
      await endSession(before.token)
      return after
    }
    case 'claim':
      await self.clients.claim()
      break
    case 'take_over':
      await takeOverIfAlone()
      break
  }
  return look(nowMs)
}

self.addEventListener('push', (event) => event.waitUntil(tellOfSignIn()))

/** Nothing in it says whose sign-in it is, where from or with what: it stands on a locked phone. */
async function tellOfSignIn(): Promise<void> {
  const { after } = await change((kept) => kept)
  const { title, body } = wordsOfPush[after.language]
  const icon = '/app-icon-192.png'
  // In the place of the one before, and heard again: it is another sign-in.
  const how = { body, icon, tag: ringTag, renotify: true, lang: after.language }
  await self.registration.showNotification(title, how)
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openApproval())
})

/** A page that is open may hold something half filled in, and tells of what waits over whatever it shows. */
async function openApproval(): Promise<void> {
  const address = `${appPath}/approve`
  const pages = await self.clients.matchAll({ type: 'window' })
  const page = pages.find(({ url }) => new URL(url).pathname === address) ?? pages[0]
  if (page === undefined) await self.clients.openWindow(address)
  else await page.focus()
}
