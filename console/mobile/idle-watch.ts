// Tells the worker that somebody touches the page, and asks it whether it is time to lock.
import type { AppState } from '../worker/messages.ts'
import { askWorker } from './worker-link.ts'

/** Touches in between are told together. */
const TELL_MS = 10_000
const LOOK_MS = 5_000

const touches = ['pointerdown', 'keydown', 'wheel'] as const

/**
 * Watches until it is stopped.
 *
 * @param hide nothing is to be seen, at once: the phone was away for longer than the app stays open
 * @param react hears what the worker makes of it
 */
export function watchIdle(first: AppState, hide: () => void, react: (state: AppState) => void): () => void {
  let state = first
  let touchedAtMs = Date.now()
  let toldAtMs = 0
  const ask = (kind: 'look' | 'touch'): void => {
    const take = (answer: AppState): void => {
      state = answer
      react(answer)
    }
    askWorker({ kind }).then(take, () => undefined)
  }

  const touch = (): void => {
    touchedAtMs = Date.now()
    if (touchedAtMs - toldAtMs < TELL_MS) return
    toldAtMs = touchedAtMs
    ask('touch')
  }
  const look = (): void => {
    if (document.visibilityState === 'hidden') return
    // A phone that slept has not run the timer: nothing is shown until the worker has answered. A touch in another window counts.
    const usedAtMs = Math.max(touchedAtMs, state.usedAtMs)
    if (state.isSignedIn && Date.now() - usedAtMs >= state.lockMinutes * 60_000) hide()
    ask('look')
  }
  for (const name of touches) window.addEventListener(name, touch, { capture: true, passive: true })
  document.addEventListener('visibilitychange', look)
  const timer = setInterval(look, LOOK_MS)
  touch()
  return () => {
    for (const name of touches) window.removeEventListener(name, touch, { capture: true })
    document.removeEventListener('visibilitychange', look)
    clearInterval(timer)
  }
}
